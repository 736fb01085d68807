"""Counts the service from its tables, so that whichever process is asked, the answer is the same.

In: a session of one moment, and now. Out: the parts of `Figures`. Not here: steps and reviews, which are
reckoned from a call's history (storage/figures_of_history.py).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import case, func, or_, select

from models.figures import Count, QueueFigures
from models.workflows import KINDS
from storage import hook_tallies
from storage.database import Session
from storage.tables import (
    AttemptRow,
    CallRow,
    CircuitRow,
    HookEventRow,
    OutgoingDeliveryRow,
    OutgoingEndpointRow,
)


def queue(session: Session, *, now: datetime) -> tuple[QueueFigures, ...]:
    """Return what each kind of work has waiting and running; every kind is told, also an empty one."""
    may_begin = or_(AttemptRow.not_before.is_(None), AttemptRow.not_before <= now)
    is_ready = (AttemptRow.state == "queued") & may_begin
    since = func.coalesce(
        AttemptRow.not_before, AttemptRow.handed_on_at, AttemptRow.asked_at, type_=AttemptRow.asked_at.type
    )
    rows = session.execute(
        select(
            AttemptRow.kind,
            func.sum(case((is_ready, 1), else_=0)),
            func.sum(case(((AttemptRow.state == "queued") & ~may_begin, 1), else_=0)),
            func.sum(case((AttemptRow.state == "running", 1), else_=0)),
            func.min(case((is_ready, since)), type_=AttemptRow.asked_at.type),
        )
        .where(AttemptRow.state.in_(("queued", "running")))
        .group_by(AttemptRow.kind)
    )
    found = {
        kind: QueueFigures(
            kind=kind, ready=ready, later=later, running=running, oldest_ready_s=_age_s(oldest, now)
        )
        for kind, ready, later, running, oldest in rows
    }
    return tuple(found.get(kind, QueueFigures(kind=kind)) for kind in sorted({*KINDS, *found}))


def calls(session: Session) -> tuple[Count, ...]:
    """Return how many calls are in each stage."""
    rows = session.execute(
        select(CallRow.stage, func.count()).group_by(CallRow.stage).order_by(CallRow.stage)
    )
    return tuple(Count(of=stage, count=count) for stage, count in rows)


def attempts(session: Session) -> tuple[Count, ...]:
    """Return how many attempts of each kind of work ended; `code` is how: done, failed, cancelled."""
    rows = session.execute(
        select(AttemptRow.verb, AttemptRow.state, func.count())
        .where(AttemptRow.state.in_(("done", "failed", "cancelled")))
        .group_by(AttemptRow.verb, AttemptRow.state)
        .order_by(AttemptRow.verb, AttemptRow.state)
    )
    return tuple(Count(of=verb, code=state, count=count) for verb, state, count in rows)


def outgoing(session: Session) -> tuple[Count, ...]:
    """Return how many events wait for an endpoint, and how many were missed; both are told, also as none."""
    row = OutgoingDeliveryRow
    query = select(row.state, func.count()).where(row.state.in_(("waiting", "missed"))).group_by(row.state)
    found = {state: count for state, count in session.execute(query)}  # noqa: C416 - rows are not pairs
    return tuple(Count(of=state, count=found.get(state, 0)) for state in ("waiting", "missed"))


def outgoing_paused(session: Session) -> int:
    """Return how many endpoints nothing is sent to, since they failed for long or a person wants it."""
    to = OutgoingEndpointRow
    return session.scalar(select(func.count()).select_from(to).where(to.paused_at.is_not(None))) or 0


def failures(session: Session) -> tuple[Count, ...]:
    """Return how many attempts of each kind of work failed with each error code."""
    rows = session.execute(
        select(AttemptRow.verb, AttemptRow.code, func.count())
        .where(AttemptRow.state == "failed")
        .group_by(AttemptRow.verb, AttemptRow.code)
        .order_by(AttemptRow.verb, AttemptRow.code)
    )
    return tuple(Count(of=verb, code=code or "unknown", count=count) for verb, code, count in rows)


def crm_closed(session: Session) -> tuple[Count, ...]:
    """Return the CRMs that are not asked just now, or only to see whether they are back; `code` is why."""
    rows = session.execute(
        select(CircuitRow.crm, CircuitRow.why).where(CircuitRow.why.is_not(None)).order_by(CircuitRow.crm)
    )
    return tuple(Count(of=crm, code=why, count=1) for crm, why in rows)


def hook_events(session: Session) -> tuple[Count, ...]:
    """Return how many events of hooks are in each state."""
    rows = session.execute(
        select(HookEventRow.state, func.count()).group_by(HookEventRow.state).order_by(HookEventRow.state)
    )
    return tuple(Count(of=state, count=count) for state, count in rows)


def hook_contradictions(session: Session) -> int:
    """Return how often the id of an event came again with another body."""
    return session.scalar(select(func.coalesce(func.sum(HookEventRow.contradictions), 0))) or 0


def hook_deliveries(session: Session) -> tuple[Count, ...]:
    """Return how many deliveries each sender made; `code` is how they ended."""
    return tuple(
        Count(of=one.provider, code=one.outcome, count=one.count) for one in hook_tallies.every_tally(session)
    )


def audio_bytes(session: Session) -> int:
    """Return the size of all recordings that are kept, before encryption."""
    kept = select(
        func.coalesce(func.sum(func.coalesce(CallRow.muted_size_bytes, CallRow.audio_size_bytes)), 0)
    ).where(CallRow.audio_kept)
    return int(session.scalar(kept) or 0)


def _age_s(moment: datetime | None, now: datetime) -> float:
    return 0.0 if moment is None else max(0.0, (now - moment).total_seconds())
