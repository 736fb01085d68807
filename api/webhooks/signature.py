"""Checks that an event really comes from who holds the hook's secret, over the bytes exactly as they came.

In: the raw body, the three headers, the keys, the present moment. Out: `Signed`, or UnauthorisedError.
Source: the Standard Webhooks specification, symmetric signatures (v1, HMAC-SHA256).

Our own lines instead of the library's, which raise decoding errors on malformed headers and foreign bytes,
and look at the machine's clock; the tests hold the two together.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from models.errors import SettingsError, UnauthorisedError
from models.frozen import Frozen
from text.signed_message import digest, read_secret, secret_name

WINDOW_S: Final = 300
_MOST_SIGNATURES: Final = 16
_ID = re.compile(r"[!-~]{1,255}")
_TIMESTAMP = re.compile(r"[0-9]{1,12}")

NO_SECRETS = (
    "Hooks are closed, because no secret is configured; set CALLNOTES_HOOK_SECRETS "
    "and start the server again."
)


class Signed(Frozen):
    """The id of an event, and the name of the secret that it was signed with."""

    event_id: str
    signed_with: str


def read_hook_secrets(secrets: tuple[str, ...]) -> tuple[bytes, ...]:
    """Return the keys in these secrets, each `whsec_` and base64 of 24 to 64 bytes.

    Raises SettingsError, which names the setting and never the secret.
    """
    return tuple(_key(secret) for secret in secrets)


def verify(body: bytes, headers: Mapping[str, str], *, keys: tuple[bytes, ...], now: datetime) -> Signed:
    """Return the event's id and the name of its secret when a signature was made with one of the keys.

    `headers` are looked up in lower case. Raises UnauthorisedError when no key is configured, a header is
    missing or malformed, the timestamp is more than 300 s from now, or no signature fits.
    """
    if not keys:
        raise UnauthorisedError(NO_SECRETS, why="closed")
    event_id, timestamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not _ID.fullmatch(event_id) or not _TIMESTAMP.fullmatch(timestamp):
        raise UnauthorisedError(
            "The headers webhook-id, webhook-timestamp and webhook-signature are missing or malformed; "
            "docs/hooks.md shows them."
        )
    if abs(now.timestamp() - int(timestamp)) > WINDOW_S:
        raise UnauthorisedError(
            "The event's timestamp is more than five minutes from now; sign it anew, and check both clocks.",
            why="time",
        )
    used = _used(headers.get("webhook-signature", ""), keys, event_id, timestamp, body)
    if used is None:
        raise UnauthorisedError(
            "No signature of the event fits; sign 'id.timestamp.body' with one of CALLNOTES_HOOK_SECRETS."
        )
    return Signed(event_id=event_id, signed_with=secret_name(used))


def _used(header: str, keys: tuple[bytes, ...], event_id: str, timestamp: str, body: bytes) -> bytes | None:
    """Return the first key that made one of the signatures; a sender that exchanges its key shows two."""
    shown = tuple(_decoded(part) for part in header.split(" ")[:_MOST_SIGNATURES])
    for key in keys:
        right = digest(key, event_id, timestamp, body)
        if any(hmac.compare_digest(one, right) for one in shown):
            return key
    return None


def _decoded(signature: str) -> bytes:
    version, _, text = signature.partition(",")
    if version != "v1":
        return b""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""


def _key(secret: str) -> bytes:
    key = read_secret(secret)
    if key is None:
        raise SettingsError(
            "A secret in CALLNOTES_HOOK_SECRETS is not whsec_ followed by base64 of 24 to 64 bytes; "
            "docs/hooks.md shows how to make one."
        )
    return key
