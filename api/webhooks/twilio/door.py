"""Twilio among the providers."""

from __future__ import annotations

from typing import Final

from api.webhooks.provider import Provider
from api.webhooks.twilio.recordings import read
from api.webhooks.twilio.signature import verify

TWILIO: Final = Provider(
    name="twilio",
    title="Twilio",
    setting="CALLNOTES_TWILIO_TOKENS",
    verify=verify,
    read=read,
    media_type="application/x-www-form-urlencoded",
    example={
        "CallSid": "CA00000000000000000000000000000001",
        "RecordingSid": "RE00000000000000000000000000000001",
        "RecordingStatus": "completed",
        "RecordingUrl": "https://api.twilio.com/2010-04-01/Accounts/AC1/Recordings/RE00000000000000000000000000000001",
        "RecordingChannels": "2",
        "RecordingStartTime": "Fri, 20 Nov 2026 13:30:00 +0000",
    },
)
