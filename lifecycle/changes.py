"""What pages hear of: which calls changed since a number, and who else has the page of a call open.

In: shelves, who asks. Out: numbers, `Change` values, names. Not here: the numbering (storage/changes.py).
"""

from __future__ import annotations

from models.access import Actor
from storage import presence
from storage.changes import Change, changes_after, last_number
from storage.shelves import Shelves


def number_of_changes(shelves: Shelves) -> int:
    """Return the number of the last change; whoever read it sees that change, and all before it."""
    with shelves.database.reading() as session:
        return last_number(session)


def changes_since(
    shelves: Shelves, number: int, *, actor: Actor, call_id: str | None, limit: int
) -> tuple[Change, ...]:
    """Return the calls, or this one, that the actor sees and that changed after this number."""
    with shelves.database.reading() as session:
        return changes_after(session, number, actor=actor, call_id=call_id, limit=limit)


def others_on(shelves: Shelves, call_id: str, *, besides: Actor) -> tuple[str, ...]:
    """Return who else has the page of the call open and may decide on it, by name."""
    with shelves.database.reading() as session:
        return presence.others_on(session, call_id, besides=besides.name, at=shelves.clock())


def come(shelves: Shelves, call_id: str, actor: Actor) -> str:
    """Note that this person has the page of the call open; returns the id to stay and go with."""
    with shelves.database.transaction() as session:
        return presence.come(session, call_id, actor.name, at=shelves.clock())


def stay(shelves: Shelves, page_id: str) -> None:
    """Give a sign that the page is still open."""
    with shelves.database.transaction() as session:
        presence.stay(session, page_id, at=shelves.clock())


def go(shelves: Shelves, page_id: str) -> None:
    """Note that the page is closed."""
    with shelves.database.transaction() as session:
        presence.go(session, page_id)


def forget_who_left(shelves: Shelves) -> None:
    """Forget pages that went without a word, so that the others hear of it."""
    with shelves.database.reading() as session:
        is_over = presence.are_over(session, shelves.clock())
    if is_over:
        with shelves.database.transaction() as session:
            presence.forget_over(session, shelves.clock())
