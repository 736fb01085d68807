"""Lends a stored recording as a plain file in a private folder, gone when the work ends.

In: a sealed file. Out: a path that ffmpeg can read; some formats cannot be read from a pipe.
The folder is memory-backed where there is room for it, so that the plain bytes touch no disk.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from models.call import Recording
from models.errors import AudioMissingError, StorageError
from storage.master_key import MasterKey
from storage.owner_mark import is_stale, own_mark
from storage.sealed_file import DamagedFileError, read_sealed

_MEMORY: Final = Path("/dev/shm")  # noqa: S108 - a private 0700 folder with a random name is made in it
_PREFIX: Final = "callnotes-lent-"

#: Memory is used only when this share of what is free would stay free.
_ROOMY: Final = 4

#: The folders that this process lends now; the process is what must not leave them behind.
_lent: set[Path] = set()


@dataclass(frozen=True)
class LentAudio:
    """One stored recording, as models.ports.AudioSource asks for it."""

    sealed_at: Path
    recording: Recording
    key: MasterKey
    fallback: Path

    @contextmanager
    def lend(self) -> Iterator[Path]:
        """Give a private file with the recording, checked against its hash; gone when the context ends.

        Raises AudioMissingError when the stored bytes are gone or damaged, StorageError without room.
        """
        folder = self._room() / f"{_PREFIX}{own_mark()}-{secrets.token_hex(8)}"
        try:
            _lent.add(folder)
            folder.mkdir(mode=0o700, parents=True)
            path = folder / "recording"
            self._copy_plain(path)
            yield path
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            _lent.discard(folder)

    def _room(self) -> Path:
        try:
            if shutil.disk_usage(_MEMORY).free > self.recording.size_bytes * _ROOMY and os.access(
                _MEMORY, os.W_OK
            ):
                return _MEMORY
        except OSError:
            pass  # There is no such folder on this system.
        self.fallback.mkdir(parents=True, exist_ok=True, mode=0o700)
        return self.fallback

    def _copy_plain(self, path: Path) -> None:
        digest = hashlib.sha256()
        try:
            with self.sealed_at.open("rb") as sealed, os.fdopen(_new_private(path), "wb") as plain:
                for chunk in read_sealed(sealed, key=self.key):
                    digest.update(chunk)
                    plain.write(chunk)
        except (FileNotFoundError, DamagedFileError) as error:
            raise AudioMissingError(_GONE) from error
        except OSError as error:
            raise StorageError(
                "The recording could not be lent to the decoder; check the room on disk."
            ) from error
        if digest.hexdigest() != self.recording.stored_as:
            raise AudioMissingError(_GONE)


_GONE = "The stored recording is gone or damaged; submit the call's audio again."


def sweep_lent(fallback: Path) -> int:
    """Remove the lent files of dead processes of this user; returns how many folders."""
    swept = 0
    for room in (_MEMORY, fallback):
        for folder in room.glob(f"{_PREFIX}*"):
            if is_stale(folder) and folder.stat().st_uid == os.getuid():
                shutil.rmtree(folder, ignore_errors=True)
                swept += 1
    return swept


def take_back_all() -> None:
    """Remove what this process lends at this moment, for a program that leaves in the midst of its work."""
    for folder in tuple(_lent):
        shutil.rmtree(folder, ignore_errors=True)


def _new_private(path: Path) -> int:
    return os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
