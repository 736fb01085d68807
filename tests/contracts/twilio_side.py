"""Twilio's side of its hook: callbacks as it documents them.

Source: "Getting Started with Recording Status Callbacks" (Twilio's support, 360014251313) and
twilio.com/docs/usage/webhooks/webhooks-security.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlencode

from api.webhooks.announcement import Delivery
from api.webhooks.provider import Provider
from api.webhooks.twilio.door import TWILIO
from tests.api.house import NOW
from tests.contracts.hook_provider import PUBLIC_URL, SECRET

ACCOUNT = "AC" + "0" * 31 + "7"


class TwilioSide:
    """Callbacks of one account."""

    provider: Provider = TWILIO
    host = "api.twilio.com"
    signs_the_body = True
    signs_the_time = False
    names_its_events = True

    def recorded(self, number: int = 1, *, started_at: datetime = NOW) -> dict[str, Any]:
        """Return RecordingStatus=completed of a recording on two channels."""
        sid = f"RE{number:032x}"
        return {
            "AccountSid": ACCOUNT,
            "CallSid": f"CA{number:032x}",
            "RecordingSid": sid,
            "RecordingUrl": f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT}/Recordings/{sid}",
            "RecordingStatus": "completed",
            "RecordingDuration": "42",
            "RecordingChannels": "2",
            "RecordingStartTime": format_datetime(started_at),
            "RecordingSource": "DialVerb",
        }

    def status(self, status: str, number: int = 1, **more: str) -> dict[str, Any]:
        """Return another status of the recording; it has no media."""
        event = self.recorded(number) | {"RecordingStatus": status} | more
        return {name: value for name, value in event.items() if name != "RecordingUrl"}

    def told(self, number: int = 1) -> list[dict[str, Any]]:
        """Return the callback of the start, and that of the end as often as a client may ask for it."""
        return [self.status("in-progress", number), *[self.recorded(number)] * 4]

    def unreadable(self) -> list[dict[str, Any]]:
        """Return callbacks of other things, and one whose address says what nobody reads."""
        return [
            {},
            {"CallSid": "CA1", "CallStatus": "completed"},
            self.recorded() | {"RecordingSid": "RE1"},
            self.recorded() | {"?": "concent=granted"},
            self.recorded() | {"?": "direction=sideways"},
        ]

    def deliver(self, event: dict[str, Any], *, secret: str = SECRET, at: datetime = NOW) -> Delivery:
        """Sign as Twilio does: the address and each parameter, sorted by name. `?` is the address's query."""
        del at  # nothing in the signature says when it was made
        query = event.get("?", "")
        fields = {name: value for name, value in event.items() if name != "?"}
        address = f"{PUBLIC_URL}/api/webhooks/twilio" + (f"?{query}" if query else "")
        headers = {
            "content-type": "application/x-www-form-urlencoded",
            "x-twilio-signature": signature(secret, address, fields),
        }
        return Delivery(address=address, headers=headers, body=urlencode(fields).encode())


def signature(secret: str, address: str, fields: dict[str, str]) -> str:
    """Return X-Twilio-Signature."""
    signed = address + "".join(name + fields[name] for name in sorted(fields))
    return base64.b64encode(hmac.new(secret.encode(), signed.encode(), hashlib.sha1).digest()).decode()
