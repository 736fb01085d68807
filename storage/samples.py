"""Samples of the audit: what there is to draw from, the drawn cases, and the rulings on them.

In: a session, `SampleRule`, the actor. Out: `Candidate`s, `Sample`s, `Case`s. A ruling is never rewritten.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, case, func, select, update

from models.access import Actor
from models.errors import StorageError
from models.frozen import Frozen
from models.notes import CallNotes
from models.review import Verdict
from models.samples import Candidate, Case, Ruling, Sample, SampleRule
from models.stages import Stage
from models.transcript import Transcript
from storage import call_keys, drafts
from storage.database import Session
from storage.ids import new_id
from storage.sealed_bodies import body_of
from storage.sight import seen_by
from storage.tables import CallRow, DecisionRow, NotesRow, SampleCaseRow, SampleRow


class Waiting(Frozen):
    """Notes with items that nobody decided; `decided` are the others."""

    call_id: str
    version: int
    notes: CallNotes
    decided: frozenset[str]


def candidates(session: Session, rule: SampleRule, *, actor: Actor) -> tuple[Candidate, ...]:
    """Return every item of the rule that was decided within its span, on calls that the actor sees."""
    query = (
        select(
            DecisionRow.call_id, DecisionRow.notes_version, DecisionRow.item_id, DecisionRow.kind,
            DecisionRow.category, NotesRow.engine, NotesRow.model, NotesRow.prompt_version,
        )
        .join(CallRow, CallRow.id == DecisionRow.call_id)
        .join(
            NotesRow,
            (NotesRow.call_id == DecisionRow.call_id) & (NotesRow.version == DecisionRow.notes_version),
        )
        .where(DecisionRow.id.in_(_standing()), DecisionRow.kind.is_not(None), seen_by(actor))
        .where(DecisionRow.at >= rule.since, DecisionRow.at < rule.until)
    )  # fmt: skip
    if rule.kinds:
        query = query.where(DecisionRow.kind.in_(rule.kinds))
    if rule.team is not None:
        query = query.where(CallRow.team == rule.team)
    return tuple(
        Candidate(
            call_id=row.call_id, notes_version=row.notes_version, item_id=row.item_id, kind=row.kind or "",
            category=row.category or "", engine=row.engine, model=row.model,
            prompt_version=row.prompt_version,
        )
        for row in session.execute(query)
    )  # fmt: skip


def waiting(session: Session, rule: SampleRule, *, actor: Actor) -> Iterator[Waiting]:
    """Yield notes made within the span that wait for a decision, of calls that the actor sees."""
    calls = (
        select(CallRow.id)
        .where(CallRow.stage == Stage.STAGED.value, seen_by(actor))
        .where(
            CallRow.id.in_(
                select(NotesRow.call_id).where(NotesRow.made_at >= rule.since, NotesRow.made_at < rule.until)
            )
        )
        .order_by(CallRow.id)
    )
    if rule.team is not None:
        calls = calls.where(CallRow.team == rule.team)
    for call_id in session.scalars(calls).all():
        stored = drafts.notes(session, call_id)
        row = None if stored is None else session.get(NotesRow, (call_id, stored[0].number))
        if stored is None or row is None or not rule.since <= row.made_at < rule.until:
            continue
        version, notes = stored[0].number, stored[1]
        decided = frozenset(one.item_id for one in drafts.decisions(session, call_id, version))
        yield Waiting(call_id=call_id, version=version, notes=notes, decided=decided)


def notes_of(session: Session, call_id: str, version: int) -> tuple[CallNotes, Transcript | None] | None:
    """Return this version of the call's notes with its transcript; None where they are gone."""
    row = session.get(NotesRow, (call_id, version))
    body = None if row is None else body_of(session, row)
    if row is None or body is None:
        return None
    heard = drafts.transcript_of(session, call_id, row.transcript_version)
    return CallNotes.model_validate_json(body), heard


def add(
    session: Session, rule: SampleRule, drawn: Iterable[tuple[Candidate, str]], *,
    by: str, at: datetime, population: int,
) -> str:  # fmt: skip
    """Keep a sample with its cases in this order, and return its id."""
    sample = SampleRow(id=new_id("sample"), rule=rule.model_dump_json(), by=by, at=at, population=population)
    session.add(sample)
    session.flush()
    for place, (one, why) in enumerate(drawn, 1):
        session.add(SampleCaseRow(sample_id=sample.id, place=place, why=why, **one.model_dump()))
    session.flush()
    return sample.id


def listed(session: Session, *, actor: Actor) -> tuple[Sample, ...]:
    """Return the samples that the actor may open, the newest first: all, or those the actor drew."""
    mine: tuple[ColumnElement[bool], ...] = () if actor.sees_every_call else (SampleRow.by == actor.name,)
    judged = func.sum(case((SampleCaseRow.ruling.is_not(None), 1), else_=0))
    rows = session.execute(
        select(SampleRow, func.count(SampleCaseRow.place), judged)
        .outerjoin(SampleCaseRow, SampleCaseRow.sample_id == SampleRow.id)
        .where(*mine)
        .group_by(SampleRow.id)
        .order_by(SampleRow.at.desc(), SampleRow.id)
    )
    return tuple(
        Sample(
            id=row.id, rule=SampleRule.model_validate_json(row.rule), by=row.by, at=row.at,
            population=row.population, cases=cases, judged=judged or 0,
        )
        for row, cases, judged in rows
    )  # fmt: skip


