"""What a record is connected to in HubSpot: contact, company and deal, as the operation names them.

In: a record by its id, an operation. Out: whether it is so, or was made so. A new record is made with its
connections (made.py). Source: reference 1.3; the default kind of connection needs no ids.
"""

from __future__ import annotations

from typing import Final

from crm_sync.adapters.hubspot.client import HubSpotClient, answering
from models.crm import Activity

_ATTACHED_TO: Final = (("contacts", "contact_id"), ("companies", "company_id"), ("deals", "deal_id"))


class Connections:
    """The connections of one portal's records."""

    def __init__(self, client: HubSpotClient) -> None:
        self._client = client

    def are_as(self, kind: str, record_id: str, operation: Activity) -> bool:
        """True where the record is connected to what the operation names, and to nothing else."""
        return all(
            self._of(kind, record_id, other_kind) == ({wanted} if wanted else set())
            for other_kind, wanted in _wanted(operation)
        )

    def bring(self, kind: str, record_id: str, operation: Activity) -> bool:
        """Connect the record to exactly what the operation names; False where it already was."""
        changed = False
        for other_kind, wanted in _wanted(operation):
            connected = self._of(kind, record_id, other_kind)
            with answering():
                for other in connected - {wanted}:
                    self._client.edges.archive(kind, record_id, other_kind, other)
                    changed = True
                if wanted is not None and wanted not in connected:
                    self._client.edges.create_default(kind, record_id, other_kind, wanted)
                    changed = True
        return changed

    def _of(self, kind: str, record_id: str, other_kind: str) -> set[str]:
        with answering():
            page = self._client.edges.get_page(kind, record_id, other_kind, limit=100)
        return {str(edge.to_object_id) for edge in page.results}


def _wanted(operation: Activity) -> tuple[tuple[str, str | None], ...]:
    return tuple((kind, getattr(operation, attribute)) for kind, attribute in _ATTACHED_TO)
