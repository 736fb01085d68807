"""Opens the adapter of HubSpot from the settings.

Apart from the other adapters, since the vendor's client takes a while to load.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from callnotes.crm_limits import crm_limits
from callnotes.settings import Settings
from crm_sync.adapters.hubspot import HubSpotAdapter
from models.errors import SettingsError
from storage.shelves import Shelves


@contextmanager
def hubspot_of(settings: Settings, shelves: Shelves, *, by_hand: bool = False) -> Iterator[HubSpotAdapter]:
    """Give the adapter for as long as the context is open; `by_hand` where a person waits for the answer.

    Raises SettingsError where there is no token.
    """
    if settings.hubspot_token is None:
        msg = (
            "No token for HubSpot is set; make one as docs/hubspot.md shows, and set CALLNOTES_HUBSPOT_TOKEN."
        )
        raise SettingsError(msg)
    adapter = HubSpotAdapter(
        settings.hubspot_token.get_secret_value(),
        gate=shelves.rate_gate(crm_limits(settings), by_hand=by_hand),
        url=settings.hubspot_url,
        timeout_s=settings.hubspot_timeout_s,
        phone_regions=settings.phone_regions,
    )
    try:
        yield adapter
    finally:
        adapter.close()
