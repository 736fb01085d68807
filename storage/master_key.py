"""The master key: it wraps the key of every recording and of every call, and seals what belongs to no call.

In: 32 bytes from the settings, or a file in the data folder that is made on first use; while the key is being
changed, the earlier one, too. Out: `MasterKey`. Losing the key loses the recordings and what was said.
Not here: changing the key (key_rotation.py).
"""

from __future__ import annotations

import base64
import binascii
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

from models.errors import SettingsError, StorageError
from storage.sealing_key import KEY_BYTES, SealingKey

#: What the earlier key's file is called beside the file of the present one.
BEFORE: Final = ".before"


@dataclass(frozen=True)
class MasterKey(SealingKey):
    """The present key, which seals, and earlier ones, which still open.

    A key from a file is read again before it seals and when it does not open: another process may have
    changed it.
    """

    earlier: tuple[bytes, ...] = field(default=(), repr=False)
    place: Path | None = field(default=None, repr=False, compare=False)

    @classmethod
    def from_text(cls, text: str, *, before: str | None = None) -> Self:
        """Read the key as it stands in a setting: base64 of 32 bytes. Raises SettingsError."""
        return cls(_secret(text), () if before is None else (_secret(before),))

    @classmethod
    def at(cls, path: Path) -> Self:
        """Read the key's file, which only its owner may read; make it when there is none.

        Processes that start together end up with the same key. Raises StorageError, SettingsError.
        """
        try:
            if not path.exists():
                write_new_key(path)
            path.chmod(0o600)
            return cls._read(path)
        except (OSError, UnicodeDecodeError) as error:
            raise StorageError(
                "The master key's file cannot be read or made; check its folder's rights."
            ) from error

    @classmethod
    def _read(cls, path: Path) -> Self:
        before = path.with_name(path.name + BEFORE)
        present = _secret(path.read_text("ascii"))
        earlier = _secret(before.read_text("ascii")) if before.exists() else present
        return cls(present, () if earlier == present else (earlier,), path)

    @property
    def now(self) -> Self:
        """The key as its file has it at this moment; itself where it has none, or it cannot be read."""
        try:
            return self if self.place is None else self._read(self.place)
        except (OSError, UnicodeDecodeError, SettingsError):
            return self

    @property
    def present(self) -> SealingKey:
        """The present key alone: it opens nothing that an earlier one sealed."""
        return SealingKey(self.secret)

    @property
    def first(self) -> SealingKey:
        """The earliest key known."""
        return SealingKey((*self.earlier, self.secret)[0])

    def seal(self, plain: bytes, *, purpose: bytes) -> bytes:
        """Seal with the key that is the present one at this moment."""
        return self.now.present.seal(plain, purpose=purpose)

    def open(self, sealed: bytes, *, purpose: bytes) -> bytes | None:
        """Open what the present key or an earlier one sealed; None as `SealingKey.open`."""
        opened = (key.open(sealed, purpose=purpose) for key in self._each())
        return next((plain for plain in opened if plain is not None), None)

    def _each(self) -> Iterator[SealingKey]:
        known = (self.secret, *self.earlier)
        yield from map(SealingKey, known)
        now = self.now
        yield from (SealingKey(secret) for secret in (now.secret, *now.earlier) if secret not in known)


def _secret(text: str) -> bytes:
    try:
        secret = base64.b64decode(text.strip(), validate=True)
    except binascii.Error:
        secret = b""
    if len(secret) != KEY_BYTES:
        raise SettingsError(
            "The master key is not 32 bytes in base64; make one with `openssl rand -base64 32`."
        )
    return secret


def write_new_key(path: Path) -> None:
    """Write a new key beside its place and link it there: of several processes one wins, whole."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(base64.b64encode(os.urandom(KEY_BYTES)).decode("ascii") + "\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            path.hardlink_to(beside)
        except FileExistsError:
            return
    finally:
        beside.unlink(missing_ok=True)
