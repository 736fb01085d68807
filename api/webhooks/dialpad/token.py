"""Checks that an event comes from Dialpad: the body is a JSON Web Token, signed with the webhook's secret.

In: the delivery, the secrets of webhooks. Out: the secret that fits, or UnauthorisedError; the event in it.
Source: RFC 7515 (compact form) with HS256. What algorithm the token names is not asked: no other is tried.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from datetime import datetime
from typing import Final

from api.webhooks.announcement import Delivery
from models.errors import InputError, UnauthorisedError


def verify(delivery: Delivery, keys: tuple[bytes, ...], _now: datetime) -> bytes:
    """Return the secret that signed the token. Raises UnauthorisedError when none did."""
    signed, _, shown = delivery.body.strip().rpartition(b".")
    for key in keys:
        if hmac.compare_digest(_signature(key, signed), shown):
            return key
    raise UnauthorisedError(
        "Dialpad's token does not fit; check the secret of the webhook, and that it has one: "
        "without it Dialpad sends events that nobody signed."
    )


def token(key: bytes, event: bytes) -> bytes:
    """Return the token that holds this event."""
    signed = b".".join(_text(part) for part in (b'{"alg":"HS256","typ":"JWT"}', event))
    return signed + b"." + _signature(key, signed)


def _signature(key: bytes, signed: bytes) -> bytes:
    return _text(hmac.digest(key, signed, hashlib.sha256))


def _text(part: bytes) -> bytes:
    return base64.urlsafe_b64encode(part).rstrip(b"=")


def event_in(delivery: Delivery) -> bytes:
    """Return the JSON in the token. Raises InputError when it is none in compact form."""
    parts = delivery.body.strip().split(b".")
    if len(parts) != 3:
        raise InputError(_UNREADABLE)
    try:
        return base64.b64decode(parts[1] + b"=" * (-len(parts[1]) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise InputError(_UNREADABLE) from error


_UNREADABLE: Final = "The body is not a JSON Web Token in compact form; send it as Dialpad does."
