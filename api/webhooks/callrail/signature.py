"""Checks that an event comes from CallRail: its header Signature, made with the company's signing key.

In: the delivery, the signing keys. Out: the key that fits, or UnauthorisedError.
Source: apidocs.callrail.com, "Validating Payloads" (HMAC-SHA1 over the body as it came, in base64). Nothing
in it says when it was made: a replay is known by its content.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime

from api.webhooks.announcement import Delivery
from models.errors import UnauthorisedError


def verify(delivery: Delivery, keys: tuple[bytes, ...], _now: datetime) -> bytes:
    """Return the signing key that signed this delivery. Raises UnauthorisedError when none did."""
    shown = delivery.headers.get("signature", "").encode("latin-1", "replace")
    for key in keys:
        if hmac.compare_digest(signature(key, delivery.body), shown):
            return key
    raise UnauthorisedError(
        "CallRail's signature does not fit; copy the company's signing key from the page of webhooks anew."
    )


def signature(key: bytes, body: bytes) -> bytes:
    """Return the header Signature of a body."""
    return base64.b64encode(hmac.digest(key, body, hashlib.sha1))
