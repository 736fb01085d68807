"""Twilio among the providers."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from urllib.parse import urlencode

from api.webhooks.announcement import Delivery
from api.webhooks.provider import Provider
from api.webhooks.setup import Setup
from api.webhooks.twilio.recordings import read
from api.webhooks.twilio.signature import signature, verify

_EXAMPLE: Final = {
    "CallSid": "CA00000000000000000000000000000001",
    "RecordingSid": "RE00000000000000000000000000000001",
    "RecordingStatus": "completed",
    "RecordingUrl": "https://api.twilio.com/2010-04-01/Accounts/AC1/Recordings/RE00000000000000000000000000000001",
    "RecordingChannels": "2",
    "RecordingStartTime": "Fri, 20 Nov 2026 13:30:00 +0000",
}


def _sample(key: bytes, address: str, _now: datetime) -> Delivery:
    body = urlencode(_EXAMPLE).encode()
    headers = {
        "content-type": "application/x-www-form-urlencoded",
        "x-twilio-signature": signature(key, address, body).decode(),
    }
    return Delivery(address=address, headers=headers, body=body)


TWILIO: Final = Provider(
    name="twilio",
    title="Twilio",
    setting="CALLNOTES_TWILIO_TOKENS",
    verify=verify,
    read=read,
    media_type="application/x-www-form-urlencoded",
    example=_EXAMPLE,
    setup=Setup(
        sample=_sample,
        steps=(
            (
                "Put the account's auth token into CALLNOTES_TWILIO_TOKENS, and set "
                "CALLNOTES_PUBLIC_URL: Twilio signs the whole address."
            ),
            (
                "Set CALLNOTES_RECORDING_HOSTS to api.twilio.com and CALLNOTES_RECORDING_LOGINS to an "
                "API key for it; start the server anew."
            ),
            (
                "Where you start recording, record both channels and name {address} as "
                "recordingStatusCallback, for completed and absent."
            ),
        ),
    ),
)
