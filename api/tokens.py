"""Lets in who shows one of the API tokens of the settings, compared in constant time.

In: the Authorization header. Out: nothing, or UnauthorisedError. Only hashes of the tokens stay in memory.
"""

from __future__ import annotations

import hashlib
import hmac

from models.errors import UnauthorisedError

NO_TOKENS = (
    "The API is closed, because no token is configured; set CALLNOTES_API_TOKENS and start the server again."
)
WRONG_TOKEN = (
    "The API token is missing or wrong; send one of CALLNOTES_API_TOKENS as 'Authorization: Bearer TOKEN'."  # noqa: S105 - a sentence
)


class TokenGate:
    """The tokens that open the API; none means that it stays closed."""

    def __init__(self, tokens: tuple[str, ...]) -> None:
        """Keep the hashes of these tokens."""
        self._hashes = tuple(_hash(token) for token in tokens if token)

    def check(self, authorization: str | None) -> None:
        """Raise UnauthorisedError unless this header carries one of the tokens."""
        if not self._hashes:
            raise UnauthorisedError(NO_TOKENS)
        shown = _hash(bearer(authorization) or "")
        matches = [hmac.compare_digest(shown, known) for known in self._hashes]
        if not any(matches):
            raise UnauthorisedError(WRONG_TOKEN)


def bearer(authorization: str | None) -> str | None:
    """Return the credential of a header in the Bearer scheme, or None. Source: RFC 6750, section 2.1."""
    scheme, _, credential = (authorization or "").partition(" ")
    return credential.strip() or None if scheme.lower() == "bearer" else None


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).digest()
