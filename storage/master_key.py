"""The master key: it wraps the key of every recording and seals the pieces of unfinished work.

In: 32 bytes from the settings, or a file in the data folder that is made on first use.
Out: `MasterKey`, which seals and opens short values. Losing the key loses the recordings.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from models.errors import SettingsError, StorageError

_KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12


@dataclass(frozen=True)
class MasterKey:
    """Thirty-two secret bytes; never shown, logged or stored in the database."""

    secret: bytes = field(repr=False)

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read the key as it stands in a setting: base64 of 32 bytes. Raises SettingsError."""
        try:
            secret = base64.b64decode(text.strip(), validate=True)
        except binascii.Error:
            secret = b""
        if len(secret) != _KEY_BYTES:
            raise SettingsError(
                "The master key is not 32 bytes in base64; make one with `openssl rand -base64 32`."
            )
        return cls(secret)

    @classmethod
    def at(cls, path: Path) -> Self:
        """Read the key's file, which only its owner may read; make it when there is none.

        Processes that start together end up with the same key. Raises StorageError, SettingsError.
        """
        try:
            if not path.exists():
                _make_file(path)
            path.chmod(0o600)
            return cls.from_text(path.read_text("ascii"))
        except (OSError, UnicodeDecodeError) as error:
            raise StorageError(
                "The master key's file cannot be read or made; check its folder's rights."
            ) from error

    def seal(self, plain: bytes, *, purpose: bytes) -> bytes:
        """Encrypt and authenticate a short value; it opens only with the same purpose. AES-256-GCM."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + AESGCM(self.secret).encrypt(nonce, plain, purpose)

    def fingerprint(self, value: str, *, purpose: bytes) -> str:
        """Return what tells two values apart and says nothing of them without the key: HMAC-SHA256, hex."""
        own = hmac.digest(self.secret, purpose, hashlib.sha256)
        return hmac.digest(own, value.encode(), hashlib.sha256).hex()

    def open(self, sealed: bytes, *, purpose: bytes) -> bytes | None:
        """Return the value, or None when it is damaged, or sealed with another key or purpose."""
        try:
            return AESGCM(self.secret).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], purpose)
        except (InvalidTag, ValueError):
            return None


def _make_file(path: Path) -> None:
    """Write a new key beside its place and link it there: of several processes one wins, whole."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(base64.b64encode(os.urandom(_KEY_BYTES)).decode("ascii") + "\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            path.hardlink_to(beside)
        except FileExistsError:
            return
    finally:
        beside.unlink(missing_ok=True)
