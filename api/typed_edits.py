"""Reads for every door what a person typed about an item, against the notes that the person saw.

In: what was typed, the call. Out: a `Decision`; the reader of words about time for who types in a language.
Not here: the reading itself (lifecycle/typed_edit.py).
"""

from __future__ import annotations

from datetime import datetime

from api.doors import Doors
from lifecycle import reading
from lifecycle.found_again import notes_shown
from lifecycle.typed_edit import ReadDue, TypedEdit, edit_of
from models.call import Call
from models.notes import Due
from models.review import Decision


def edits_of(
    doors: Doors,
    call_id: str,
    typed: tuple[tuple[str, TypedEdit], ...],
    *,
    by: str,
    at: datetime,
    shown: int | None = None,
    language: str | None = None,
) -> tuple[Decision, ...]:
    """Return the edits of these items, by id, of the version of the notes that was shown, else of the newest.

    `language` is that of who types, read before the call's. Raises what `edit_of` does.
    """
    if not typed:
        return ()
    call, notes = reading.call(doors.shelves, call_id), notes_shown(doors.shelves, call_id, shown)
    read_due = read_due_in(doors, language)
    return tuple(
        edit_of(notes, item_id, one, by=by, at=at, call=call, read_due=read_due) for item_id, one in typed
    )


def read_due_in(doors: Doors, language: str | None) -> ReadDue | None:
    """Return the reader of words about time that tries this language before the call's; None without one."""
    read = doors.read_due
    if read is None or language is None:
        return read

    def read_first(said: str, call: Call, notes_language: str) -> Due | None:
        found = (read(said, call, code) for code in dict.fromkeys((language, notes_language)))
        return next((due for due in found if due is not None), None)

    return read_first
