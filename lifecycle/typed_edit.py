"""Reads what a person typed about one item: new words, who has to do it, by when.

In: the item as the machine made it, what was typed, the call. Out: a `Decision` that holds what differs.
Not here: what words about time mean (the reader comes in from `callnotes`), keeping the decision (review.py).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Final

from models.call import Call
from models.errors import InputError, ItemNotFoundError
from models.frozen import Frozen
from models.notes import CallNotes, Due, Field, FollowUp, Item, Owner, Promise
from models.review import Decision

#: What words about time mean in a call ("next Friday at 3 pm"), or None where no day is clear.
ReadDue = Callable[[str, Call, str], Due | None]

NO_DUE: Final = "none"
_MOST: Final = 200
_UNREAD: Final = (
    'It is not clear which day that is; write it like "Friday", "31 December, 3 pm" or 2026-12-31, or '
    f"{NO_DUE} for no due date. Days are counted from the day of the call."
)


class TypedEdit(Frozen):
    """What was typed; None stays as it is. `due` is a day as 2026-12-31, words, or "none"."""

    text: str | None = None
    owner: Owner | None = None
    due: str | None = None


def edit_of(
    notes: CallNotes | None,
    item_id: str,
    typed: TypedEdit,
    *,
    by: str,
    at: datetime,
    call: Call,
    read_due: ReadDue | None,
) -> Decision:
    """Return the edit. Raises ItemNotFoundError; InputError for a day that is unclear or has no place."""
    item = None if notes is None else notes.item(item_id)
    if notes is None or item is None:
        raise ItemNotFoundError("The notes hold no item with this id; `callnotes show CALL` lists them.")
    dated = isinstance(item, Promise | FollowUp)
    if not dated and (typed.owner or typed.due):
        raise InputError("Only promises and follow-ups have an owner and a due date; change the text alone.")
    due = None
    if typed.due and typed.due.lower() != NO_DUE:
        due = due_of(typed.due, by=by, call=call, language=notes.language, read_due=read_due, was=_due(item))
    made = Decision(
        item_id=item_id,
        verdict="edit",
        text=typed.text,
        owner=_owner(typed.owner, getattr(item, "owner", None)),
        due=None if due == _due(item) else due,
        no_due=bool(typed.due) and due is None and _due(item) is not None,
        by=by,
        at=at,
    )
    unchanged = made.text == (item.value if isinstance(item, Field) else item.text)
    bare = made.model_copy(update={"text": None})
    return bare if unchanged and bare.changes_something else made


def due_of(
    typed: str, *, by: str, call: Call, language: str, read_due: ReadDue | None, was: Due | None = None
) -> Due:
    """Return the due date that was typed; a bare day keeps the time of `was`.

    Raises InputError for words that have no reading or two.
    """
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        found = read_due(typed[:_MOST], call, language) if read_due else None
        if found is None:
            raise InputError(_UNREAD, field="due") from None
        if found.alternatives:
            msg = f"That may be {found.date} or {found.alternatives[0]}; write the one that you mean."
            raise InputError(msg, field="due") from None
        if found.other_times:
            msg = f"That may be {found.time} or {found.other_times[0]}; write the one that you mean."
            raise InputError(msg, field="due") from None
        return found.model_copy(update={"doubts": ()})
    if was is not None and was.date == day:
        return was
    return Due(said=typed, date=day, time=was.time if was else None, basis=f"set by {by}")


def _owner(typed: Owner | None, was: Owner | None) -> Owner | None:
    """Return whom the person named, if another than before; the name of one side is none of the other's."""
    if typed is None or typed == was:
        return None
    moved = was is not None and typed.side != was.side and typed.name == was.name
    return Owner(side=typed.side) if moved else typed


def _due(item: Item) -> Due | None:
    return item.due if isinstance(item, Promise | FollowUp) else None
