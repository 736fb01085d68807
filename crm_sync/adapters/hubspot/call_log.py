"""Finds the call engagement that a phone system made in HubSpot: by its id there, else by number and time.

In: what is known of the call. Out: the records that fit, none that we wrote.
HubSpot defines no connection between a note and a call (the SDK's AssociationType has none), so the note
names the record. Source: reference 1.2, 1.3, 1.6.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from hubspot.crm.objects import Filter, FilterGroup, PublicObjectSearchRequest

from crm_sync.adapters.hubspot.client import HubSpotClient, answering
from crm_sync.adapters.hubspot.portal_schema import KEY
from crm_sync.adapters.hubspot.reading import read_many
from models.crm import CallHints, CallRecord
from text.phones import same_line

#: How far the beginnings may lie apart: a phone system notes when it rings, or when somebody answers.
_APART_S: Final = 180.0
_EXTERNAL_ID: Final = "hs_call_external_id"
_NUMBERS: Final = ("hs_call_from_number", "hs_call_to_number")
_BEGAN: Final = "hs_timestamp"
_READ: Final = (_BEGAN, KEY, *_NUMBERS)
_PAGE: Final = 100


class Calls:
    """The call engagements of one portal; `regions` are those in which a bare number is read."""

    def __init__(self, client: HubSpotClient, regions: tuple[str, ...]) -> None:
        self._client, self._regions = client, regions

    def find(self, hints: CallHints) -> tuple[CallRecord, ...]:
        """Return the records that fit, none of them ours: by id, else the contact's, else of that time."""
        by_id = self._by_external_id(hints.external_ids) if hints.external_ids else []
        if by_id:
            return tuple(CallRecord(id=one.id, found_by="external_id") for one in by_id)
        if hints.contact_id is None or hints.started_at is None:
            return ()
        fitting = [one for one in self._of_contact(hints.contact_id) if self._fits(one, hints)]
        fitting = fitting or [
            one for one in self._of_time(hints.started_at) if self._fits(one, hints, alone=True)
        ]
        return tuple(CallRecord(id=one.id, found_by="number_and_time") for one in fitting)

    def _by_external_id(self, ids: tuple[str, ...]) -> list[Any]:
        wanted = Filter(property_name=_EXTERNAL_ID, operator="IN", values=list(ids))
        found = self._searched(wanted, _EXTERNAL_ID)
        return [one for one in found if one.properties.get(_EXTERNAL_ID) in ids]

    def _of_time(self, started_at: datetime) -> list[Any]:
        """Those of that time, whomever they hang on: a phone system need not know the contact."""
        at_ms = round(started_at.timestamp() * 1000)
        apart_ms = round(_APART_S * 1000)
        wanted = Filter(
            property_name=_BEGAN,
            operator="BETWEEN",
            value=str(at_ms - apart_ms),
            high_value=str(at_ms + apart_ms),
        )
        return self._searched(wanted, *_READ)

    def _searched(self, wanted: Filter, *names: str) -> list[Any]:
        found: list[Any] = []
        after: str | None = "0"
        while after is not None:
            asked = PublicObjectSearchRequest(
                filter_groups=[FilterGroup(filters=[wanted])],
                properties=list(names),
                limit=_PAGE,
                after=after,
                sorts=[],
            )
            with answering():
                page = self._client.searches.do_search("calls", asked)
            found += page.results
            after = page.paging.next.after if page.paging and page.paging.next else None
        return found

    def _of_contact(self, contact_id: str) -> Iterator[Any]:
        after: str | None = None
        while True:
            with answering():
                page = self._client.edges.get_page(
                    "contacts", contact_id, "calls", limit=_PAGE, **({"after": after} if after else {})
                )
            ids = [str(edge.to_object_id) for edge in page.results]
            yield from read_many(self._client, "calls", ids, _READ)
            after = page.paging.next.after if page.paging and page.paging.next else None
            if after is None:
                return

    def _fits(self, record: Any, hints: CallHints, *, alone: bool = False) -> bool:  # noqa: ANN401 - the vendor's, untyped
        """True where time and number fit; what hangs on nobody (`alone`) has to have the number."""
        held = record.properties
        if held.get(KEY) or not held.get(_BEGAN) or hints.started_at is None:
            return False
        apart = abs((datetime.fromisoformat(held[_BEGAN]) - hints.started_at).total_seconds())
        numbers = [held[name] for name in _NUMBERS if held.get(name)]
        if not numbers or not hints.phone:
            return apart <= _APART_S and not alone
        return apart <= _APART_S and any(same_line(one, hints.phone, self._regions) for one in numbers)
