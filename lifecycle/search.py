"""Looks up the calls that a person wants to see: one page of them, and how many there are of each need.

In: `Search` and who asks. Out: `FoundCalls`. Not here: reading one call (reading.py).
"""

from __future__ import annotations

from lifecycle.veil import may_see, veiled_call
from models.access import Actor
from models.call import Call
from models.frozen import Frozen
from storage import calls as call_rows
from storage.call_search import Need, Search, count_by_need
from storage.call_search import search as find_rows
from storage.crm_reading import names_of_contacts
from storage.shelves import Shelves

__all__ = ["FoundCalls", "Need", "Search", "search"]


class FoundCalls(Frozen):
    """One page of the calls found; the counts hold for every need, whichever was asked for.

    `contact_names` are the ids and names of the embedded CRM's contacts that these calls were with.
    """

    calls: tuple[Call, ...]
    contact_names: tuple[tuple[str, str], ...] = ()
    waiting: int = 0
    working: int = 0
    failed: int = 0
    done: int = 0

    @property
    def all(self) -> int:
        """How many calls there are in all."""
        return self.waiting + self.working + self.failed + self.done


def search(shelves: Shelves, wanted: Search, *, actor: Actor, limit: int, offset: int = 0) -> FoundCalls:
    """Return the calls that the actor sees and looks for, the newest received first."""
    with shelves.database.reading() as session:
        rows = find_rows(session, wanted, actor, limit=limit, offset=offset)
        found = call_rows.read_all(session, rows)
        linked = {call.contact_id for call in found if call.contact_id and may_see(actor)}
        names = names_of_contacts(session, linked)
        counts = count_by_need(session, wanted, actor)
        shown = tuple(veiled_call(call, actor, shelves.masking) for call in found)
        return FoundCalls.model_validate({"calls": shown, "contact_names": tuple(names.items()), **counts})
