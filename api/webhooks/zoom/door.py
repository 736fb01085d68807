"""Zoom Phone among the providers."""

from __future__ import annotations

from typing import Final

from api.webhooks.provider import Provider
from api.webhooks.zoom.recordings import read
from api.webhooks.zoom.signature import answer, verify

ZOOM: Final = Provider(
    name="zoom",
    title="Zoom Phone",
    setting="CALLNOTES_ZOOM_TOKENS",
    verify=verify,
    read=read,
    answer=answer,
    media_type="application/json",
    example={
        "event": "phone.recording_completed",
        "event_ts": 1795181700000,
        "payload": {
            "account_id": "an account",
            "object": {
                "recordings": [
                    {
                        "id": "9c4a",
                        "direction": "inbound",
                        "date_time": "2026-11-20T13:30:00Z",
                        "caller_number": "+15125550123",
                        "callee_number": "+15125550100",
                        "download_url": "https://zoom.us/v2/phone/recording/download/9c4a",
                        "owner": {"type": "user", "name": "Dana"},
                    }
                ]
            },
        },
    },
)
