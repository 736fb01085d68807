"""Whether somebody may know what the machine or the agent thought of an item before judging it.

In: a session, a case, who judges, since when looking counts. Out: yes or no, by the audit log and decisions.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import or_, select

from models.samples import Case
from storage.database import Session
from storage.tables import AuditRow, DecisionRow

#: What an auditor does while judging; it shows nothing of either.
_BLIND: Final = ("saw_a_case", "judged_a_case", "played", "submitted", "sent_audio")


def has_seen(session: Session, case: Case, person: str, *, since: datetime) -> bool:
    """True where this person decided the item at any time, or did anything but judge on its call since."""
    looked = select(AuditRow.id).where(
        AuditRow.call_id == case.call_id,
        or_(AuditRow.actor == person, AuditRow.for_whom == person),
        AuditRow.at >= since,
        AuditRow.action.not_in(_BLIND),
    )
    decided = select(DecisionRow.id).where(
        DecisionRow.call_id == case.call_id,
        DecisionRow.notes_version == case.notes_version,
        DecisionRow.item_id == case.item_id,
        DecisionRow.by == person,
    )
    return any(session.scalars(one.limit(1)).first() is not None for one in (looked, decided))
