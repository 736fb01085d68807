"""Dialpad's side of its hook: call events as it documents them.

Source: developers.dialpad.com/docs/call-events, and RFC 7515 for the token.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import datetime
from typing import Any

from api.webhooks.announcement import Delivery
from api.webhooks.dialpad.door import DIALPAD
from api.webhooks.provider import Provider
from tests.api.house import NOW
from tests.contracts.hook_provider import PUBLIC_URL, SECRET


class DialpadSide:
    """Events of one company."""

    provider: Provider = DIALPAD
    host = "dialpad.com"
    signs_the_body = True
    signs_the_time = False
    names_its_events = True

    def recorded(self, number: int = 1, *, started_at: datetime = NOW) -> dict[str, Any]:
        """Return the state "recording": the recording is ready."""
        url = f"https://dialpad.com/blob/callrecording/{number}.mp3"
        return self.event("recording", number, started_at=started_at, recording_url=[url])

    def event(
        self,
        state: str,
        number: int = 1,
        *,
        started_at: datetime = NOW,
        **more: Any,  # noqa: ANN401 - fields of a call
    ) -> dict[str, Any]:
        """Return the event of this state."""
        return {
            "call_id": 6_543_210_987_654_321_000 + number,
            "state": state,
            "event_timestamp": int(NOW.timestamp() * 1000) + len(state),
            "date_started": int(started_at.timestamp() * 1000),
            "direction": "inbound",
            "duration": 61_000.0,
            "external_number": "+15125550123",
            "internal_number": "+15125550100",
            "contact": {"name": "M. Reed"},
            "target": {"id": 4_242_424_242, "type": "user", "name": "Dana", "email": "dana@example.com"},
            "recording_url": None,
        } | more

    def told(self, number: int = 1) -> list[dict[str, Any]]:
        """Return the events of the call's life; the recording comes in the last but one."""
        states = [self.event(state, number) for state in ("calling", "connected", "hangup")]
        url = self.recorded(number)["recording_url"]
        return [*states, self.recorded(number), self.event("recap_summary", number, recording_url=url[0])]

    def unreadable(self) -> list[dict[str, Any]]:
        """Return events without their fields."""
        event = self.recorded()
        return [
            {},
            event | {"call_id": None},
            event | {"state": "no such state!"},
            event | {"recording_url": {}},
        ]

    def deliver(self, event: dict[str, Any], *, secret: str = SECRET, at: datetime = NOW) -> Delivery:
        """Sign as Dialpad does: the whole body is the token."""
        del at
        signed = f"{_text({'alg': 'HS256', 'typ': 'JWT'})}.{_text(event)}"
        code = base64.urlsafe_b64encode(hmac.new(secret.encode(), signed.encode(), hashlib.sha256).digest())
        return Delivery(
            address=f"{PUBLIC_URL}/api/webhooks/dialpad",
            headers={"content-type": "application/jwt"},
            body=f"{signed}.{code.decode().rstrip('=')}".encode(),
        )


def _text(part: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")
