"""What is obeyed of the CRM that is set, and what lets us in; light enough for the server, which shows it.

In: settings. Out: `CrmLimits`, whose standing `Shelves.rate_gate(limits).standing()` tells; the state alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from callnotes.settings import Settings
from models.crm_limits import CrmLimits, CrmState
from models.hubspot_limits import limits_of

if TYPE_CHECKING:
    from storage.shelves import Shelves


def crm_limits(settings: Settings) -> CrmLimits:
    """Return HubSpot's limits by these settings; an app has those of apps, whatever was bought."""
    return limits_of(
        "oauth" if settings.hubspot_lets_in_by == "oauth" else settings.hubspot_tier,
        margin=settings.hubspot_rate_margin,
        time_zone=settings.hubspot_time_zone or settings.zone.key,
    )


def crm_state(settings: Settings, shelves: Shelves) -> Callable[[], CrmState]:
    """Return how to learn whether the CRM is asked just now; the embedded one always is."""
    from lifecycle.sending import held

    if settings.crm == "local":
        return lambda: "open"
    gate = shelves.rate_gate(crm_limits(settings))
    return lambda: "closed" if held(shelves) else gate.standing().state


#: What lets us into HubSpot, in words.
WAYS_IN: Final = {
    "oauth": "OAuth",
    "token": "a token of the settings",
    "nothing": "nothing yet: set CALLNOTES_HUBSPOT_TOKEN, or the id and secret of an app",
}


def way_in(settings: Settings) -> str:
    """Return what lets us into the CRM, in words; empty where nothing has to."""
    if settings.crm != "hubspot":
        return ""
    return WAYS_IN[settings.hubspot_lets_in_by]
