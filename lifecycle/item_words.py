"""The words of items of many calls, for lists in which people review them: what was noted, said and decided.

In: shelves, which items, who reads. Out: `ItemWords` by item; nothing for who may not see what is personal,
since tokens would have every call masked anew. An item that is not in the answer is gone. Cost: three
queries, however many items. Not here: which items somebody may ask for (whoever lists them).
"""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import SerializeAsAny

from lifecycle.veil import may_see
from models.access import Actor
from models.frozen import Frozen
from models.notes import CallNotes, Discarded, Item
from models.review import Decision
from storage.drafts_of_many import decisions_on, notes_of
from storage.shelves import Shelves

#: An item: its call, the version of the notes, its id; None for what those notes threw away.
ItemKey = tuple[str, int, str | None]


class ItemWords(Frozen):
    """An item as its notes have it and the decision that stands on it, or claims that were thrown away."""

    item: SerializeAsAny[Item] | None = None
    decision: Decision | None = None
    discarded: tuple[Discarded, ...] = ()


def item_words(
    shelves: Shelves, wanted: Iterable[ItemKey], *, actor: Actor | None
) -> dict[ItemKey, ItemWords]:
    """Return the words of those items that are still there."""
    asked = tuple(dict.fromkeys(wanted))
    if not asked or not may_see(actor):
        return {}
    versions = tuple(dict.fromkeys(one[:2] for one in asked))
    with shelves.database.reading() as session:
        opened, decided = notes_of(session, versions), decisions_on(session, versions)
    found: dict[ItemKey, ItemWords] = {}
    for one in asked:
        notes = opened.get(one[:2])
        words = None if notes is None else _words(notes, one[2])
        if words is not None:
            found[one] = words.model_copy(update={"decision": decided.get(one)})
    return found


def _words(notes: CallNotes, item_id: str | None) -> ItemWords | None:
    if item_id is None:
        return ItemWords(discarded=notes.discarded)
    item = notes.item(item_id)
    return None if item is None else ItemWords(item=item)
