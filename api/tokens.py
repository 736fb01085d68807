"""Knows the machine behind an API token: one of the settings, compared in constant time, or one of an admin.

In: the Authorization header. Out: an `Actor`, or UnauthorisedError. Only hashes of the tokens stay in memory.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from typing import Final

from lifecycle.tokens import OF_SETTINGS
from models.access import GRANTS_OF_SCOPE, Actor
from models.errors import UnauthorisedError

WRONG_TOKEN = (
    "The API token is missing or wrong; send one of the page Tokens, or one of CALLNOTES_API_TOKENS, "  # noqa: S105 - a sentence
    "as 'Authorization: Bearer TOKEN'."
)


#: Who shows a token of the settings may do all that a machine can be allowed.
OPERATOR: Final = Actor(name=OF_SETTINGS, scopes=tuple(GRANTS_OF_SCOPE), door="api_token")


class TokenGate:
    """The tokens of the settings, and the look-up of those that an admin made."""

    def __init__(self, tokens: tuple[str, ...], look_up: Callable[[str], Actor | None]) -> None:
        """Keep the hashes of these tokens; `look_up` returns the machine of any other one."""
        self._hashes = tuple(_hash(token) for token in tokens if token)
        self._look_up = look_up

    def machine(self, authorization: str | None) -> Actor:
        """Return who shows this header; UnauthorisedError unless it carries a token of ours."""
        credential = bearer(authorization) or ""
        shown = _hash(credential)
        matches = [hmac.compare_digest(shown, known) for known in self._hashes]
        found = OPERATOR if any(matches) else self._look_up(credential)
        if found is None:
            raise UnauthorisedError(WRONG_TOKEN)
        return found


def bearer(authorization: str | None) -> str | None:
    """Return the credential of a header in the Bearer scheme, or None. Source: RFC 6750, section 2.1."""
    scheme, _, credential = (authorization or "").partition(" ")
    return credential.strip() or None if scheme.lower() == "bearer" else None


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).digest()
