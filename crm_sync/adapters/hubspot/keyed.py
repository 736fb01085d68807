"""Records by their keys: where a property may be unique by upsert, where it may not by looking first.

In: an operation with its key, and what the ledger knows of earlier tries. Out: the record that stands there.
Where the account allows no unique property on them, a record is found, in this order: by the id
that the ledger has, or this process saw; by search, which lags behind; and, where an earlier try may have
made it, among the records of the contact, which do not lag. An unattached one is waited for until search
would show it. Only then is it made. Everywhere a record is made with its connections, in one request.
Source: reference 1.3, 1.5, 1.6.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any, Final

from hubspot.crm.objects import (
    AssociationSpec,
    BatchInputSimplePublicObjectBatchInputUpsert,
    Filter,
    FilterGroup,
    PublicAssociationsForObject,
    PublicObjectId,
    PublicObjectSearchRequest,
    SimplePublicObjectBatchInputUpsert,
    SimplePublicObjectInput,
    SimplePublicObjectInputForCreate,
)

from crm_sync.adapters.hubspot.client import HubSpotClient, answering
from crm_sync.adapters.hubspot.failures import of_error_in_batch
from crm_sync.adapters.hubspot.portal_schema import KEY
from crm_sync.adapters.hubspot.reading import read_by, read_many
from models.crm import Activity

#: After this long a record that was made is taken to be in the index of search; nobody documents how long.
INDEXED_AFTER_S: Final = 60.0
_LOOK_EVERY_S: Final = 5.0
_PAGE: Final = 100
_REMEMBERED: Final = 10_000
#: The type of the edge from a record, by what it leads to (reference 1.3).
_EDGES: Final = {
    ("notes", "contact_id"): 202,
    ("notes", "company_id"): 190,
    ("notes", "deal_id"): 214,
    ("tasks", "contact_id"): 204,
    ("tasks", "company_id"): 192,
    ("tasks", "deal_id"): 216,
    ("calls", "contact_id"): 194,
    ("calls", "company_id"): 182,
    ("calls", "deal_id"): 206,
}


class Keyed:
    """The notes, tasks and calls of one portal. `clock` gives seconds since 1970, `pause` waits for some."""

    def __init__(
        self,
        client: HubSpotClient,
        clock: Callable[[], float] = time.time,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._client, self._clock, self._pause = client, clock, pause
        self._unique: dict[str, bool] = {}
        self._made: dict[str, str] = {}

    def is_unique(self, kind: str, *, anew: bool = False) -> bool:
        """True where the property of our keys is unique on this kind; asked once, or `anew`.

        Raises CrmRefusedError where there is no such property.
        """
        if anew or kind not in self._unique:
            with answering():
                self._unique[kind] = bool(self._client.properties.get_by_name(kind, KEY).has_unique_value)
        return self._unique[kind]

    def find(self, kind: str, operation: Activity, names: tuple[str, ...], **options: Any) -> Any:  # noqa: ANN401 - the vendor's, untyped
        """Return the record with the operation's key, or None; `archived` looks into the bin."""
        if self.is_unique(kind):
            return read_by(self._client, kind, operation.key, names, id_property=KEY, **options)
        names = (*names, KEY)
        for known in self._ids(kind, operation, is_there=not options.get("archived")):
            found = read_by(self._client, kind, known, names, **options)
            if found is not None and found.properties.get(KEY) == operation.key:
                return found
        return None

    def make(self, kind: str, operation: Activity, values: dict[str, str]) -> Any:  # noqa: ANN401 - the vendor's, untyped
        """Make the record with its key and connections, whole and in one request, and return it."""
        made = SimplePublicObjectInputForCreate(
            properties=values | {KEY: operation.key}, associations=list(_connections(kind, operation))
        )
        with answering():
            record = self._client.records.create(kind, made)
        if len(self._made) >= _REMEMBERED:
            self._made.clear()
        self._made[operation.key] = record.id
        return record

    def change(self, kind: str, operation: Activity, there: Any, values: dict[str, str]) -> Any:  # noqa: ANN401 - the vendor's, untyped
        """Bring the record that is there to these values, and return it."""
        if self.is_unique(kind):
            return upsert(self._client, kind, operation.key, values)
        with answering():
            return self._client.records.update(kind, there.id, SimplePublicObjectInput(properties=values))

    def _ids(self, kind: str, operation: Activity, *, is_there: bool) -> Iterator[str]:
        """Yield where the record may be, the surest place first."""
        yield from filter(None, (operation.known_id, self._made.get(operation.key)))
        if not is_there:
            return
        yield from self._searched(kind, operation.key)
        if operation.tried_at is None:
            return
        if operation.contact_id is not None:
            yield from self._of_contact(kind, operation)
            return
        until = operation.tried_at.timestamp() + INDEXED_AFTER_S
        while (left := until - self._clock()) > 0:
            self._pause(min(_LOOK_EVERY_S, left))
            yield from self._searched(kind, operation.key)

    def _searched(self, kind: str, key: str) -> Iterator[str]:
        asked = PublicObjectSearchRequest(
            filter_groups=[FilterGroup(filters=[Filter(property_name=KEY, operator="EQ", value=key)])],
            properties=[KEY],
            limit=10,
            after="0",
            sorts=[],
        )
        with answering():
            page = self._client.searches.do_search(kind, asked)
        yield from sorted((one.id for one in page.results), key=int)

    def _of_contact(self, kind: str, operation: Activity) -> Iterator[str]:
        after: str | None = None
        while True:
            with answering():
                page = self._client.edges.get_page(
                    "contacts", operation.contact_id, kind, limit=_PAGE, **({"after": after} if after else {})
                )
            ids = [str(edge.to_object_id) for edge in page.results]
            found = read_many(self._client, kind, ids, (KEY,))
            yield from (one.id for one in found if one.properties.get(KEY) == operation.key)
            after = page.paging.next.after if page.paging and page.paging.next else None
            if after is None:
                return


def upsert(client: HubSpotClient, kind: str, key: str, values: dict[str, str]) -> Any:  # noqa: ANN401 - the vendor's, untyped
    """Bring the record with this key to these values by the unique property, and return it."""
    one = SimplePublicObjectBatchInputUpsert(id_property=KEY, id=key, properties=values)
    with answering():
        page = client.batches.upsert(kind, BatchInputSimplePublicObjectBatchInputUpsert(inputs=[one]))
    if not page.results:
        raise of_error_in_batch(page.errors[0])
    return page.results[0]


def _connections(kind: str, operation: Activity) -> Iterator[PublicAssociationsForObject]:
    for (of, attribute), number in _EDGES.items():
        wanted = getattr(operation, attribute)
        if of == kind and wanted is not None:
            spec = AssociationSpec(association_category="HUBSPOT_DEFINED", association_type_id=number)
            yield PublicAssociationsForObject(to=PublicObjectId(id=wanted), types=[spec])
