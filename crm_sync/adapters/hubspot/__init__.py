"""HubSpot, through hubspot-api-client."""

from crm_sync.adapters.hubspot.adapter import HubSpotAdapter

__all__ = ["HubSpotAdapter"]
