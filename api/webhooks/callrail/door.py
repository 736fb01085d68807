"""CallRail among the providers."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Final

from api.webhooks.announcement import Delivery
from api.webhooks.callrail.calls import read
from api.webhooks.callrail.signature import signature, verify
from api.webhooks.provider import Provider
from api.webhooks.setup import Setup, sample_of_json

_EXAMPLE: Final = {
    "resource_id": "CAL019f7203546a7462b39486d6b9c32317",
    "direction": "inbound",
    "start_time": "2026-11-20T08:30:00.236-05:00",
    "customer_phone_number": "+15125550123",
    "agent_email": "dana@example.com",
    "recording": "https://app.callrail.com/calls/CAL019f7203546a7462b39486d6b9c32317/recording/redirect?access_key=k",
    "voicemail": False,
}


def _sample(key: bytes, address: str, _now: datetime) -> Delivery:
    body = json.dumps(_EXAMPLE).encode()
    return sample_of_json(address, body, signature=signature(key, body).decode())


CALLRAIL: Final = Provider(
    name="callrail",
    title="CallRail",
    setting="CALLNOTES_CALLRAIL_KEYS",
    verify=verify,
    read=read,
    media_type="application/json",
    example=_EXAMPLE,
    setup=Setup(
        sample=_sample,
        steps=(
            "In CallRail, under Integrations, Webhooks, enter {address} for Post-call and for Call modified.",
            "Put the company's signing key, shown on the same page, into CALLNOTES_CALLRAIL_KEYS.",
            (
                "Set CALLNOTES_RECORDING_HOSTS to app.callrail.com and the host of its store, and start "
                "the server anew."
            ),
        ),
    ),
)
