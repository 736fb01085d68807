"""Aircall's side of its hook: events as it documents them.

Source: developer.aircall.io/docs/webhooks-overview, and the call events of
developers.aircall.io/api-references.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from api.webhooks.aircall.door import AIRCALL
from api.webhooks.announcement import Delivery
from api.webhooks.provider import Provider
from tests.api.house import NOW
from tests.contracts.hook_provider import PUBLIC_URL, SECRET


class AircallSide:
    """Events of one account."""

    provider: Provider = AIRCALL
    host = "recordings.example.com"
    signs_the_body = False
    signs_the_time = False
    names_its_events = True

    def recorded(self, number: int = 1, *, started_at: datetime = NOW) -> dict[str, Any]:
        """Return call.comm_assets_generated: the recording is ready."""
        url = f"https://recordings.example.com/{number}.mp3?X-Amz-Expires=3600"
        return self.event("call.comm_assets_generated", number, 4, started_at=started_at, recording=url)

    def event(
        self,
        name: str,
        number: int = 1,
        minutes: int = 0,
        *,
        started_at: datetime = NOW,
        **call: Any,  # noqa: ANN401 - fields of a call
    ) -> dict[str, Any]:
        """Return an event of this name, so many minutes after the beginning."""
        return {
            "resource": "call",
            "event": name,
            "timestamp": int((NOW + timedelta(minutes=minutes)).timestamp()),
            "data": {
                "id": 800 + number,
                "direct_link": f"https://api.aircall.io/v1/calls/{800 + number}",
                "direction": "outbound",
                "call_uuid": f"CA{number:032x}",
                "status": "done",
                "started_at": int(started_at.timestamp()),
                "duration": 61,
                "recording": None,
                "voicemail": None,
                "raw_digits": "+1 512-555-0123",
                "participants": [{"phone_number": "+1 512-555-0123", "type": "external"}],
                "user": {"id": 12, "name": "Dana", "email": "dana@example.com"},
                "contact": {},
                "number": {},
            }
            | call,
        }

    def told(self, number: int = 1) -> list[dict[str, Any]]:
        """Return events before and after that of the recording; the last one has a newer link."""
        newer = f"https://recordings.example.com/{number}.mp3?X-Amz-Expires=3599"
        return [
            self.event("call.created", number, 0, user={}),
            self.event("call.answered", number, 1),
            self.event("call.ended", number, 3),
            self.recorded(number),
            self.event("call.tagged", number, 9, recording=newer, tags=[{"name": "order"}]),
        ]

    def unreadable(self) -> list[dict[str, Any]]:
        """Return events without their envelope, or without a call in it."""
        event = self.recorded()
        return [{}, {"resource": "call"}, event | {"data": {}}, event | {"data": None}, event | {"event": 1}]

    def deliver(self, event: dict[str, Any], *, secret: str = SECRET, at: datetime = NOW) -> Delivery:
        """Put the token of the webhook into the body; nothing else shows who sends it."""
        del at
        return Delivery(
            address=f"{PUBLIC_URL}/api/webhooks/aircall",
            headers={"content-type": "application/json"},
            body=json.dumps(event | {"token": secret}).encode(),
        )
