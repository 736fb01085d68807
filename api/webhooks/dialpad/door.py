"""Dialpad among the providers."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Final

from api.webhooks.announcement import Delivery
from api.webhooks.dialpad.calls import read
from api.webhooks.dialpad.token import token, verify
from api.webhooks.provider import Provider
from api.webhooks.setup import Setup

_EXAMPLE: Final = "the token: header.event.signature"


def _sample(key: bytes, address: str, _now: datetime) -> Delivery:
    event = {
        "call_id": 1,
        "state": "recording",
        "event_timestamp": 1795181700000,
        "recording_url": ["https://dialpad.com/blob/callrecording/1.mp3"],
    }
    body = token(key, json.dumps(event).encode())
    return Delivery(address=address, headers={"content-type": "application/jwt"}, body=body)


DIALPAD: Final = Provider(
    name="dialpad",
    title="Dialpad",
    setting="CALLNOTES_DIALPAD_SECRETS",
    verify=verify,
    read=read,
    media_type="application/jwt",
    example=_EXAMPLE,
    setup=Setup(
        sample=_sample,
        steps=(
            (
                "By Dialpad's API make a webhook to {address} with a secret of 32 random bytes or more; "
                "put it into CALLNOTES_DIALPAD_SECRETS."
            ),
            (
                "Subscribe to call events with that webhook, with the state recording and the scope "
                "recordings_export."
            ),
            (
                "Set CALLNOTES_RECORDING_HOSTS to dialpad.com and CALLNOTES_RECORDING_LOGINS to an API "
                "key for it; start the server anew."
            ),
        ),
    ),
)
