"""Finds in the notes of now what a person decided on in the notes that the page showed.

In: decisions and the version of the notes that they were taken on. Out: the same on the items of now, or an
error, and what stood and stands there. Not here: decisions of others on the same item (review.py).
"""

from __future__ import annotations

from pydantic import SerializeAsAny

from lifecycle.veil import veiled
from models.access import Actor
from models.errors import ItemChangedError
from models.frozen import Frozen
from models.notes import CallNotes, Item
from models.notes_diff import diff
from models.review import Decision
from storage import calls, drafts
from storage.database import Session
from storage.shelves import Shelves

_REST = "The notes were made again meanwhile; look at the new ones, then decide on the rest."
_ITEM = (
    "The notes were made again meanwhile, and this item is another one now; look at it, then decide again."
)


class Clash(Frozen):
    """A decision that was not kept, beside what is there: the item as it was seen, as it is, who decided it.

    `item_id` is that of now, empty where the item is gone; `seen` is None where it is the same one.
    """

    yours: Decision
    item_id: str = ""
    seen: SerializeAsAny[Item] | None = None
    now: SerializeAsAny[Item] | None = None
    theirs: Decision | None = None


class _Pair(Frozen):
    before: SerializeAsAny[Item] | None
    after: SerializeAsAny[Item] | None
    is_same: bool


def ids_of_now(
    session: Session,
    call_id: str,
    wanted: tuple[str, ...],
    *,
    shown: int | None,
    newest: tuple[int, CallNotes],
) -> dict[str, str]:
    """Return for each item of the notes that were shown its id in the newest ones.

    Raises ItemChangedError where an item is no longer the same, or where the rest was meant.
    """
    version, notes = newest
    before = None if shown in (None, version) else _notes_of(session, call_id, shown or 0)
    if before is None:
        return {one: one for one in wanted}
    if not wanted:
        raise ItemChangedError(_REST)
    same = {one.before.id: one.after.id for one in diff(before, notes).of("same") if one.before and one.after}
    if not same.keys() >= set(wanted):
        raise ItemChangedError(_ITEM)
    return {one: same[one] for one in wanted}


def notes_shown(shelves: Shelves, call_id: str, version: int | None) -> CallNotes | None:
    """Return this version of the call's notes, or the newest."""
    with shelves.database.reading() as session:
        stored = drafts.notes(session, call_id)
        shown = None if version is None else _notes_of(session, call_id, version)
        return shown or (stored[1] if stored else None)


def clash_of(shelves: Shelves, call_id: str, yours: Decision, *, shown: int | None, actor: Actor) -> Clash:
    """Return what stands against a decision that was refused. Raises CallNotFoundError."""
    with shelves.database.reading() as session:
        row = calls.find(session, call_id, seen_by=actor)
        stored = drafts.notes(session, row.id)
        before = None if shown is None else _notes_of(session, row.id, shown)
        if stored is None:
            return Clash(yours=yours, seen=before and before.item(yours.item_id))
        pair = _pair(before or stored[1], stored[1], yours.item_id)
        item_id = pair.after.id if pair.after else ""
        theirs = {one.item_id: one for one in drafts.decisions(session, row.id, stored[0].number)}.get(
            item_id
        )
    pair = veiled(pair, actor, shelves.masking)
    seen = None if pair.is_same else pair.before
    return Clash(yours=yours, item_id=item_id, seen=seen, now=pair.after, theirs=theirs)


def _pair(before: CallNotes, after: CallNotes, item_id: str) -> _Pair:
    for one in diff(before, after).items:
        if one.before is not None and one.before.id == item_id:
            return _Pair(before=one.before, after=one.after, is_same=one.became == "same")
    return _Pair(before=None, after=None, is_same=False)


def _notes_of(session: Session, call_id: str, version: int) -> CallNotes | None:
    found = (one.notes for one in drafts.every_notes(session, call_id) if one.number == version)
    return next(found, None)
