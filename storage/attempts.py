"""Attempts at a call's work: queued, running, done or failed; the queued ones are what the worker is owed.

In: a session, a call, a verb. Out: rows for `lifecycle`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from storage.database import Session
from storage.tables import AttemptRow, CallRow


def add(session: Session, call_id: str, verb: str, kind: str, *, at: datetime) -> AttemptRow:
    """Note that the next attempt at this work is to be handed to the worker, and return it."""
    last = session.scalar(
        select(func.max(AttemptRow.number)).where(AttemptRow.call_id == call_id, AttemptRow.verb == verb)
    )
    return add_numbered(session, call_id, verb, (last or 0) + 1, kind, at=at)


def add_numbered(
    session: Session, call_id: str, verb: str, number: int, kind: str, *, at: datetime
) -> AttemptRow:
    """Note an attempt under a number that the caller gives, and return it."""
    row = AttemptRow(call_id=call_id, verb=verb, number=number, kind=kind, state="queued", asked_at=at)
    session.add(row)
    session.flush()
    return row


def one(session: Session, call_id: str, verb: str, number: int) -> AttemptRow | None:
    """Return this attempt, or None."""
    return session.scalars(
        select(AttemptRow).where(
            AttemptRow.call_id == call_id, AttemptRow.verb == verb, AttemptRow.number == number
        )
    ).one_or_none()


def count_but(session: Session, call_id: str, verb: str, *, code: str) -> int:
    """Return how many attempts there were that did not end with this code."""
    counted = select(func.count()).where(
        AttemptRow.call_id == call_id,
        AttemptRow.verb == verb,
        AttemptRow.code.is_distinct_from(code),
    )
    return session.scalar(counted) or 0


def newest(session: Session, call_id: str, *, verb: str | None = None) -> AttemptRow | None:
    """Return the call's newest attempt, of this verb where given, or None when there is none."""
    query = select(AttemptRow).where(AttemptRow.call_id == call_id).order_by(AttemptRow.id.desc()).limit(1)
    if verb is not None:
        query = query.where(AttemptRow.verb == verb)
    return session.scalars(query).one_or_none()


def unended(session: Session, call_id: str) -> Sequence[AttemptRow]:
    """Return the call's attempts that wait or run, the newest first."""
    return session.scalars(
        select(AttemptRow)
        .where(AttemptRow.call_id == call_id, AttemptRow.state.in_(["queued", "running"]))
        .order_by(AttemptRow.id.desc())
    ).all()


def of_call(session: Session, call_id: str) -> Sequence[AttemptRow]:
    """Return all attempts at the call."""
    return session.scalars(select(AttemptRow).where(AttemptRow.call_id == call_id)).all()


def newest_in_state(session: Session, state: str) -> Sequence[tuple[CallRow, AttemptRow]]:
    """Return the calls whose newest attempt is in this state, with it, the call that came first first."""
    last = select(func.max(AttemptRow.id)).group_by(AttemptRow.call_id)
    rows = session.execute(
        select(CallRow, AttemptRow)
        .join(AttemptRow, AttemptRow.call_id == CallRow.id)
        .where(AttemptRow.id.in_(last), AttemptRow.state == state)
        .order_by(CallRow.received_at, AttemptRow.id)
    )
    return [(call, attempt) for call, attempt in rows]


def waiting(session: Session, priority: str) -> int:
    """Return how many attempts at calls of this priority are queued or running."""
    query = (
        select(func.count())
        .select_from(AttemptRow)
        .join(CallRow, CallRow.id == AttemptRow.call_id)
        .where(AttemptRow.state.in_(["queued", "running"]), CallRow.priority == priority)
    )
    return session.scalar(query) or 0


def since(session: Session, call_id: str, verb: str, at: datetime) -> int:
    """Return how many attempts at this work were asked for at this moment or later."""
    query = select(func.count()).where(
        AttemptRow.call_id == call_id, AttemptRow.verb == verb, AttemptRow.asked_at >= at
    )
    return session.scalar(query) or 0
