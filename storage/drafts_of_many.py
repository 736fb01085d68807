"""Versions of notes of many calls at once, and what stands decided on their items, in a few queries.

In: a session, which versions. Out: notes and decisions by call and version. Not here: those of
one call (drafts.py).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import select, tuple_

from models.notes import CallNotes
from models.review import Decision
from storage.database import Session
from storage.decision_rows import decision_of
from storage.sealed_bodies import body_of
from storage.tables import CallKeyRow, DecisionRow, NotesRow

#: A call and the number of a version of it.
Key = tuple[str, int]


def notes_of(session: Session, wanted: Collection[Key]) -> dict[Key, CallNotes]:
    """Return these versions; what is gone is left out."""
    rows = session.scalars(
        select(NotesRow).where(tuple_(NotesRow.call_id, NotesRow.version).in_(wanted))
    ).all()
    # held, so that opening a body finds its key here and asks no more
    keys = session.scalars(select(CallKeyRow).where(CallKeyRow.call_id.in_({row.call_id for row in rows})))
    held = {key.call_id: key for key in keys}
    bodies = {(row.call_id, row.version): body_of(session, row) for row in rows if _opens(row, held)}
    return {key: CallNotes.model_validate_json(body) for key, body in bodies.items() if body is not None}


def decisions_on(session: Session, wanted: Collection[Key]) -> dict[tuple[str, int, str | None], Decision]:
    """Return the decision that stands on each item of these versions, by call, version and item."""
    rows = session.scalars(
        select(DecisionRow)
        .where(tuple_(DecisionRow.call_id, DecisionRow.notes_version).in_(wanted))
        .order_by(DecisionRow.id)
    )
    return {(row.call_id, row.notes_version, row.item_id): decision_of(row) for row in rows}


def _opens(row: NotesRow, held: Mapping[str, CallKeyRow]) -> bool:
    return row.sealed is None or row.call_id in held
