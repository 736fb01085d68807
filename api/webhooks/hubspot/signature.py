"""Checks that a request really comes from HubSpot: version 3 of its signature, over the bytes as they came.

In: the raw body, the headers, method and address of the request, the app's client secret, the present moment.
Out: a name for the delivery, or UnauthorisedError.
Source: HubSpot's page "Validating requests", v3 (HMAC-SHA256 over method, uri, body and timestamp, base64).

Our own lines instead of the vendor's helper, which takes timestamps of the future and does not decode the
address (reference 1.9).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from models.errors import UnauthorisedError

OLDEST_S: Final = 300.0
_AHEAD_S: Final = 30.0
_TIMESTAMP: Final = re.compile(r"[0-9]{1,15}")
#: What HubSpot decodes in the address before it signs; every other escape stays as it is.
_DECODED: Final = {
    "%3A": ":", "%2F": "/", "%3F": "?", "%40": "@", "%21": "!", "%24": "$",
    "%27": "'", "%28": "(", "%29": ")", "%2A": "*", "%2C": ",", "%3B": ";",
}  # fmt: skip
_ESCAPES: Final = re.compile("|".join(_DECODED), re.IGNORECASE)

CLOSED: Final = (
    "HubSpot's webhooks are closed, because no secret is configured; set CALLNOTES_HUBSPOT_WEBHOOK_SECRET "
    "and start the server again."
)


def verify(
    body: bytes, headers: Mapping[str, str], *, method: str, uri: str, key: bytes, now: datetime
) -> str:
    """Return what tells this delivery from others, when its signature was made with the key.

    `uri` is the address that HubSpot called, with scheme, host and query. Raises UnauthorisedError for a
    timestamp over five minutes old or over 30 s ahead, and for a signature that does not fit.
    """
    shown, stamp = headers.get("x-hubspot-signature-v3", ""), headers.get("x-hubspot-request-timestamp", "")
    if not _TIMESTAMP.fullmatch(stamp):
        raise UnauthorisedError("HubSpot's timestamp is missing or malformed; send the webhook from HubSpot.")
    age_s = now.timestamp() - int(stamp) / 1000
    if not -_AHEAD_S <= age_s <= OLDEST_S:
        raise UnauthorisedError(
            "HubSpot's timestamp is more than five minutes from now; check the clock here.", why="time"
        )
    signed = b"".join((method.encode(), decoded(uri).encode(), body, stamp.encode()))
    right = base64.b64encode(hmac.digest(key, signed, hashlib.sha256))
    if not hmac.compare_digest(right, shown.encode()):
        raise UnauthorisedError(
            "HubSpot's signature does not fit; check the client secret, and whether "
            "CALLNOTES_PUBLIC_URL is how the address that HubSpot calls begins."
        )
    return right.decode()


def decoded(uri: str) -> str:
    """Return the address with those escapes decoded that HubSpot decodes."""
    return _ESCAPES.sub(lambda found: _DECODED[found[0].upper()], uri)