def cases(session: Session, sample_id: str, *, actor: Actor) -> tuple[Case, ...]:
    """Return the cases of a sample in their order, of calls that the actor sees now."""
    rows = session.scalars(
        select(SampleCaseRow)
        .join(CallRow, CallRow.id == SampleCaseRow.call_id)
        .where(SampleCaseRow.sample_id == sample_id, seen_by(actor))
        .order_by(SampleCaseRow.place)
    )
    return tuple(_noted(session, row) for row in rows)


def rule_on(
    session: Session, case: Case, ruling: Ruling, *, note: str = "", sighted: bool, by: str, at: datetime
) -> bool:
    """Keep the ruling, and the note beside it sealed; False where somebody gave one before."""
    sealed = None
    if note:
        sealed = call_keys.sealed(session, case.call_id, note.encode(), purpose=_purpose(case))
    done = session.execute(
        update(SampleCaseRow)
        .where(SampleCaseRow.sample_id == case.sample_id, SampleCaseRow.place == case.place)
        .where(SampleCaseRow.ruling.is_(None))
        .values(ruling=ruling, judged_by=by, judged_at=at, sealed=sealed, sighted=sighted)
        .returning(SampleCaseRow.place)
    )
    return done.first() is not None


def is_finished(session: Session, sample_id: str) -> bool:
    """True where no case of the sample waits for a ruling."""
    open_one = select(SampleCaseRow.place).where(
        SampleCaseRow.sample_id == sample_id, SampleCaseRow.ruling.is_(None)
    )
    return session.scalar(open_one.limit(1)) is None


def random_judged(session: Session) -> tuple[Case, ...]:
    """Return the random cases of finished samples that were judged blind, in the order of that."""
    open_ones = select(SampleCaseRow.sample_id).where(SampleCaseRow.ruling.is_(None))
    rows = session.scalars(
        select(SampleCaseRow)
        .where(SampleCaseRow.why == "random", SampleCaseRow.sample_id.not_in(open_ones))
        .where(SampleCaseRow.sighted.is_(False))
        .order_by(SampleCaseRow.judged_at, SampleCaseRow.sample_id, SampleCaseRow.place)
    )
    return tuple(_case(row) for row in rows)


def rulings_on(
    session: Session, items: Collection[tuple[str, int, str]]
) -> dict[tuple[str, int, str], tuple[Case, ...]]:
    """Return what auditors said of each item in finished samples, with their notes, the newest first."""
    open_ones = select(SampleCaseRow.sample_id).where(SampleCaseRow.ruling.is_(None))
    rows = session.scalars(
        select(SampleCaseRow)
        .where(SampleCaseRow.call_id.in_({one[0] for one in items}))
        .where(SampleCaseRow.sample_id.not_in(open_ones))
        .order_by(SampleCaseRow.judged_at.desc(), SampleCaseRow.sample_id)
    )
    found: dict[tuple[str, int, str], tuple[Case, ...]] = {}
    for row in rows:
        key = (row.call_id, row.notes_version, row.item_id)
        if key in items:
            found[key] = (*found.get(key, ()), _noted(session, row))
    return found


def verdicts(session: Session, sample_id: str) -> dict[tuple[str, int, str], Verdict]:
    """Return the verdict that stands on each item of a sample, by call, version and item."""
    rows = session.execute(
        select(DecisionRow.call_id, DecisionRow.notes_version, DecisionRow.item_id, DecisionRow.verdict)
        .join(
            SampleCaseRow,
            (SampleCaseRow.call_id == DecisionRow.call_id)
            & (SampleCaseRow.notes_version == DecisionRow.notes_version)
            & (SampleCaseRow.item_id == DecisionRow.item_id),
        )
        .where(SampleCaseRow.sample_id == sample_id, DecisionRow.id.in_(_standing()))
    )
    return {(call, version, item): cast("Verdict", verdict) for call, version, item, verdict in rows}


def _standing() -> Select[Any]:
    return select(func.max(DecisionRow.id)).group_by(
        DecisionRow.call_id, DecisionRow.notes_version, DecisionRow.item_id
    )


def _case(row: SampleCaseRow) -> Case:
    return Case.model_validate({name: getattr(row, name) for name in Case.model_fields if name != "note"})


def _noted(session: Session, row: SampleCaseRow) -> Case:
    """The case with its note. Raises StorageError where the call's key is another one."""
    found = _case(row)
    if row.sealed is None:
        return found
    plain = call_keys.opened(session, row.call_id, row.sealed, purpose=_purpose(found))
    if plain is None:
        raise StorageError(call_keys.OTHER_KEY)
    return found.model_copy(update={"note": plain.decode()})


def _purpose(case: Case) -> bytes:
    return f"callnotes ruling 1\n{case.call_id}\n{case.sample_id}\n{case.place}".encode()
