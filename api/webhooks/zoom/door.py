"""Zoom Phone among the providers."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Final

from api.webhooks.announcement import Delivery
from api.webhooks.provider import Provider
from api.webhooks.setup import Setup, sample_of_json
from api.webhooks.zoom.recordings import read
from api.webhooks.zoom.signature import answer, signature, verify

_EXAMPLE: Final = {
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
}


def _sample(key: bytes, address: str, now: datetime) -> Delivery:
    body, stamp = json.dumps(_EXAMPLE).encode(), str(int(now.timestamp()))
    shown = signature(key, stamp, body)
    return sample_of_json(address, body, x_zm_request_timestamp=stamp, x_zm_signature=shown)


ZOOM: Final = Provider(
    name="zoom",
    title="Zoom Phone",
    setting="CALLNOTES_ZOOM_TOKENS",
    verify=verify,
    read=read,
    answer=answer,
    media_type="application/json",
    example=_EXAMPLE,
    setup=Setup(
        sample=_sample,
        steps=(
            (
                "In Zoom's App Marketplace make a server-to-server OAuth app with the scopes to read "
                "phone recordings; set CALLNOTES_ZOOM_LOGIN."
            ),
            (
                "Put the app's secret token into CALLNOTES_ZOOM_TOKENS and set "
                "CALLNOTES_RECORDING_HOSTS to zoom.us; start the server anew."
            ),
            (
                "In the app add an event subscription to phone.recording_completed with {address}, and "
                "let Zoom validate it."
            ),
        ),
    ),
)
