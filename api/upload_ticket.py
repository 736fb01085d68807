"""A ticket with which the sender of a hook may put the audio of that one call, without an API token.

In: the call's id and the hook secrets. Out: the ticket, which holds for a day and for nothing else.

It is signed, not stored: `upload.CALL.EXPIRY.MAC` with HMAC-SHA256 under a key derived from the secret.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta

_LASTS = timedelta(days=1)
_PURPOSE = b"callnotes upload ticket v1"


class UploadTickets:
    """Issues tickets under the first secret and takes those of all, so that secrets can be rotated."""

    def __init__(self, hook_keys: tuple[bytes, ...]) -> None:
        """Derive an own key from each hook key."""
        self._keys = tuple(hmac.digest(key, _PURPOSE, hashlib.sha256) for key in hook_keys)

    def issue(self, call_id: str, *, now: datetime) -> tuple[str, datetime]:
        """Return the ticket for this call's audio and when it ends. There must be a hook secret."""
        ends_at = (now + _LASTS).astimezone(UTC).replace(microsecond=0)
        expiry = str(int(ends_at.timestamp()))
        return f"upload.{call_id}.{expiry}.{_mac(self._keys[0], call_id, expiry)}", ends_at

    def admits(self, ticket: str | None, call_id: str, *, now: datetime) -> bool:
        """True when the ticket is one of ours, for this very call, and has not ended."""
        kind, _, rest = (ticket or "").partition(".")
        named, _, rest = rest.partition(".")
        expiry, _, mac = rest.partition(".")
        if kind != "upload" or not (expiry.isascii() and expiry.isdigit() and len(expiry) <= 12):
            return False
        shown = mac.encode("utf-8", "surrogateescape")
        genuine = [hmac.compare_digest(shown, _mac(key, named, expiry).encode()) for key in self._keys]
        return any(genuine) and named == call_id and now.timestamp() < int(expiry)


def _mac(key: bytes, call_id: str, expiry: str) -> str:
    mac = hmac.digest(key, f"{call_id}.{expiry}".encode("utf-8", "surrogateescape"), hashlib.sha256)
    return base64.urlsafe_b64encode(mac).rstrip(b"=").decode()
