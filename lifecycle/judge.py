"""Judges a call: who opted out is not processed, and consent by the table of the house.

In: a session, shelves, what is known of the call. Out: `Verdict`. Every door and the gate ask here.
Not here: the rule (verdict.py), what a verdict makes of the call (admission.py).
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from lifecycle.consent_rules import deciding
from lifecycle.stage import stage_of
from lifecycle.verdict import Verdict, verdict
from models.call import CallDetails, Consent, Customer
from models.stages import Stage
from storage import calls, persons, stated_consents
from storage.database import Session
from storage.shelves import Shelves
from storage.tables import CallRow

#: Why a call of a person on the list of opt-outs has ended.
OPTED_OUT: Final = "the customer opted out, so calls with them are not processed"

#: Why a call ended in which the customer refused.
REFUSED: Final = "the customer refused to be recorded, in the call itself"

#: Why a call waits in which somebody may have refused.
DOUBT: Final = (
    "the customer may have refused to be recorded; read what was said, then release the call or decline it"
)

_NOBODY: Final = Customer()

#: Stages in which the table still counts: later on a call was judged by the table of its time.
_BEFORE_THE_GATE: Final = frozenset(
    {Stage.AWAITING_AUDIO, Stage.AWAITING_CONSENT, Stage.QUEUED, Stage.DECLINED, Stage.CANCELLED}
)


def judge(session: Session, shelves: Shelves, details: CallDetails, consent: Consent) -> Verdict:
    """Return what may be done with such a call, by the list of opt-outs and the table as it is now."""
    if persons.opt_out_of(session, details.customer) is not None:
        return Verdict("stop", OPTED_OUT)
    table = shelves.consent_table()
    found = verdict(consent, deciding(table, details))
    if table.faults and found.answer == "go":
        return Verdict("wait", "the table of consent rules has a mistake; `callnotes consent rules` tells it")
    return found


def judge_row(session: Session, shelves: Shelves, row: CallRow) -> Verdict:
    """Return the verdict on the call as it stands: its consent, or the person who released it."""
    if is_stopped(session, row):
        return Verdict("stop", OPTED_OUT)
    if row.doubt_heard_at is not None and row.doubt_settled_at is None:
        return Verdict("wait", DOUBT)
    consent = stated_consents.consent_of(row)
    is_before = stage_of(row) in _BEFORE_THE_GATE
    rule = judge(session, shelves, calls.details_of(row), consent) if is_before else verdict(consent)
    if rule.answer == "wait" and row.released_by:
        return Verdict("go", "a person released the call", rule.rule)
    return rule


def is_stopped(session: Session, row: CallRow, customer: Customer = _NOBODY) -> bool:
    """True where the call's customer is on the list of opt-outs, or this one, whom a sender names for it."""
    return persons.is_stopped(session, row) or persons.opt_out_of(session, customer) is not None


def settle_doubt(row: CallRow, *, at: datetime) -> None:
    """A person has decided about words that may have been a refusal; they hold the call up no more."""
    if row.doubt_heard_at is not None:
        row.doubt_settled_at = at


def note_judgement(shelves: Shelves, row: CallRow, found: Verdict) -> None:
    """Keep by which line, of which table, the call was judged last."""
    row.consent_rule, row.judged_under = found.rule, shelves.consent_table().mark
