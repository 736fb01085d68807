"""Whether somebody may know what the machine or the agent thought of an item before judging it.

In: a session, a case or a sample, who judges, since when looking counts. Out: yes or no, or of how many cases
it is so, by the audit log and decisions.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, exists, func, or_, select

from models.access import Actor
from models.samples import Case
from storage.database import Session
from storage.sight import seen_by
from storage.tables import AuditRow, CallRow, DecisionRow, SampleCaseRow

#: What an auditor does while judging; it shows nothing of either.
_BLIND: Final = ("saw_a_case", "judged_a_case", "played", "submitted", "sent_audio")


def has_seen(session: Session, case: Case, person: str, *, since: datetime) -> bool:
    """True where this person decided the item at any time, or did anything but judge on its call since."""
    looked = select(AuditRow.id).where(AuditRow.call_id == case.call_id, *_looked(person, since))
    decided = select(DecisionRow.id).where(
        DecisionRow.call_id == case.call_id,
        DecisionRow.notes_version == case.notes_version,
        DecisionRow.item_id == case.item_id,
        DecisionRow.by == person,
    )
    return any(session.scalars(one.limit(1)).first() is not None for one in (looked, decided))


def open_and_seen(session: Session, sample_id: str, actor: Actor, *, since: datetime) -> int:
    """Return how many cases that wait for a ruling, and that the actor sees, this person has seen so."""
    looked = exists().where(AuditRow.call_id == SampleCaseRow.call_id, *_looked(actor.name, since))
    decided = exists().where(
        DecisionRow.call_id == SampleCaseRow.call_id,
        DecisionRow.notes_version == SampleCaseRow.notes_version,
        DecisionRow.item_id == SampleCaseRow.item_id,
        DecisionRow.by == actor.name,
    )
    query = (
        select(func.count())
        .select_from(SampleCaseRow)
        .join(CallRow, CallRow.id == SampleCaseRow.call_id)
        .where(SampleCaseRow.sample_id == sample_id, SampleCaseRow.ruling.is_(None), seen_by(actor))
        .where(or_(looked, decided))
    )
    return session.scalar(query) or 0


def _looked(person: str, since: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        or_(AuditRow.actor == person, AuditRow.for_whom == person),
        AuditRow.at >= since,
        AuditRow.action.not_in(_BLIND),
    )
