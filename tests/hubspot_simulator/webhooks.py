"""Webhooks of the portal: what changed becomes events, which are delivered signed, as HubSpot signs them.

Source: reference 1.8 and 4.9. Nothing is sent by itself: a test takes the deliveries and sends them in any
order, twice, late or forged.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import itertools
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from tests.hubspot_simulator.records import Entry, Source

_NUMBERS: Final = {
    "contacts": "0-1", "companies": "0-2", "deals": "0-3", "notes": "0-46", "tasks": "0-27", "calls": "0-48",
}  # fmt: skip
_MOST_AT_ONCE: Final = 100


@dataclass(frozen=True)
class Delivery:
    """One request to our hook: its body and the headers that sign it."""

    body: bytes
    headers: dict[str, str]


@dataclass
class Webhooks:
    """Events that wait; `secret` is the app's client secret, `portal_id` stands in every event."""

    clock: Callable[[], float]
    secret: str = "client-secret"
    portal_id: int = 62_515
    _events: list[dict[str, Any]] = field(default_factory=list)
    _numbers: Any = field(default_factory=lambda: itertools.count(1))

    def changed(self, entry: Entry, name: str, by: Source) -> None:
        """Note a change: of a property, or (without a name) of the record itself."""
        if not name:
            kind = "object.deletion" if entry.archived_at is not None else "object.creation"
        else:
            kind = "object.propertyChange"
        event = {
            "eventId": next(self._numbers),
            "subscriptionId": 1,
            "portalId": self.portal_id,
            "appId": 1,
            "occurredAt": int(self.clock() * 1000),
            "subscriptionType": kind,
            "attemptNumber": 0,
            "objectId": int(entry.id),
            "objectTypeId": _NUMBERS[entry.kind],
            "changeSource": by.type,
        }
        if name:
            event |= {"propertyName": name, "propertyValue": entry.value(name) or ""}
        self._events.append(event)

    def take(self, uri: str, *, at: float | None = None, method: str = "POST") -> list[Delivery]:
        """Return the waiting events as signed deliveries to this address, 100 events at most in each."""
        events, self._events = self._events, []
        return [
            self.delivery(events[place : place + _MOST_AT_ONCE], uri, at=at, method=method)
            for place in range(0, len(events), _MOST_AT_ONCE)
        ]

    def delivery(
        self, events: list[dict[str, Any]], uri: str, *, at: float | None = None, method: str = "POST"
    ) -> Delivery:
        """Return these events as one request, signed by version 3 at the moment `at` (seconds)."""
        return self.signed(json.dumps(events).encode(), uri, at=at, method=method)

    def signed(self, body: bytes, uri: str, *, at: float | None = None, method: str = "POST") -> Delivery:
        """Return any body as a signed request."""
        stamp = str(int((self.clock() if at is None else at) * 1000))
        signed = method.encode() + uri.encode() + body + stamp.encode()
        code = base64.b64encode(hmac.new(self.secret.encode(), signed, hashlib.sha256).digest()).decode()
        headers = {
            "Content-Type": "application/json",
            "X-HubSpot-Signature-v3": code,
            "X-HubSpot-Request-Timestamp": stamp,
        }
        return Delivery(body, headers)
