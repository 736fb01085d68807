"""What was kept longer than it may be: calls with sound, whole calls, bodies of hook events.

In: a session and the moment before which all is too old (None: nothing is). Out: rows, counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final, Literal

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute

from models.stages import Stage
from storage.database import Session
from storage.tables import CallRow, HookEventRow

What = Literal["audio", "call", "events"]

#: When a thing of each class came in, and by what is known that it is still kept.
_KEPT: Final[dict[What, tuple[InstrumentedAttribute[datetime], ColumnElement[bool]]]] = {
    "audio": (CallRow.received_at, CallRow.audio_kept.is_(True)),
    "call": (CallRow.received_at, CallRow.stage != Stage.ERASED.value),
    "events": (HookEventRow.received_at, HookEventRow.body != ""),
}
#: Calls that are just being heard keep their sound until they are, or are given up.
_NEEDS_SOUND: Final = (Stage.QUEUED.value,)


def with_audio(session: Session, *, before: datetime | None) -> Sequence[CallRow]:
    """Return the calls that keep a recording, came in before this and do not need it just now."""
    if before is None:
        return ()
    query = select(CallRow).where(
        CallRow.audio_kept, CallRow.received_at < before, CallRow.stage.not_in(_NEEDS_SOUND)
    )
    return session.scalars(query.order_by(CallRow.received_at, CallRow.id)).all()


def calls(session: Session, *, before: datetime | None) -> Sequence[CallRow]:
    """Return the calls that came in before this and are not erased, whatever stage they are in."""
    if before is None:
        return ()
    query = select(CallRow).where(CallRow.received_at < before, CallRow.stage != Stage.ERASED.value)
    return session.scalars(query.order_by(CallRow.received_at, CallRow.id)).all()


def events(session: Session, *, before: datetime | None) -> int:
    """Return how many hook events from before this still have their body."""
    if before is None:
        return 0
    query = select(func.count()).select_from(HookEventRow)
    return session.scalar(query.where(HookEventRow.body != "", HookEventRow.received_at < before)) or 0


def later(session: Session, what: What, *, after: datetime, before: datetime) -> tuple[int, datetime | None]:
    """Return how much of this came in from the one moment until the other, and when the first of it did."""
    came, kept = _KEPT[what]
    query = select(func.count(), func.min(came)).where(kept, came >= after, came < before)
    count, first = session.execute(query).one()
    return count, first


def forget_events(session: Session, *, before: datetime) -> int:
    """Empty hook events from before this; that they came is kept. Returns how many."""
    found = session.scalars(
        select(HookEventRow).where(HookEventRow.body != "", HookEventRow.received_at < before)
    ).all()
    for row in found:
        row.body, row.message = "", None
        row.state = "handled" if row.state == "received" else row.state
    session.flush()
    return len(found)
