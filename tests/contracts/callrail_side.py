"""CallRail's side of its hook: events as it documents them.

Source: apidocs.callrail.com, "Webhooks" and "Validating Payloads"; CallRail's help, articles 5711246459149
(what each event brings, and that a recording may come late) and 4403032268557 (`resource_id`).
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from api.webhooks.announcement import Delivery
from api.webhooks.callrail.door import CALLRAIL
from api.webhooks.callrail.signature import signature
from api.webhooks.provider import Provider
from tests.api.house import NOW
from tests.contracts.hook_provider import PUBLIC_URL, SECRET


class CallrailSide:
    """Events of one company."""

    provider: Provider = CALLRAIL
    host = "app.callrail.com"
    signs_the_body = True
    signs_the_time = False
    names_its_events = False

    def pre_call(self, number: int = 1) -> dict[str, Any]:
        """Return the event of a call that begins: nobody has answered, nothing is recorded."""
        return {
            "resource_id": f"CAL{number:032x}",
            "company_resource_id": "COM0000000000000000000000000000000a",
            "answered": False,
            "call_type": "missed",
            "customer_phone_number": "+15125550123",
            "direction": "inbound",
            "duration": "0",
            "start_time": NOW.isoformat(),
            "tracking_phone_number": "+15125550100",
            "voicemail": False,
        }

    def post_call(self, number: int = 1, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - fields of a call
        """Return the event of a call that ended; after 20 minutes it comes without the recording."""
        ended = {"answered": True, "call_type": "answered", "duration": "61", "recording": ""}
        return self.pre_call(number) | ended | {"agent_email": "dana@example.com"} | more

    def recorded(self, number: int = 1, *, started_at: datetime = NOW) -> dict[str, Any]:
        """Return "call modified": the recording is there now."""
        url = (
            f"https://app.callrail.com/calls/CAL{number:032x}/recording/redirect?access_key=aaaaccccddddeeee"
        )
        return self.post_call(number, recording=url, recording_duration=60, start_time=started_at.isoformat())

    def told(self, number: int = 1) -> list[dict[str, Any]]:
        """Return the call from its beginning, twice modified, and once sent again."""
        tagged = self.recorded(number) | {"tags": ["order"], "note": "calls again"}
        whole = self.recorded(number)
        return [self.pre_call(number), self.post_call(number), whole, whole, tagged]

    def unreadable(self) -> list[dict[str, Any]]:
        """Return events without an id, and with fields of another kind."""
        event = self.recorded()
        return [
            {},
            event | {"resource_id": ""},
            event | {"resource_id": ["CAL1"]},
            event | {"start_time": "soon"},
            event | {"direction": "sideways"},
            event | {"recording": {}},
        ]

    def deliver(self, event: dict[str, Any], *, secret: str = SECRET, at: datetime = NOW) -> Delivery:
        """Sign as CallRail does: the body as it is sent."""
        del at
        body = json.dumps(event).encode()
        return Delivery(
            address=f"{PUBLIC_URL}/api/webhooks/callrail",
            headers={
                "content-type": "application/json",
                "signature": signature(secret.encode(), body).decode(),
            },
            body=body,
        )
