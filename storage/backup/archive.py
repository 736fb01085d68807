"""The file of a backup: a tar with tables, recordings and, last, a manifest with the hash of each.

In: named streams. Out: a file that is there whole or not at all; and a check that every byte is as written.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

from pydantic import AwareDatetime, ValidationError

from models.errors import InputError, StorageError
from models.frozen import Frozen

MANIFEST: Final = "manifest.json"
KEY: Final = "master.key"
_FORM: Final = 1
_NAME: Final = re.compile(
    r"tables/[a-z_]+\.jsonl|audio/[0-9a-f]{2}/[0-9a-f]{64}\.sealed|master\.key|manifest\.json"
)
_PORTION_BYTES: Final = 1 << 20

DAMAGED: Final = "The backup is damaged or not one of ours; nothing was changed. Take another one."


class Entry(Frozen):
    """A file in the backup."""

    sha256: str
    size_bytes: int


class Manifest(Frozen):
    """What a backup holds. `key_proof` opens with the master key that its recordings were sealed with."""

    form: int = _FORM
    schema_version: str
    taken_at: AwareDatetime
    calls: int
    recordings: int
    recordings_missing: int
    with_key: bool
    key_proof: str
    files: dict[str, Entry]


class ArchiveWriter:
    """Takes files into the tar and remembers their hashes."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        """Write into this tar."""
        self._tar = tar
        self.files: dict[str, Entry] = {}

    def add(self, name: str, stream: IO[bytes]) -> None:
        """Take in the stream, from its beginning to its end, under this name."""
        size_bytes = stream.seek(0, os.SEEK_END)
        stream.seek(0)
        member = tarfile.TarInfo(name)
        member.size, member.mode = size_bytes, 0o600
        hashing = _Hashing(stream)
        self._tar.addfile(member, hashing)
        self.files[name] = Entry(sha256=hashing.hash.hexdigest(), size_bytes=size_bytes)

    def close(self, manifest: Manifest) -> None:
        """Write the manifest, the last file."""
        self.add(MANIFEST, io.BytesIO(manifest.model_dump_json(indent=1).encode()))


@contextmanager
def writing(target: Path) -> Iterator[ArchiveWriter]:
    """Give a writer; at the end the file is checked and gets its name. Raises InputError when it exists."""
    if target.exists():
        raise InputError("There is a file of this name already; give the backup another one.")
    beside = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        with os.fdopen(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            with tarfile.open(fileobj=file, mode="w") as tar:
                yield ArchiveWriter(tar)
            file.flush()
            os.fsync(file.fileno())
        check(beside)
        beside.rename(target)
    except OSError as error:
        raise StorageError("The backup could not be written; check its folder's room and rights.") from error
    finally:
        beside.unlink(missing_ok=True)


def check(source: Path) -> Manifest:
    """Return the manifest of a backup whose every byte is as it was written. Raises InputError."""
    with reading(source) as tar:
        found: dict[str, Entry] = {}
        manifest: Manifest | None = None
        for name, stream in _files(tar):
            if name == MANIFEST:
                manifest = _manifest(stream)
            elif name in found:
                raise InputError(DAMAGED)
            else:
                found[name] = _entry(stream)
    if manifest is None or manifest.files != found:
        raise InputError(DAMAGED)
    return manifest


@contextmanager
def reading(source: Path) -> Iterator[tarfile.TarFile]:
    """Open a backup. Raises InputError when it is none, or breaks off."""
    if not source.is_file():
        raise InputError("There is no such backup; check its path.")
    try:
        with tarfile.open(source, mode="r:") as tar:
            yield tar
    except (tarfile.TarError, EOFError) as error:
        raise InputError(DAMAGED) from error
    except OSError as error:
        raise StorageError(
            "The backup or the data folder cannot be read or written; check rights."
        ) from error


def portions(stream: IO[bytes]) -> Iterator[bytes]:
    """Yield the stream in portions of 1 MiB."""
    while portion := stream.read(_PORTION_BYTES):
        yield portion


def _files(tar: tarfile.TarFile) -> Iterator[tuple[str, IO[bytes]]]:
    for member in tar:
        stream = tar.extractfile(member) if member.isreg() else None
        if stream is None or not _NAME.fullmatch(member.name):
            raise InputError(DAMAGED)
        yield member.name, stream


def _manifest(stream: IO[bytes]) -> Manifest:
    try:
        manifest = Manifest.model_validate_json(stream.read())
    except ValidationError as error:
        raise InputError(DAMAGED) from error
    if manifest.form != _FORM:
        raise InputError("The backup is of a newer form; restore it with the version that made it.")
    return manifest


def _entry(stream: IO[bytes]) -> Entry:
    found, size_bytes = hashlib.sha256(), 0
    for portion in portions(stream):
        found.update(portion)
        size_bytes += len(portion)
    return Entry(sha256=found.hexdigest(), size_bytes=size_bytes)


class _Hashing(io.RawIOBase):
    """Hashes what is read through it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.hash = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        portion = self._stream.read(size)
        self.hash.update(portion)
        return portion
