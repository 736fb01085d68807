"""Checks that a callback comes from Twilio: X-Twilio-Signature, over the public address and the parameters.

In: the delivery, the account's auth tokens. Out: the token that fits, or UnauthorisedError.
Source: twilio.com/docs/usage/webhooks/webhooks-security (HMAC-SHA1 over the address and every parameter,
sorted by name, in base64). Nothing in it says when it was made: a replay is known by recording and status.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterator
from datetime import datetime
from typing import Final
from urllib.parse import parse_qsl

from api.webhooks.announcement import Delivery
from models.errors import UnauthorisedError

_MOST_FIELDS: Final = 100
_IMPLIED_PORTS: Final = {"https": ":443", "http": ":80"}


def verify(delivery: Delivery, keys: tuple[bytes, ...], _now: datetime) -> bytes:
    """Return the auth token that signed this delivery. Raises UnauthorisedError when none did."""
    shown = delivery.headers.get("x-twilio-signature", "").encode("latin-1", "replace")
    for key in keys:
        for address in _ways_to_write(delivery.address):
            if hmac.compare_digest(signature(key, address, delivery.body), shown):
                return key
    raise UnauthorisedError(
        "Twilio's signature does not fit; check the auth token, and whether CALLNOTES_PUBLIC_URL is how "
        "the address that Twilio calls begins."
    )


def signature(key: bytes, address: str, body: bytes) -> bytes:
    """Return X-Twilio-Signature of a form that is sent to this address."""
    fields = "".join(name + value for name, value in sorted(set(parameters(body))))
    return base64.b64encode(hmac.digest(key, (address + fields).encode(), hashlib.sha1))


def parameters(body: bytes) -> tuple[tuple[str, str], ...]:
    """Return the parameters of a form, in the order in which they came; none when it is not a form."""
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict"
        )
    except ValueError:
        return ()
    return tuple(pairs)


def _ways_to_write(address: str) -> Iterator[str]:
    """Yield the address without and with the port that its scheme implies; Twilio signs either."""
    scheme, _, rest = address.partition("://")
    authority, slash, target = rest.partition("/")
    port = _IMPLIED_PORTS.get(scheme, "")
    plain = authority.removesuffix(port)
    yield f"{scheme}://{plain}{slash}{target}"
    yield f"{scheme}://{plain}{port}{slash}{target}"
