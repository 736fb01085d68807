"""Reads for every door what a person typed about an item, against the notes that the person saw.

In: what was typed, the call. Out: a `Decision`. Not here: the reading itself (lifecycle/typed_edit.py).
"""

from __future__ import annotations

from datetime import datetime

from api.doors import Doors
from lifecycle import reading
from lifecycle.found_again import notes_shown
from lifecycle.typed_edit import TypedEdit, edit_of
from models.review import Decision


def edits_of(
    doors: Doors,
    call_id: str,
    typed: tuple[tuple[str, TypedEdit], ...],
    *,
    by: str,
    at: datetime,
    shown: int | None = None,
) -> tuple[Decision, ...]:
    """Return the edits of these items, by id, of the version of the notes that was shown, else of the newest.

    Raises what `edit_of` does.
    """
    if not typed:
        return ()
    call, notes = reading.call(doors.shelves, call_id), notes_shown(doors.shelves, call_id, shown)
    return tuple(
        edit_of(notes, item_id, one, by=by, at=at, call=call, read_due=doors.read_due)
        for item_id, one in typed
    )
