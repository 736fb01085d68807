"""What is obeyed of the CRM that is set; light enough for the server, which only shows it.

In: settings. Out: `CrmLimits`, whose standing `Shelves.rate_gate(limits).standing()` tells.
"""

from __future__ import annotations

from callnotes.settings import Settings
from models.crm_limits import CrmLimits
from models.hubspot_limits import limits_of


def crm_limits(settings: Settings) -> CrmLimits:
    """Return HubSpot's limits by these settings."""
    return limits_of(
        settings.hubspot_tier,
        margin=settings.hubspot_rate_margin,
        time_zone=settings.hubspot_time_zone or settings.zone.key,
    )
