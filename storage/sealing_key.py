"""A secret key that seals short values: the master key is one, and so is the key of each call.

In: 32 secret bytes. Out: `SealingKey`, which seals and opens. Not here: recordings (sealed_file.py).
"""

from __future__ import annotations

import hashlib
import hmac
import os
from dataclasses import dataclass, field
from typing import Final, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12


@dataclass(frozen=True)
class SealingKey:
    """Thirty-two secret bytes; never shown, logged or stored in the database in clear."""

    secret: bytes = field(repr=False)

    @classmethod
    def new(cls) -> Self:
        """Return a key that nothing was sealed with yet."""
        return cls(os.urandom(KEY_BYTES))

    def seal(self, plain: bytes, *, purpose: bytes) -> bytes:
        """Encrypt and authenticate a short value; it opens only with the same purpose. AES-256-GCM."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + AESGCM(self.secret).encrypt(nonce, plain, purpose)

    def open(self, sealed: bytes, *, purpose: bytes) -> bytes | None:
        """Return the value, or None when it is damaged, or sealed with another key or purpose."""
        try:
            return AESGCM(self.secret).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], purpose)
        except (InvalidTag, ValueError):
            return None

    def fingerprint(self, value: str, *, purpose: bytes) -> str:
        """Return what tells two values apart and says nothing of them without the key: HMAC-SHA256, hex."""
        return SealingKey(self.derived(purpose)).hashed(value)

    def hashed(self, value: str) -> str:
        """Return the value's HMAC-SHA256 under this very key, hex."""
        return hmac.digest(self.secret, value.encode(), hashlib.sha256).hex()

    def derived(self, purpose: bytes) -> bytes:
        """Return a key of its own for this purpose, the same every time."""
        return hmac.digest(self.secret, purpose, hashlib.sha256)
