"""HubSpot's webhooks: signed hints that something of ours was changed there."""
