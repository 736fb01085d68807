"""Finds what went wrong, or nearly, since a moment: one query for each way of it, each by an index.

In: a session, a moment. Out: `Near`s, in no order.
Not here: which of them come on the list (lifecycle/misses.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import aliased

from models.misses import MissKind, Near
from storage.database import Session
from storage.tables import CallRow, DecisionRow, EventRow, NotesRow, SampleCaseRow


def near_misses(session: Session, *, since: datetime) -> Iterator[Near]:
    """Yield every one of them; what was decided otherwise later is none any more."""
    yield from _decided(session, since)
    yield from _discarded(session, since)
    yield from _reopened(session, since)
    yield from _disagreed(session, since)


def _decided(session: Session, since: datetime) -> Iterator[Near]:
    """Rejected items, and edits that changed the meaning; the surer the machine was, the worse."""
    wrong = or_(DecisionRow.verdict == "reject", DecisionRow.changed.is_not(None))
    query = (
        select(DecisionRow, CallRow.team, NotesRow.model, NotesRow.prompt_version, NotesRow.engine)
        .join(CallRow, CallRow.id == DecisionRow.call_id)
        .join(
            NotesRow,
            (NotesRow.call_id == DecisionRow.call_id) & (NotesRow.version == DecisionRow.notes_version),
        )
        .where(DecisionRow.at >= since, DecisionRow.kind.is_not(None), wrong, _stands())
    )
    for row, team, model, prompt_version, engine in session.execute(query):
        kind: MissKind = "rejected" if row.verdict == "reject" else "edited"
        yield Near(
            kind=kind, team=team or "", call_id=row.call_id, notes_version=row.notes_version,
            item_id=row.item_id, item_kind=row.kind, category=row.category or "", engine=engine,
            model=model, prompt_version=prompt_version, at=row.at, weight=row.confidence or 0.0,
        )  # fmt: skip


def _stands() -> ColumnElement[bool]:
    later = aliased(DecisionRow)
    return ~exists().where(
        later.call_id == DecisionRow.call_id,
        later.notes_version == DecisionRow.notes_version,
        later.item_id == DecisionRow.item_id,
        later.id > DecisionRow.id,
    )


def _discarded(session: Session, since: datetime) -> Iterator[Near]:
    """Claims without a quote that proves them, by the notes that hold most of them."""
    query = (
        select(NotesRow, CallRow.team)
        .join(CallRow, CallRow.id == NotesRow.call_id)
        .where(NotesRow.discarded > 0, NotesRow.made_at >= since)
    )
    for row, team in session.execute(query):
        yield Near(
            kind="discarded", team=team or "", call_id=row.call_id, notes_version=row.version,
            engine=row.engine, model=row.model, prompt_version=row.prompt_version, at=row.made_at,
            weight=float(row.discarded),
        )  # fmt: skip


def _reopened(session: Session, since: datetime) -> Iterator[Near]:
    query = (
        select(EventRow.call_id, EventRow.at, CallRow.team)
        .join(CallRow, CallRow.id == EventRow.call_id)
        .where(EventRow.kind == "taken_back", EventRow.at >= since)
    )
    for call_id, at, team in session.execute(query):
        yield Near(kind="reopened", team=team or "", call_id=call_id, at=at)


def _disagreed(session: Session, since: datetime) -> Iterator[Near]:
    """Cases of finished samples on which the auditor says otherwise than the person who decided."""
    open_ones = select(SampleCaseRow.sample_id).where(SampleCaseRow.ruling.is_(None))
    query = (
        select(SampleCaseRow, CallRow.team, DecisionRow.verdict, DecisionRow.confidence)
        .join(CallRow, CallRow.id == SampleCaseRow.call_id)
        .join(
            DecisionRow,
            (DecisionRow.call_id == SampleCaseRow.call_id)
            & (DecisionRow.notes_version == SampleCaseRow.notes_version)
            & (DecisionRow.item_id == SampleCaseRow.item_id),
        )
        .where(SampleCaseRow.judged_at >= since, SampleCaseRow.sample_id.not_in(open_ones), _stands())
    )
    for row, team, verdict, confidence in session.execute(query):
        if row.ruling == "cannot_tell" or (row.ruling == "right") == (verdict == "accept"):
            continue
        yield Near(
            kind="disagreed", team=team or "", call_id=row.call_id, notes_version=row.notes_version,
            item_id=row.item_id, item_kind=row.kind, category=row.category, engine=row.engine,
            model=row.model, prompt_version=row.prompt_version, at=row.judged_at, weight=confidence or 0.0,
        )  # fmt: skip
