"""Reads the verdicts of `callnotes review`: items to accept, reject with a reason, and edit.

In: options as they were typed. Out: `Decision` values. Not here: reading an edit (lifecycle/typed_edit.py).
"""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import cast

from callnotes.due_words import due_of_words
from callnotes.settings import Settings
from lifecycle import reading
from lifecycle.typed_edit import TypedEdit, edit_of
from models.errors import InputError
from models.frozen import Frozen
from models.notes import Owner, Side
from models.review import MOST_OF_A_REASON, Decision
from storage.shelves import Shelves


class Options(Frozen):
    """What was typed; each of `edit`, `due` and `owner` is ITEM=WHAT, what stands twice counts last."""

    accept: tuple[str, ...] = ()
    reject: tuple[str, ...] = ()
    reason: str | None = None
    edit: tuple[str, ...] = ()
    due: tuple[str, ...] = ()
    owner: tuple[str, ...] = ()

    @property
    def named(self) -> list[str]:
        """The items that are named, an edited one once."""
        return [*self.accept, *self.reject, *self.edits]

    @property
    def edits(self) -> dict[str, TypedEdit]:
        """What was typed about each edited item. Raises InputError for an owner that is none."""
        texts, dues, owners = (_by_item(each) for each in (self.edit, self.due, self.owner))
        return {
            item: TypedEdit(
                text=texts.get(item),
                due=dues.get(item),
                owner=owner_of(owners[item]) if item in owners else None,
            )
            for item in {**texts, **dues, **owners}
        }


def decisions_of(
    options: Options, shelves: Shelves, settings: Settings, call_id: str, *, by: str, at: datetime
) -> tuple[Decision, ...]:
    """Return the decisions. Raises what `edit_of` does."""
    if options.reason and not options.reject:
        msg = "--reason says why an item is rejected; name it with --reject."
        raise InputError(msg)
    reason = (options.reason or "")[:MOST_OF_A_REASON] or None
    made = (
        *(Decision(item_id=one, verdict="accept", by=by, at=at) for one in options.accept),
        *(Decision(item_id=one, verdict="reject", reason=reason, by=by, at=at) for one in options.reject),
    )
    if not options.edits:
        return made
    call, notes = reading.call(shelves, call_id), reading.notes(shelves, call_id)
    read_due = partial(due_of_words, settings)
    edits = (
        edit_of(notes, item, typed, by=by, at=at, call=call, read_due=read_due)
        for item, typed in options.edits.items()
    )
    return (*made, *edits)


def _by_item(typed: tuple[str, ...]) -> dict[str, str]:
    return {item.strip(): said for item, _, said in (one.partition("=") for one in typed)}


def owner_of(typed: str) -> Owner:
    """Return who was typed: ours, theirs, or with a name ours:Dana. Raises InputError."""
    side, _, name = typed.partition(":")
    if side not in ("ours", "theirs"):
        msg = "An owner is ours or theirs, with a name where there is one: --owner p1=ours:Dana."
        raise InputError(msg)
    return Owner(side=cast("Side", side), name=name.strip() or None)
