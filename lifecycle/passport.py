"""The consent passport of a person: every call with its consent, its proof, the rule, and what ended it.

In: a number, an address or both, and who reads. Out: `Passport`. A call that the reader does not see is not
in it, nor counted. Of a call of which nothing else is kept its consent and its end are still told.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from pydantic import AwareDatetime

from lifecycle.held import sealed_off
from lifecycle.judge import OPTED_OUT
from lifecycle.stage import stage_of
from models.access import Actor
from models.call import Consent, Customer, Direction
from models.errors import CallNotFoundError
from models.frozen import Frozen
from models.opt_out import OptOut
from models.stages import Stage
from storage import calls, persons, stated_consents
from storage.database import Session
from storage.shelves import Shelves
from storage.tables import CallRow

_KEEP_NOTHING: Final = frozenset({Stage.DECLINED, Stage.ERASED})


class Statement(Frozen):
    """Consent as it was stated at one time, and when we were told."""

    consent: Consent
    recorded_at: AwareDatetime


class PassportCall(Frozen):
    """One call: the consent that counts and what was stated before it; `ended_at` where nothing is kept.

    `sealed_off` names the legal hold that keeps what there was, where nobody reads it.
    """

    id: str
    stage: Stage
    stage_why: str | None
    started_at: AwareDatetime | None
    received_at: AwareDatetime
    agent: str | None
    team: str | None
    direction: Direction | None
    consent: Consent
    rule: str | None
    released_by: str | None
    statements: tuple[Statement, ...]
    ended_at: AwareDatetime | None
    sealed_off: str | None = None

    @property
    def is_withdrawn(self) -> bool:
        """True where consent was given first and declined later."""
        earlier = (one.consent.status for one in self.statements[:-1])
        return self.consent.status == "declined" and any(one in {"announced", "granted"} for one in earlier)

    @property
    def outcome(self) -> str:
        """What became of the recording, in words."""
        return f"{self._end}, but for what a legal hold keeps sealed off" if self.sealed_off else self._end

    @property
    def _end(self) -> str:
        if self.stage is Stage.ERASED:
            return "erased"
        if self.stage is not Stage.DECLINED:
            return "kept"
        if self.stage_why == OPTED_OUT:
            return "not processed, since the person opted out; nothing kept"
        return f"consent {'withdrawn' if self.is_withdrawn else 'declined'}; nothing kept"


class Passport(Frozen):
    """All that is known of the consent of one person; the calls are those that the reader sees."""

    customer: Customer
    opt_out: OptOut | None
    calls: tuple[PassportCall, ...]


def passport_of(
    shelves: Shelves, customer: Customer, *, seen_by: Actor | None = None, most: int | None = None
) -> Passport:
    """Return the passport of the person with this number or address; with `most`, the newest calls alone."""
    found = []
    with shelves.database.reading() as session:
        for call_id in persons.calls_of(session, customer, actor=seen_by, most=most):
            try:
                row = calls.find(session, call_id, seen_by=seen_by)
            except CallNotFoundError:
                continue
            found.append(_call(session, row, shelves.clock()))
        opted_out = persons.opt_out_of(session, customer)
    return Passport(customer=customer, opt_out=opted_out, calls=tuple(found))


def _call(session: Session, row: CallRow, at: datetime) -> PassportCall:
    details, stage = calls.details_of(row), stage_of(row)
    return PassportCall(
        id=row.id,
        stage=stage,
        stage_why=row.stage_why,
        started_at=details.started_at,
        received_at=row.received_at,
        agent=details.agent,
        team=details.team,
        direction=details.direction,
        consent=stated_consents.consent_of(row),
        rule=row.consent_rule,
        released_by=row.released_by,
        statements=tuple(
            Statement(consent=consent, recorded_at=at)
            for consent, at in stated_consents.statements(session, row.id)
        ),
        ended_at=row.stage_at if stage in _KEEP_NOTHING else None,
        sealed_off=sealed_off(session, row, at=at),
    )
