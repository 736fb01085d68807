"""What happened to a call, by whom and why; the history that managers and auditors read.

In: a session and what happened. Out: `Event` values. Not here: speech, names of customers, item texts.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from pydantic import AwareDatetime
from sqlalchemy import func, select

from models.frozen import Frozen
from storage.database import Session
from storage.tables import EventRow


class Event(Frozen):
    """One thing that happened: `kind` is a past-tense word, `by` a person or None for the machine."""

    kind: str
    by: str | None = None
    why: str | None = None
    at: AwareDatetime


def add_event(
    session: Session, call_id: str, kind: str, *, at: datetime, by: str | None = None, why: str | None = None
) -> None:
    """Note that this happened to the call."""
    session.add(EventRow(call_id=call_id, kind=kind, by=by, why=why, at=at))
    session.flush()


def events_of(session: Session, call_id: str) -> tuple[Event, ...]:
    """Return what happened to the call, the oldest first."""
    rows = event_rows(session, call_id)
    return tuple(Event(kind=row.kind, by=row.by, why=row.why, at=row.at) for row in rows)


def event_rows(session: Session, call_id: str) -> Sequence[EventRow]:
    """Return the rows of what happened to the call, the oldest first."""
    return session.scalars(select(EventRow).where(EventRow.call_id == call_id).order_by(EventRow.id)).all()


def began_at(session: Session, call_id: str) -> datetime | None:
    """Return since when a draft of the call is owed: queued, or wanted again; None of old calls."""
    return session.scalar(
        select(func.max(EventRow.at, type_=EventRow.at.type)).where(
            EventRow.call_id == call_id, EventRow.kind.in_(_OWED)
        )
    )


#: What happened to a call, after which a draft is owed.
_OWED: Final = ("stage.queued", "notes_made_again", "speakers_corrected")
