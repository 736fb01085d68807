"""Aircall among the providers."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Final

from api.webhooks.aircall.calls import read
from api.webhooks.aircall.token import verify
from api.webhooks.announcement import Delivery
from api.webhooks.provider import Provider
from api.webhooks.setup import Setup, sample_of_json

_EXAMPLE: Final = {
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
}


def _sample(key: bytes, address: str, _now: datetime) -> Delivery:
    return sample_of_json(address, json.dumps(_EXAMPLE | {"token": key.decode()}).encode())


AIRCALL: Final = Provider(
    name="aircall",
    title="Aircall",
    setting="CALLNOTES_AIRCALL_TOKENS",
    verify=verify,
    read=read,
    media_type="application/json",
    example=_EXAMPLE,
    setup=Setup(
        sample=_sample,
        steps=(
            (
                "In Aircall's dashboard, under Integrations & API, add a webhook to {address} with the "
                "call events."
            ),
            "Put its token into CALLNOTES_AIRCALL_TOKENS.",
            "Set CALLNOTES_RECORDING_HOSTS to the host of your recordings' links, and start the server anew.",
        ),
    ),
)
