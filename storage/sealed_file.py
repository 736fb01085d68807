"""The format of a recording at rest: AES-256-GCM in chunks, under a key of its own that the master key wraps.

In: plain bytes in any portions. Out: a file that can be written and read as a stream, and that is refused
when a chunk was changed, moved, left out or cut off.

Layout: magic (4), length of the wrapped key (2, big-endian), wrapped key, then chunks of 64 KiB plain text,
each followed by its 16-byte tag. A chunk's nonce is its number (11 bytes) and 1 for the last chunk, else 0:
the STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár: Online Authenticated-Encryption and its
Nonce-Reuse Misuse-Resistance, 2015). The key is new for every file, so no nonce is used twice under it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from storage.master_key import MasterKey
from storage.sealing_key import SealingKey

_MAGIC: Final = b"CNA1"
_PURPOSE: Final = b"callnotes recording 1"
_CHUNK_BYTES: Final = 64 * 1024
_TAG_BYTES: Final = 16
_HEAD_BYTES: Final = len(_MAGIC) + 2


class DamagedFileError(Exception):
    """The sealed file is not what was written; the shelf turns this into AudioMissingError."""


def write_sealed(stream: Iterable[bytes], file: BinaryIO, *, key: MasterKey) -> None:
    """Write the stream sealed; holds one chunk and the largest portion of the stream in memory."""
    secret = AESGCM.generate_key(bit_length=256)
    file.write(head_around(secret, key))
    cipher = AESGCM(secret)
    number = 0
    held = bytearray()
    for portion in stream:
        held += portion
        while len(held) > _CHUNK_BYTES:
            file.write(cipher.encrypt(_nonce(number), bytes(held[:_CHUNK_BYTES]), None))
            del held[:_CHUNK_BYTES]
            number += 1
    file.write(cipher.encrypt(_nonce(number, last=True), bytes(held), None))


def read_sealed(file: BinaryIO, *, key: MasterKey) -> Iterator[bytes]:
    """Yield the plain bytes; raises DamagedFileError at the first chunk that is not as it was written."""
    cipher = AESGCM(_unwrapped(file, key))
    chunk = file.read(_CHUNK_BYTES + _TAG_BYTES)
    number = 0
    while True:
        following = file.read(_CHUNK_BYTES + _TAG_BYTES)
        try:
            yield cipher.decrypt(_nonce(number, last=not following), chunk, None)
        except (InvalidTag, ValueError) as error:
            raise DamagedFileError from error
        if not following:
            return
        chunk = following
        number += 1


def read_sealed_part(file: BinaryIO, *, key: MasterKey, start: int, stop: int) -> Iterator[bytes]:
    """Yield the plain bytes from `start` up to `stop`, opening only the chunks that hold them.

    Raises DamagedFileError as `read_sealed`.
    """
    cipher = AESGCM(_unwrapped(file, key))
    first_at, sealed_bytes = file.tell(), _CHUNK_BYTES + _TAG_BYTES
    size = file.seek(0, os.SEEK_END)
    number = start // _CHUNK_BYTES
    while number * _CHUNK_BYTES < stop:
        file.seek(first_at + number * sealed_bytes)
        chunk = file.read(sealed_bytes)
        try:
            plain = cipher.decrypt(_nonce(number, last=file.tell() >= size), chunk, None)
        except (InvalidTag, ValueError) as error:
            raise DamagedFileError from error
        chunk_at = number * _CHUNK_BYTES
        yield plain[max(start - chunk_at, 0) : stop - chunk_at]
        number += 1


def head_around(secret: bytes, key: SealingKey) -> bytes:
    """Return the head of a file whose chunks are sealed with this secret."""
    wrapped = key.seal(secret, purpose=_PURPOSE)
    return _MAGIC + len(wrapped).to_bytes(2, "big") + wrapped


def read_head(file: BinaryIO) -> bytes:
    """Return the head as it stands in the file, and leave the file at its first chunk."""
    head = file.read(_HEAD_BYTES)
    return head + file.read(int.from_bytes(head[len(_MAGIC) :], "big"))


def secret_of(head: bytes, key: SealingKey) -> bytes:
    """Return what the chunks are sealed with. Raises DamagedFileError."""
    secret = key.open(head[_HEAD_BYTES:], purpose=_PURPOSE) if head.startswith(_MAGIC) else None
    if secret is None:
        raise DamagedFileError
    return secret


def _unwrapped(file: BinaryIO, key: MasterKey) -> bytes:
    try:
        return secret_of(read_head(file), key)
    except DamagedFileError:  # it may just have been wrapped anew (sealed_head.py)
        file.seek(0)
        return secret_of(read_head(file), key)


def _nonce(number: int, *, last: bool = False) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def flush_to_disk(file: BinaryIO) -> None:
    """Return when the bytes stand on the disk, not only in the system's memory."""
    file.flush()
    os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Make a new or removed name in the folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
