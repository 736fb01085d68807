"""Reckons from the history of the calls how long steps took and how long reviews waited.

In: a session of one moment, and now. Out: `StepFigures`, `ReviewFigures`.

A step ends with the stage that it leads to. It began when the stage before it was reached, when a worker
took up this kind of work, or with the attempt that came through, whichever was last: what waited or failed
in between is no time of the step.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import Subquery, case, func, select
from sqlalchemy.orm import aliased

from models.figures import REVIEW_BOUNDS_S, ReviewFigures, StepFigures
from models.stages import Stage
from storage.database import Session
from storage.durations import seconds_between
from storage.tables import AttemptRow, CallRow, EventRow

#: The stage that each step leads to, and what may come right before it.
_STEPS: Final = {
    "transcribe": (Stage.TRANSCRIBED, (f"stage.{Stage.QUEUED}", "began.recognition")),
    "extract": (Stage.DRAFTED, (f"stage.{Stage.TRANSCRIBED}", "began.model")),
    "stage": (Stage.STAGED, (f"stage.{Stage.DRAFTED}", "began.crm")),
}
_REVIEWED: Final = ("confirmed", "rejected")


def steps(session: Session) -> tuple[StepFigures, ...]:
    """Return the time of each step over all calls that came as a recording."""
    return tuple(_step(session, name, ends, begins) for name, (ends, begins) in _STEPS.items())


def review(session: Session, *, now: datetime) -> ReviewFigures:
    """Return how long reviewed calls waited for their last decision, and the oldest that waits still."""
    waits = _waits()
    columns = [func.count(case((waits.c.took_s <= bound, 1))) for bound in REVIEW_BOUNDS_S]
    *within, every, total_s = session.execute(
        select(*columns, func.count(), func.coalesce(func.sum(waits.c.took_s), 0.0)).select_from(waits)
    ).one()
    oldest = session.scalar(
        select(func.min(EventRow.at, type_=EventRow.at.type))
        .join(CallRow, CallRow.id == EventRow.call_id)
        .where(EventRow.kind == f"stage.{Stage.STAGED}", CallRow.stage == Stage.STAGED.value)
    )
    return ReviewFigures(
        within=(*within, every),
        total_s=total_s,
        oldest_waiting_s=0.0 if oldest is None else max(0.0, (now - oldest).total_seconds()),
    )


def _step(session: Session, name: str, ends: Stage, begins: tuple[str, ...]) -> StepFigures:
    ran = _runs(ends, begins)
    later = case((ran.c.attempt_at > ran.c.before_at, ran.c.attempt_at), else_=ran.c.before_at)
    took_s = seconds_between(ran.c.ended_at, later)
    runs, total_s, audio_s = session.execute(
        select(
            func.count(), func.coalesce(func.sum(took_s), 0.0), func.coalesce(func.sum(ran.c.duration_s), 0.0)
        )
        .select_from(ran)
        .where(took_s >= 0)
    ).one()
    return StepFigures(step=name, runs=runs, took_s=total_s, audio_s=audio_s)


def _runs(ends: Stage, begins: tuple[str, ...]) -> Subquery:
    """Each time a call reached the stage: when, and when what came before it and the attempt began."""
    before = aliased(EventRow)
    before_at = (
        select(func.max(before.at))
        .where(
            before.call_id == EventRow.call_id,
            before.kind.in_(begins),
            before.id < EventRow.id,
        )
        .scalar_subquery()
    )
    attempt_at = (
        select(func.max(AttemptRow.began_at))
        .where(
            AttemptRow.call_id == EventRow.call_id,
            AttemptRow.verb == "process",
            AttemptRow.began_at <= EventRow.at,
        )
        .scalar_subquery()
    )
    return (
        select(
            EventRow.at.label("ended_at"),
            func.coalesce(before_at, attempt_at).label("before_at"),
            attempt_at.label("attempt_at"),
            CallRow.duration_s.label("duration_s"),
        )
        .join(CallRow, CallRow.id == EventRow.call_id)
        .where(
            EventRow.kind == f"stage.{ends}",
            EventRow.by.is_(None),  # a person who corrects speakers takes a call back without a step
            CallRow.audio_sha256.is_not(None),
            CallRow.transcript_given.is_(False),
            CallRow.duration_s.is_not(None),
        )
        .subquery()
    )


def _waits() -> Subquery:
    """The seconds that each reviewed call waited, from being staged to the last item's decision."""
    decided = aliased(EventRow)
    return (
        select(seconds_between(func.max(decided.at), func.min(EventRow.at)).label("took_s"))
        .select_from(EventRow)
        .join(decided, decided.call_id == EventRow.call_id)
        .where(EventRow.kind == f"stage.{Stage.STAGED}", decided.kind.in_(_REVIEWED))
        .group_by(EventRow.call_id)
        .subquery()
    )
