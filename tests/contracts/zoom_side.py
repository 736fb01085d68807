"""Zoom's side of its hook: events as it documents them.

Source: developers.zoom.us/docs/api/webhooks, and phone.recording_completed of
developers.zoom.us/docs/api/phone/events.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import datetime
from typing import Any

from api.webhooks.announcement import Delivery
from api.webhooks.provider import Provider
from api.webhooks.zoom.door import ZOOM
from tests.api.house import NOW
from tests.contracts.hook_provider import PUBLIC_URL, SECRET


class ZoomSide:
    """Events of one account."""

    provider: Provider = ZOOM
    host = "zoom.us"
    signs_the_body = True
    signs_the_time = True
    names_its_events = True

    def recorded(self, number: int = 1, *, started_at: datetime = NOW) -> dict[str, Any]:
        """Return phone.recording_completed with one recording."""
        return self.event("phone.recording_completed", [self.recording(number, started_at)])

    def recording(self, number: int, started_at: datetime = NOW, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - fields of a recording
        """Return one recording of the event."""
        return {
            "id": f"{number:032x}",
            "call_id": f"75060{number}",
            "call_log_id": f"log-{number}",
            "direction": "outbound",
            "date_time": started_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "caller_number": "+15125550100",
            "caller_number_type": 1,
            "caller_name": "Dana",
            "callee_number": "+15125550123",
            "callee_number_type": 2,
            "callee_name": "",
            "duration": 61,
            "recording_type": "Automatic",
            "owner": {"type": "user", "id": "z8d", "name": "Dana", "extension_number": 801},
            "download_url": f"https://zoom.us/v2/phone/recording/download/{number}",
        } | more

    def event(self, name: str, recordings: list[dict[str, Any]]) -> dict[str, Any]:
        """Return an event of this name about these recordings."""
        payload = {"account_id": "EPeQtiABC000VYxHMA", "object": {"recordings": recordings}}
        return {"event": name, "event_ts": int(NOW.timestamp() * 1000), "payload": payload}

    def told(self, number: int = 1) -> list[dict[str, Any]]:
        """Return the event three times, as when it is not answered, among others about the same call."""
        others = ("phone.recording_started", "phone.recording_transcript_completed")
        return [*(self.event(name, []) for name in others), *[self.recorded(number)] * 3]

    def unreadable(self) -> list[dict[str, Any]]:
        """Return events that lack what must be there."""
        event = self.recorded()
        return [
            {},
            event | {"payload": {}},
            self.event(event["event"], [{}]),
            self.event(event["event"], [self.recording(1, date_time="soon")]),
            self.event(event["event"], [self.recording(1, download_url=None)]),
        ]

    def deliver(self, event: dict[str, Any], *, secret: str = SECRET, at: datetime = NOW) -> Delivery:
        """Sign as Zoom does: `v0:timestamp:body`."""
        body, stamp = json.dumps(event), int(at.timestamp())
        code = hmac.new(secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
        return Delivery(
            address=f"{PUBLIC_URL}/api/webhooks/zoom",
            headers={
                "content-type": "application/json",
                "x-zm-request-timestamp": str(stamp),
                "x-zm-signature": f"v0={code}",
            },
            body=body.encode(),
        )
