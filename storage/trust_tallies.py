"""Counts of drafts and decisions by week, kept in the transaction in which these are, or made anew.

In: a session with what was drafted, decided or reviewed. Out: rows of counts, or their sums.
Not here: what counts in what (models/tallies.py), what the sums say (lifecycle/trust_board.py).

The counts of a transaction are added up and written last, in the order of their keys: so two transactions
never wait for each other in a circle, and the rows of this week are locked for no longer than a commit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final, NamedTuple, cast

from sqlalchemy import Select, delete, func, literal, select, text

from models.notes import CallNotes
from models.review import Verdict
from models.tallies import (
    WATCHED,
    CrossedFacet,
    Decided,
    Facet,
    Made,
    Measure,
    Tally,
    bucket_of,
    of_call,
    of_item,
    week_of,
)
from models.transcript import Transcript
from storage.database import Session, before_commit
from storage.tables import DecisionRow, EventRow, NotesRow, TrustTallyRow
from storage.trust_watches import add_news

_PENDING: Final = "trust_tallies"
_ADD: Final = text(
    "INSERT INTO trust_tallies (facet, week, value, team, measure, bucket, count) "
    "VALUES (:facet, :week, :value, :team, :measure, :bucket, :count) "
    "ON CONFLICT (facet, week, value, team, measure, bucket) "
    "DO UPDATE SET count = trust_tallies.count + excluded.count"
)
_PORTION: Final = 2_000


def count(session: Session, tallies: Iterable[Tally], by: int = 1) -> None:
    """Count these when the transaction is committed."""
    pending: Counter[Tally] | None = session.info.get(_PENDING)
    if pending is None:
        session.info[_PENDING] = pending = Counter()
        before_commit(session, lambda: _write(session))
    for one in tallies:
        pending[one] += by


def count_draft(session: Session, row: NotesRow) -> None:
    """Count the draft, its time and what of the call it has read; not what is only kept anew."""
    if row.draft_s is None:
        return
    every = tuple(_of_draft(row, row.draft_s))
    for measure in ("draft_s", "coverage"):
        _happened(session, (one for one in every if one.measure == measure))


def read_percent(notes: CallNotes, heard: Transcript) -> int:
    """Return how much of the call's speech was recognised and then read, rounded down."""
    recognised = heard.coverage.transcribed_s / heard.coverage.speech_s if heard.coverage.speech_s else 1.0
    read = notes.coverage.turns_read / notes.coverage.turns if notes.coverage.turns else 1.0
    return int(100 * min(1.0, recognised) * min(1.0, read))


def _of_draft(row: NotesRow, draft_s: float) -> Iterable[Tally]:
    made, week = made_by(row), week_of(row.made_at)
    yield from of_call(made, week, "draft_s", bucket_of(draft_s))
    yield from of_call(made, week, "coverage", row.coverage or 0)


def count_review(session: Session, call_id: str, *, waited_s: float, at: datetime) -> None:
    """Count how long the call waited for its last decision; of the same notes once, taken back or not."""
    row = session.scalars(
        select(NotesRow).where(NotesRow.call_id == call_id).order_by(NotesRow.version.desc()).limit(1)
    ).one_or_none()
    if row is None or row.review_s is not None:
        return
    row.review_s, row.reviewed_at = waited_s, at
    _happened(session, of_call(made_by(row), week_of(at), "review_s", bucket_of(waited_s)))


def count_decision(session: Session, decision: DecisionRow) -> None:
    """Count a decision that is about to be kept, in the place of the one on the same item before it."""
    notes = session.get(NotesRow, (decision.call_id, decision.notes_version))
    if notes is None or decision.kind is None:
        return
    before = _standing(session, decision)
    if before is None:
        _happened(session, _of_decision(notes, decision))
        return
    count(session, _of_decision(notes, before), -1)
    count(session, _of_decision(notes, decision))


def _happened(session: Session, tallies: Iterable[Tally]) -> None:
    """Count it, and let the watch of drifts take it in; what is decided otherwise later it takes in once."""
    every = tuple(tallies)
    count(session, every)
    add_news(session, every, WATCHED)


#: The kind of an item by the letter of its id.
_KINDS: Final = {"p": "promise", "f": "follow_up", "d": "topic", "q": "open_question"}


def count_missed(session: Session, call_id: str, item_id: str, *, at: datetime) -> None:
    """Count an item that a person added to the newest notes: the machine missed it."""
    notes = session.scalars(
        select(NotesRow).where(NotesRow.call_id == call_id).order_by(NotesRow.version.desc()).limit(1)
    ).one_or_none()
    if notes is not None:
        missed = Decided(verdict="missed", kind=_KINDS.get(item_id[:1], item_id[:1]), confidence=1.0)
        count(session, of_item(made_by(notes), week_of(at), missed))


