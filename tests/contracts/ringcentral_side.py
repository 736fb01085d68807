"""RingCentral's side of its hook: notifications as it documents them.

Source: developers.ringcentral.com/guide/notifications/webhooks (the two tokens),
/guide/voice/telephony-session-notifications and TelephonySessionsEvent in RingCentral's SDKs (the fields).
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from api.webhooks.announcement import Delivery
from api.webhooks.provider import Provider
from api.webhooks.ringcentral.door import RINGCENTRAL
from tests.api.house import NOW
from tests.contracts.hook_provider import PUBLIC_URL, SECRET


class RingcentralSide:
    """Notifications of one subscription to /restapi/v1.0/account/~/telephony/sessions?withRecordings=true."""

    provider: Provider = RINGCENTRAL
    host = "platform.ringcentral.com"
    signs_the_body = False
    signs_the_time = False
    names_its_events = True

    def session(
        self,
        status: str,
        number: int = 1,
        sequence: int = 1,
        *,
        started_at: datetime = NOW,
        **party: Any,  # noqa: ANN401 - fields of a party
    ) -> dict[str, Any]:
        """Return the notification of this status of a party."""
        return {
            "uuid": f"{5_794_186_512_302_416_000 + 10 * number + sequence}",
            "event": "/restapi/v1.0/account/37439510/telephony/sessions?withRecordings=true",
            "timestamp": NOW.isoformat(),
            "subscriptionId": "5c37f936-fa66-4b4b-95af-1e94b51a748d",
            "ownerId": "400144455008",
            "body": {
                "sequence": sequence,
                "sessionId": f"{6_600_000 + number}",
                "telephonySessionId": f"s-a0d17ad3e4cd0z{number:08x}z13204cb0000",
                "serverId": "10.13.116.50.TAM",
                "eventTime": started_at.isoformat(),
                "origin": {"type": "Call"},
                "parties": [
                    {
                        "accountId": "37439510",
                        "extensionId": "400144455008",
                        "id": f"p-a0d17ad3e4cd0z{number:08x}z13204cb0000-2",
                        "direction": "Inbound",
                        "from": {"phoneNumber": "+15125550123", "name": "M. Reed"},
                        "to": {"phoneNumber": "+15125550100", "name": "Dana", "extensionId": "400144455008"},
                        "status": {"code": status, "rcc": False},
                        "missedCall": False,
                    }
                    | party
                ],
            },
        }

    def recorded(self, number: int = 1, *, started_at: datetime = NOW) -> dict[str, Any]:
        """Return the notification of a call that ended and was recorded."""
        whole = [{"id": f"{6_547_891_000 + number}", "active": False}]
        return self.session("Disconnected", number, 4, started_at=started_at, recordings=whole)

    def told(self, number: int = 1) -> list[dict[str, Any]]:
        """Return the call's life: it rings, is answered, is recorded, ends, and the end is told again."""
        running = [{"id": f"{6_547_891_000 + number}", "active": True}]
        again = self.recorded(number) | {"uuid": f"{5_794_186_512_302_416_000 + 10 * number + 5}"}
        return [
            self.session("Proceeding", number, 1),
            self.session("Answered", number, 2),
            self.session("Answered", number, 3, recordings=running),
            self.recorded(number),
            again,
        ]

    def unreadable(self) -> list[dict[str, Any]]:
        """Return notifications that lack what must be there."""
        event = self.recorded()
        return [
            {},
            event | {"uuid": None},
            event | {"body": {}},
            event | {"body": event["body"] | {"parties": "none"}},
            event | {"body": event["body"] | {"parties": [{"recordings": [{"id": "../../account/1"}]}]}},
        ]

    def deliver(self, event: dict[str, Any], *, secret: str = SECRET, at: datetime = NOW) -> Delivery:
        """Show the verification token of the subscription; nothing else shows who sends it."""
        del at
        return Delivery(
            address=f"{PUBLIC_URL}/api/webhooks/ringcentral",
            headers={"content-type": "application/json", "verification-token": secret},
            body=json.dumps(event).encode(),
        )
