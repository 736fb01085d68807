"""CallRail among the providers."""

from __future__ import annotations

from typing import Final

from api.webhooks.callrail.calls import read
from api.webhooks.callrail.signature import verify
from api.webhooks.provider import Provider

CALLRAIL: Final = Provider(
    name="callrail",
    title="CallRail",
    setting="CALLNOTES_CALLRAIL_KEYS",
    verify=verify,
    read=read,
    media_type="application/json",
    example={
        "resource_id": "CAL019f7203546a7462b39486d6b9c32317",
        "direction": "inbound",
        "start_time": "2026-11-20T08:30:00.236-05:00",
        "customer_phone_number": "+15125550123",
        "agent_email": "dana@example.com",
        "recording": "https://app.callrail.com/calls/CAL019f7203546a7462b39486d6b9c32317/recording/redirect?access_key=k",
        "voicemail": False,
    },
)
