"""Looks up the calls that a person wants to see: one page of them, and how many there are of each need.

In: `Search` and who asks. Out: `FoundCalls`. Not here: reading one call (reading.py).
"""

from __future__ import annotations

from typing import Literal

from lifecycle.places import read_place, write_place
from lifecycle.veil import may_see, veiled_call
from models.access import Actor
from models.attention import Attention
from models.call import Call
from models.frozen import Frozen
from models.needs import NEEDS, Need
from storage import calls as call_rows
from storage.attention import attention_of
from storage.call_search import COUNTED, LOOKED_THROUGH, CallPlace, Search, first_ids
from storage.call_search import search as find_rows
from storage.crm_reading import names_of_contacts
from storage.shelves import Shelves
from storage.tables import CallRow

__all__ = ["LOOKED_THROUGH", "FoundCalls", "Need", "Search", "search"]


class FoundCalls(Frozen):
    """One page of the calls found; the counts hold for every need, whichever was asked for.

    `attention` is what wants it first, by call, and `no_contact` are the calls that have none yet.
    `contact_names` are the ids and names of the embedded CRM's contacts that these calls were with. `next` is
    where older calls begin; a count above `COUNTED` means more than that.
    """

    calls: tuple[Call, ...]
    contact_names: tuple[tuple[str, str], ...] = ()
    attention: dict[str, Attention]
    no_contact: frozenset[str]
    counts: dict[Need, int]
    next: str | None = None

    def total(self, need: Need | Literal["all"] = "all") -> int:
        """Return how many calls there are with this need, or in all; counted no further than the ceiling."""
        return sum(self.counts[one] for one in NEEDS if need in {"all", one})

    def count(self, need: Need | Literal["all"] = "all") -> str:
        """Return how many there are, as a page shows it."""
        total = self.total(need)
        return f"{COUNTED}+" if total > COUNTED else str(total)


def search(
    shelves: Shelves, wanted: Search, *, actor: Actor, limit: int, after: str | None = None
) -> FoundCalls:
    """Return the calls that the actor sees and looks for, the newest received first.

    With a text, they are found among the `LOOKED_THROUGH` calls from there on. Raises InputError for a wrong
    place.
    """
    place = read_place(after, CallPlace)
    with shelves.database.reading() as session:
        page = find_rows(session, wanted, actor, limit=limit, after=place)
        rows = [session.get_one(CallRow, call_id) for call_id in page.ids]
        found = call_rows.read_all(session, rows)
        linked = {call.contact_id for call in found if call.contact_id and may_see(actor)}
        return FoundCalls(
            calls=tuple(veiled_call(call, actor, shelves.masking) for call in found),
            contact_names=tuple(names_of_contacts(session, linked).items()),
            attention=attention_of(session, page.ids),
            no_contact=frozenset(
                row.id for row in rows if row.contact_id is None and row.wished_contact_name is None
            ),
            counts=page.counts,
            next=None if page.further is None else write_place(page.further),
        )


def next_waiting(shelves: Shelves, call_id: str, *, actor: Actor) -> str | None:
    """Return the call to go on with after this one: the next that waits, an own one first, then the first.

    However many wait, it is a few queries by an index. Raises CallNotFoundError where it is not seen.
    """
    with shelves.database.reading() as session:
        row = call_rows.find(session, call_id, seen_by=actor)
        here = CallPlace(at=row.received_at, call_id=row.id, urgent=row.urgent)
        for mine in (True, False):
            wanted = Search(need="waiting", mine=mine)
            is_listed = row.need == "waiting" and (not mine or row.agent == actor.name)
            behind = first_ids(session, wanted, actor, limit=1, after=here) if is_listed else ()
            others = (*behind, *first_ids(session, wanted, actor, limit=2))
            found = next((one for one in others if one != row.id), None)
            if found is not None:
                return found
    return None
