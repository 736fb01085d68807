"""What was kept longer than it may be: parts of calls, whole calls, bodies of hook events, exchanges.

In: a session, the rules, a moment. Out: rows, counts. Each class has days for every call and days for calls
with a label; whichever of them is over first counts.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, delete, exists, false, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute

from models.retention import Class, RetentionRules
from models.stages import Stage
from storage.database import Session
from storage.tables import CallRow, ExchangeRow, HookEventRow, NotesRow, TranscriptRow

#: Calls that are just being heard keep their sound until they are, or are given up.
_NEEDS_SOUND: Final = (Stage.QUEUED.value,)
_IS_DECIDED: Final = CallRow.stage == Stage.SETTLED.value
_IS_KEPT: Final = CallRow.stage != Stage.ERASED.value
_HAS_TRANSCRIPT: Final = exists().where(TranscriptRow.call_id == CallRow.id)
_HAS_NOTES: Final = exists().where(NotesRow.call_id == CallRow.id)

#: When a thing of each class came in, and of which call it is.
_CAME: Final[dict[Class, tuple[InstrumentedAttribute[datetime], InstrumentedAttribute[Any]]]] = {
    "events": (HookEventRow.received_at, HookEventRow.call_id),
    "logs": (ExchangeRow.at, ExchangeRow.call_id),
}
_OF_CALLS: Final = (CallRow.received_at, CallRow.id)

#: By what is known that a thing of each class may go, and by the days of which class it goes.
_GOES: Final[dict[Class, tuple[tuple[ColumnElement[bool], Class], ...]]] = {
    "audio": ((and_(CallRow.audio_kept.is_(True), CallRow.stage.not_in(_NEEDS_SOUND)), "audio"),),
    "transcript": ((and_(_IS_DECIDED, _HAS_TRANSCRIPT), "transcript"),),
    "notes": ((and_(_IS_DECIDED, _HAS_NOTES), "notes"),),
    "call": (
        (_IS_KEPT, "call"),
        (and_(_IS_KEPT, ~_IS_DECIDED, _HAS_TRANSCRIPT), "transcript"),
        (and_(_IS_KEPT, ~_IS_DECIDED, _HAS_NOTES), "notes"),
    ),
    "events": ((HookEventRow.body != "", "events"),),
    "logs": ((ExchangeRow.id.is_not(None), "logs"),),
}


def due_calls(session: Session, rules: RetentionRules, what: Class, *, at: datetime) -> Sequence[CallRow]:
    """Return the calls of which this class is over, the oldest first; of events and logs, whose they are."""
    query = select(CallRow).order_by(CallRow.received_at, CallRow.id)
    if what in _CAME:
        of = _CAME[what][1]
        return session.scalars(query.where(CallRow.id.in_(select(of).where(_due(rules, what, at))))).all()
    return session.scalars(query.where(_due(rules, what, at))).all()


def due_count(
    session: Session, rules: RetentionRules, what: Class, *, at: datetime, but: Collection[str] = ()
) -> int:
    """Return how much of the class is over at this moment, but for that of some calls."""
    came, of = _CAME.get(what, _OF_CALLS)
    query = select(func.count(came)).where(_due(rules, what, at), _not_of(of, but))
    return session.scalar(query) or 0


def next_at(session: Session, rules: RetentionRules, what: Class, *, after: datetime) -> datetime | None:
    """Return when the first of what is not over yet will be."""
    came, firsts = _CAME.get(what, _OF_CALLS)[0], []
    for goes, by in _GOES[what]:
        for label, days in rules.terms(by):
            kept = timedelta(days=days)
            query = select(func.min(came)).where(goes, _carries(what, label), came >= after - kept)
            first = session.scalar(query)
            firsts += [first + kept] if first is not None else []
    return min(firsts, default=None)


def forget_events(session: Session, rules: RetentionRules, *, at: datetime, but: Collection[str] = ()) -> int:
    """Empty hook events that are over, but for those of some calls; that they came is kept. How many."""
    query = select(HookEventRow).where(_due(rules, "events", at), _not_of(HookEventRow.call_id, but))
    found = session.scalars(query).all()
    for row in found:
        row.body, row.message = "", None
        row.state = "handled" if row.state == "received" else row.state
    session.flush()
    return len(found)


def forget_exchanges(
    session: Session, rules: RetentionRules, *, at: datetime, but: Collection[str] = ()
) -> int:
    """Remove the exchanges that are over, but for those of some calls. Returns how many."""
    query = select(ExchangeRow.id).where(_due(rules, "logs", at), _not_of(ExchangeRow.call_id, but))
    ids = session.scalars(query).all()
    session.execute(delete(ExchangeRow).where(ExchangeRow.id.in_(ids)))
    return len(ids)


def _due(rules: RetentionRules, what: Class, at: datetime) -> ColumnElement[bool]:
    came = _CAME.get(what, _OF_CALLS)[0]
    ways = (
        and_(goes, came < at - timedelta(days=days), _carries(what, label))
        for goes, by in _GOES[what]
        for label, days in rules.terms(by)
    )
    return or_(false(), *ways)


def _carries(what: Class, label: str | None) -> ColumnElement[bool]:
    """What holds of a thing that is of a call with the label; of anything without one."""
    if label is None:
        return true()
    labelled = CallRow.labels.contains(f"\n{label}\n", autoescape=True)
    if what not in _CAME:
        return labelled
    return _CAME[what][1].in_(select(CallRow.id).where(labelled))


def _not_of(of: InstrumentedAttribute[Any], calls: Collection[str]) -> ColumnElement[bool]:
    return or_(of.is_(None), of.not_in(calls)) if calls else true()