def remove_decisions(session: Session, rows: Sequence[DecisionRow]) -> None:
    """Remove these; of each item the decision before it counts again, if there is one."""
    counted = [(row, before) for row in rows if (before := _standing(session, row)) is not None]
    for row in rows:
        session.delete(row)
    session.flush()
    for row, before in counted:
        notes, now = session.get(NotesRow, (row.call_id, row.notes_version)), _standing(session, row)
        if notes is not None and now is not before:
            count(session, _of_decision(notes, before), -1)
            count(session, _of_decision(notes, now) if now is not None else ())


def _standing(session: Session, decision: DecisionRow) -> DecisionRow | None:
    """The decision on the same item that counts by now."""
    return session.scalars(
        select(DecisionRow)
        .where(DecisionRow.call_id == decision.call_id, DecisionRow.notes_version == decision.notes_version)
        .where(DecisionRow.item_id == decision.item_id, DecisionRow.kind.is_not(None))
        .order_by(DecisionRow.id.desc())
        .limit(1)
    ).one_or_none()


class Counted(NamedTuple):
    """One count of a facet."""

    value: str
    week: str
    team: str
    measure: Measure
    bucket: int
    times: int


def totals(
    session: Session,
    facet: Facet | CrossedFacet,
    weeks: tuple[str, ...],
    teams: tuple[str, ...] | None,
    *,
    summed: bool = False,
) -> tuple[Counted, ...]:
    """Return the counts of a facet; `teams` None is all of them. `summed` ones name no week and no team."""
    return tuple(
        Counted(value, week, team, cast("Measure", measure), bucket, times)
        for value, week, team, measure, bucket, times in session.execute(
            statement(facet, weeks, teams, summed=summed)
        )
    )


def statement(
    facet: Facet | CrossedFacet,
    weeks: tuple[str, ...],
    teams: tuple[str, ...] | None,
    *,
    summed: bool = False,
) -> Select[str, str, str, str, int, int]:
    """Return the query of `totals`; the key of the table answers it."""
    row = TrustTallyRow
    query = select(row.value, row.week, row.team, row.measure, row.bucket, row.count)
    if summed:
        none, times = literal(""), func.sum(row.count)
        query = select(row.value, none, none, row.measure, row.bucket, times)
        query = query.group_by(row.value, row.measure, row.bucket)
    query = query.where(row.facet == facet, row.week.in_(weeks), row.count != 0)
    return query if teams is None else query.where(row.team.in_(teams))


def rebuild(session: Session) -> int:
    """Count everything anew from what is there, and return how many counts that are.

    What was erased since is not counted any more.
    """
    if session.get_bind().dialect.name == "postgresql":  # whoever decides meanwhile adds to the new counts
        session.execute(text("LOCK TABLE trust_tallies IN EXCLUSIVE MODE"))
    session.execute(delete(TrustTallyRow))
    standing = (
        select(func.max(DecisionRow.id))
        .where(DecisionRow.kind.is_not(None))
        .group_by(DecisionRow.call_id, DecisionRow.notes_version, DecisionRow.item_id)
    )
    for row in session.scalars(select(NotesRow).execution_options(yield_per=_PORTION)):
        if row.draft_s is not None:
            count(session, _of_draft(row, row.draft_s))
        if row.review_s is not None and row.reviewed_at is not None:
            made = made_by(row)
            count(session, of_call(made, week_of(row.reviewed_at), "review_s", bucket_of(row.review_s)))
    decided = (
        select(DecisionRow, NotesRow)
        .join(
            NotesRow,
            (NotesRow.call_id == DecisionRow.call_id) & (NotesRow.version == DecisionRow.notes_version),
        )
        .where(DecisionRow.id.in_(standing))
        .execution_options(yield_per=_PORTION)
    )
    for decision, notes in session.execute(decided):
        count(session, _of_decision(notes, decision))
    for event in session.scalars(select(EventRow).where(EventRow.kind == "item_added")):
        count_missed(session, event.call_id, event.why or "", at=event.at)
    return len(session.info.get(_PENDING, ()))


def made_by(row: NotesRow) -> Made:
    """Return what made the draft."""
    return Made(
        team=row.team, template=row.template, engine=row.engine, model=row.model,
        prompt=row.prompt_version, language=row.language, channels=row.channels,
    )  # fmt: skip


def _of_decision(notes: NotesRow, row: DecisionRow) -> Iterable[Tally]:
    decided = Decided(
        verdict=cast("Verdict", row.verdict), kind=row.kind or "", confidence=row.confidence or 0.0,
        field=row.field, speaker=row.speaker, changed=row.changed,
    )  # fmt: skip
    return of_item(made_by(notes), week_of(row.at), decided)


def _write(session: Session) -> None:
    pending: Counter[Tally] = session.info.pop(_PENDING, Counter())
    changed = [one._asdict() | {"count": by} for one, by in sorted(pending.items()) if by]
    for start in range(0, len(changed), _PORTION):
        session.execute(_ADD, changed[start : start + _PORTION])
