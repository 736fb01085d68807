"""Finds the call engagement that a phone system made in HubSpot: by its id there, else by number and time.

In: what is known of the call. Out: the one record that fits, or None: of several none is picked.
HubSpot defines no connection between a note and a call (the SDK's AssociationType has none), so the note
names the record. Source: reference 1.2, 1.3, 1.6.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from hubspot.crm.objects import Filter, FilterGroup, PublicObjectSearchRequest

from crm_sync.adapters.hubspot.client import HubSpotClient, answering
from crm_sync.adapters.hubspot.reading import read_many
from models.crm import CallHints, CallRecord
from text.phones import same_line

#: How far the beginnings may lie apart: a phone system notes when it rings, or when somebody answers.
_APART_S: Final = 180.0
_EXTERNAL_ID: Final = "hs_call_external_id"
_NUMBERS: Final = ("hs_call_from_number", "hs_call_to_number")
_PAGE: Final = 100


class Calls:
    """The call engagements of one portal; `regions` are those in which a bare number is read."""

    def __init__(self, client: HubSpotClient, regions: tuple[str, ...]) -> None:
        self._client, self._regions = client, regions

    def find(self, hints: CallHints) -> CallRecord | None:
        """Return the one record of the call, or None."""
        by_id = self._by_external_id(hints.external_ids) if hints.external_ids else []
        if by_id:
            return CallRecord(id=by_id[0].id, found_by="external_id") if len(by_id) == 1 else None
        if hints.contact_id is None or hints.started_at is None:
            return None
        fitting = [one.id for one in self._of_contact(hints.contact_id) if self._fits(one, hints)]
        return CallRecord(id=fitting[0], found_by="number_and_time") if len(fitting) == 1 else None

    def _by_external_id(self, ids: tuple[str, ...]) -> list[Any]:
        wanted = Filter(property_name=_EXTERNAL_ID, operator="IN", values=list(ids))
        asked = PublicObjectSearchRequest(
            filter_groups=[FilterGroup(filters=[wanted])],
            properties=[_EXTERNAL_ID],
            limit=10,
            after="0",
            sorts=[],
        )
        with answering():
            found = self._client.searches.do_search("calls", asked).results
        return [one for one in found if one.properties.get(_EXTERNAL_ID) in ids]

    def _of_contact(self, contact_id: str) -> Iterator[Any]:
        after: str | None = None
        while True:
            with answering():
                page = self._client.edges.get_page(
                    "contacts", contact_id, "calls", limit=_PAGE, **({"after": after} if after else {})
                )
            ids = [str(edge.to_object_id) for edge in page.results]
            yield from read_many(self._client, "calls", ids, ("hs_timestamp", *_NUMBERS))
            after = page.paging.next.after if page.paging and page.paging.next else None
            if after is None:
                return

    def _fits(self, record: Any, hints: CallHints) -> bool:  # noqa: ANN401 - the vendor's, untyped
        began = record.properties.get("hs_timestamp")
        if not began or hints.started_at is None:
            return False
        apart = abs((datetime.fromisoformat(began) - hints.started_at).total_seconds())
        numbers = [held for name in _NUMBERS if (held := record.properties.get(name))]
        is_number = (
            not numbers
            or not hints.phone
            or any(same_line(held, hints.phone, self._regions) for held in numbers)
        )
        return apart <= _APART_S and is_number
