"""Aircall among the providers."""

from __future__ import annotations

from typing import Final

from api.webhooks.aircall.calls import read
from api.webhooks.aircall.token import verify
from api.webhooks.provider import Provider

AIRCALL: Final = Provider(
    name="aircall",
    title="Aircall",
    setting="CALLNOTES_AIRCALL_TOKENS",
    verify=verify,
    read=read,
    media_type="application/json",
    example={
        "resource": "call",
        "event": "call.comm_assets_generated",
        "timestamp": 1795181700,
        "token": "the token of the webhook",
        "data": {
            "id": 812,
            "direction": "inbound",
            "started_at": 1795181400,
            "raw_digits": "+1 512-555-0123",
            "recording": "https://recordings.example.com/812.mp3",
            "user": {"email": "dana@example.com"},
        },
    },
)
