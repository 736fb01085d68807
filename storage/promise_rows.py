"""Makes the rows of a call's promises from its notes, decisions and changes: one way, whoever changed what.

In: a session, the row of a locked call, the zone of the house. Out: rows in `promises`.
Not here: reading them (promise_list.py), making all of them again (promise_projection.py).

A promise has a row while every item of its call is decided. What changes one of its sources calls `project`
in the same transaction, so that the rows are never of another moment than what they are made from.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime, tzinfo
from typing import Any, Final

from sqlalchemy import select

from models.due_span import due_span
from models.errors import StorageError
from models.obligations import Obligation, Words, obligations
from models.promises import Changed, Notice, PromiseChange, amount_to, notices
from models.stages import Stage
from models.zones import with_offset, zone_of
from storage import call_keys, drafts
from storage.database import Session
from storage.promise_changes import changes_of
from storage.tables import CallRow, PromiseNoticeRow, PromiseRow

#: Where what has no due date is sorted: behind all that has one.
FAR: Final = datetime(9999, 1, 1, tzinfo=UTC)

#: The stages in which what was decided counts.
COUNTING: Final = frozenset({Stage.IN_REVIEW.value, Stage.SETTLED.value})


def project(session: Session, row: CallRow, zone: tzinfo) -> None:
    """Make the rows of this call as its notes, decisions and changes are now; again changes nothing."""
    wanted = {values["item_id"]: values for values in _rows(session, row, zone)}
    for known in session.scalars(select(PromiseRow).where(PromiseRow.call_id == row.id)).all():
        if known.item_id in wanted:
            _fill(session, known, wanted.pop(known.item_id))
        else:
            session.delete(known)
    for values in wanted.values():
        made = PromiseRow(call_id=row.id, item_id=values["item_id"])
        _fill(session, made, values)
        session.add(made)
    session.flush()


def words_of(session: Session, row: PromiseRow) -> Words:
    """Return what was promised. Raises StorageError where the call's key is another one, or gone."""
    plain = call_keys.opened(session, row.call_id, row.sealed, purpose=purpose_of(row.call_id, row.item_id))
    if plain is None:
        raise StorageError(call_keys.OTHER_KEY)
    return Words.model_validate_json(plain)


def next_notice(
    due_from: datetime, due_at: datetime, told: Collection[tuple[datetime, str]]
) -> tuple[Notice, datetime] | None:
    """Return what is to be told next of this due date, and when; what comes before what was told is over."""
    left: list[tuple[Notice, datetime]] = []
    for notice, moment in notices(due_from, due_at):
        left = [] if (due_at, notice) in told else [*left, (notice, moment)]
    return left[0] if left else None


def told_of(session: Session, call_id: str, item_id: str) -> frozenset[tuple[datetime, str]]:
    """Return of which due dates of the promise what was told."""
    rows = session.execute(
        select(PromiseNoticeRow.due_at, PromiseNoticeRow.notice).where(
            PromiseNoticeRow.call_id == call_id, PromiseNoticeRow.item_id == item_id
        )
    )
    return frozenset((row.due_at, row.notice) for row in rows)


def _rows(session: Session, row: CallRow, zone: tzinfo) -> list[dict[str, Any]]:
    stored = drafts.notes(session, row.id) if row.stage in COUNTING else None
    if stored is None:
        return []
    version, notes = stored[0].number, stored[1]
    decided = {one.item_id: one for one in drafts.decisions(session, row.id, version)}
    changes = changes_of(session, row.id, version)
    shared = {
        "call_id": row.id,
        "notes_version": version,
        "agent": row.agent,
        "team": row.team,
        "contact_id": row.contact_id,
        "category": notes.category,
        "risk": notes.risk,
        "promised_at": row.started_at or row.received_at,
    }
    zone = zone_of(with_offset(row.started_at, row.started_offset_s), zone)
    return [
        {
            **shared,
            **_said(one),
            **_standing(session, row, one, changes.get(one.item_id, ()), zone),
        }
        for one in obligations(notes, decided)
    ]


def _fill(session: Session, row: PromiseRow, values: dict[str, Any]) -> None:
    """Set what is another one now; the words are sealed anew only where they are others."""
    words = values.pop("words")
    for name, value in values.items():
        setattr(row, name, value)
    if row.sealed is None or words_of(session, row) != words:
        purpose = purpose_of(row.call_id, row.item_id)
        row.sealed = call_keys.sealed(session, row.call_id, words.model_dump_json().encode(), purpose=purpose)


def purpose_of(call_id: str, item_id: str) -> bytes:
    """Return what the words of a promise are sealed for."""
    return f"callnotes promise 1\n{call_id}\n{item_id}".encode()


def _said(one: Obligation) -> dict[str, Any]:
    return {
        "item_id": one.item_id,
        "follow_up_id": one.follow_up_id,
        "kind": one.kind,
        "side": one.side,
        "confirmed_by": one.decided.by,
        "confirmed_at": one.decided.at,
    }


def _standing(
    session: Session, row: CallRow, one: Obligation, changes: tuple[PromiseChange, ...], zone: tzinfo
) -> dict[str, Any]:
    now = amount_to(changes)
    due = _due(one, now, zone)
    words = one.words.model_copy(update={"due_basis": None}) if now.due else one.words
    coming = None
    if now.state == "open" and due["due_at"] is not None:
        coming = next_notice(due["due_from"], due["due_at"], told_of(session, row.id, one.item_id))
    return {
        **due,
        "words": words,
        "owner": now.owner.owner if now.owner else row.agent,
        "state": now.state,
        "sort_at": now.closed_at or due["due_at"] or FAR,
        "revision": len(changes),
        "next_at": coming and coming[1],
    }


def _due(one: Obligation, now: Changed, zone: tzinfo) -> dict[str, Any]:
    on = clock = span = None
    if now.due is not None:
        on, clock = now.due.due_on, now.due.due_time
    elif one.due is not None:
        on, clock = one.due.date.isoformat(), one.due.time
    if on is not None:
        span = due_span(date.fromisoformat(on), clock, zone)
    return {
        "due_on": on,
        "due_time": clock,
        "due_from": span and span[0],
        "due_at": span and span[1],
    }
