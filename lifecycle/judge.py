"""Judges a call: its consent by the table of the house, and what else stands against it.

In: shelves, what is known of the call. Out: `Verdict`. Every door and the gate ask here.
Not here: the rule (verdict.py), what a verdict makes of the call (admission.py).
"""

from __future__ import annotations

from typing import Final

from lifecycle.consent_rules import deciding
from lifecycle.stage import stage_of
from lifecycle.verdict import Verdict, verdict
from models.call import CallDetails, Consent
from models.stages import Stage
from storage import calls
from storage.shelves import Shelves
from storage.tables import CallRow

#: Stages in which the table still counts: later on a call was judged by the table of its time.
_BEFORE_THE_GATE: Final = frozenset(
    {Stage.AWAITING_AUDIO, Stage.AWAITING_CONSENT, Stage.QUEUED, Stage.DECLINED, Stage.CANCELLED}
)


def judge(shelves: Shelves, details: CallDetails, consent: Consent) -> Verdict:
    """Return what the consent allows by the rules of the table as it is now."""
    table = shelves.consent_table()
    found = verdict(consent, deciding(table, details))
    if table.faults and found.answer == "go":
        return Verdict("wait", "the table of consent rules has a mistake; `callnotes consent rules` tells it")
    return found


def judge_row(shelves: Shelves, row: CallRow) -> Verdict:
    """Return the verdict on the call as it stands: its consent, or the person who released it."""
    consent = calls.consent_of(row)
    rule = (
        judge(shelves, calls.details_of(row), consent)
        if stage_of(row) in _BEFORE_THE_GATE
        else verdict(consent)
    )
    if rule.answer == "wait" and row.released_by:
        return Verdict("go", "a person released the call", rule.rule)
    return rule


def note_judgement(shelves: Shelves, row: CallRow, found: Verdict) -> None:
    """Keep by which line, of which table, the call was judged last."""
    row.consent_rule, row.judged_under = found.rule, shelves.consent_table().mark
