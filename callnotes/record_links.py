"""Says where a record is shown in the CRM: on our own pages, or in HubSpot.

In: the settings. Out: a function from an entry of the ledger to an address, or None where none is known.
Source of HubSpot's addresses: its record pages as people share them; not checked on a live account.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from callnotes.settings import Settings
from models.crm import SetContactField
from models.ledger import LedgerEntry


def record_links(settings: Settings) -> Callable[[LedgerEntry], str | None]:
    """Return the function."""
    portal = (settings.hubspot_portal_url or "").rstrip("/")

    def link(entry: LedgerEntry) -> str | None:
        if entry.outcome is None:
            return None
        if entry.adapter == "local":
            return _on_our_pages(entry, entry.outcome.external_id)
        if entry.adapter == "hubspot" and portal:
            return _in_hubspot(portal, entry, entry.outcome.external_id)
        return None

    return link


def _on_our_pages(entry: LedgerEntry, external_id: str) -> str:
    operation = entry.operation
    if isinstance(operation, SetContactField):
        return f"/crm/contacts/{quote(operation.contact_id, safe='')}"
    return f"/crm#{quote(external_id, safe='')}"


def _in_hubspot(portal: str, entry: LedgerEntry, external_id: str) -> str | None:
    """A note and a task are shown on the timeline of their contact; without one they have no page."""
    operation = entry.operation
    if operation.contact_id is None:
        return None
    contact = f"{portal}/record/0-1/{quote(operation.contact_id, safe='')}"
    if isinstance(operation, SetContactField):
        return contact
    return f"{contact}?engagement={quote(external_id, safe='')}"
