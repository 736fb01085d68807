"""Reads records of HubSpot's by id or by a unique property: from the records themselves, not from an index.

In: a client and ids. Out: the vendor's records, those that are there. Source: reference 1.6.
"""

from __future__ import annotations

from typing import Any

from hubspot.crm.objects import BatchReadInputSimplePublicObjectId, SimplePublicObjectId

from crm_sync.adapters.hubspot.client import HubSpotClient, answering


def read_by(client: HubSpotClient, kind: str, name: str, names: tuple[str, ...], **options: Any) -> Any:  # noqa: ANN401 - the vendor's, untyped
    """Return the record with this id (or value of `id_property`), or None."""
    found = read_many(client, kind, [name], names, **options)
    return found[0] if found else None


def read_many(
    client: HubSpotClient,
    kind: str,
    ids: list[str],
    names: tuple[str, ...],
    **options: Any,  # noqa: ANN401 - the vendor's own
) -> list[Any]:
    """Return those of these records that are there, a hundred at most, with `history` of some properties."""
    if not ids:
        return []
    archived, history = bool(options.pop("archived", False)), options.pop("history", [])
    asked = BatchReadInputSimplePublicObjectId(
        inputs=[SimplePublicObjectId(id=one) for one in ids],
        properties=list(names),
        properties_with_history=history,
        **options,
    )
    with answering():
        return list(client.batches.read(kind, asked, archived=archived).results)
