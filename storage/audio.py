"""The audio shelf: recordings by their content, encrypted at rest, streamed in and lent out as files.

In: a stream of bytes. Out: `Recording`, and an `AudioSource` that lends it to ffmpeg.
Not here: what counts as a recording (lifecycle/first_bytes.py), which call keeps which one (the database).
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import structlog

from models.call import Recording
from models.errors import AudioEmptyError, AudioMissingError, AudioTooLargeError, InputError, StorageError
from models.ports import AudioSource
from storage.lent_audio import LentAudio, sweep_lent
from storage.master_key import MasterKey
from storage.owner_mark import is_stale, own_mark
from storage.sealed_file import DamagedFileError, flush_to_disk, read_sealed_part, sync_folder, write_sealed
from storage.sealed_head import beside_of, wrap_anew

_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Incoming:
    """A recording that came in whole and stands beside the shelf until `keep` puts it there."""

    recording: Recording
    _waiting_at: Path
    _place: Path
    _key: MasterKey

    def keep(self) -> None:
        """Put it on the shelf, at once and for good. Keeping the same content twice leaves one file."""
        try:
            if not self._waiting_at.exists() and self._place.exists():
                return  # It was kept before; the transaction around it is tried again.
            for folder in (self._place.parent.parent, self._place.parent):
                folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            wrap_anew(self._waiting_at, self._key.now)  # the master key may have been changed meanwhile
            self._waiting_at.replace(self._place)
            sync_folder(self._place.parent)
        except OSError as error:
            raise StorageError(_NOT_WRITTEN) from error


@dataclass(frozen=True)
class AudioShelf:
    """The recordings under one folder; the file of a recording is named by the sha256 of its plain bytes."""

    root: Path
    key: MasterKey

    def receive(
        self, stream: Iterable[bytes], *, max_bytes: int, media_type: str = "application/octet-stream"
    ) -> Recording:
        """Take a recording in and keep it. Raises AudioTooLargeError, AudioEmptyError, StorageError.

        InputError when the stream breaks off. Nothing is left behind when it raises; what a killed process
        left is removed by `sweep`.
        """
        with self.incoming(stream, max_bytes=max_bytes, media_type=media_type) as incoming:
            incoming.keep()
        return incoming.recording

    @contextmanager
    def incoming(
        self, stream: Iterable[bytes], *, max_bytes: int, media_type: str = "application/octet-stream"
    ) -> Iterator[Incoming]:
        """Take a recording in, hashed, measured and encrypted as it streams; it is gone unless kept.

        Raises AudioTooLargeError as soon as the limit is passed, AudioEmptyError, StorageError.
        """
        waiting_at = self._waiting_room / f"{own_mark()}-{secrets.token_hex(8)}.part"
        gauge = _Gauge(max_bytes)
        try:
            self._write(gauge.measured(stream), waiting_at)
            recording = gauge.recording(media_type)
            yield Incoming(recording, waiting_at, self._place(recording.sha256), self.key)
        finally:
            with suppress(OSError):  # What cannot be removed now is swept later.
                waiting_at.unlink(missing_ok=True)

    def measure(
        self, stream: Iterable[bytes], *, max_bytes: int, media_type: str = "application/octet-stream"
    ) -> Recording:
        """Read the stream for its hash and size alone; not one byte is written. Errors as `receive`."""
        gauge = _Gauge(max_bytes)
        for _portion in gauge.measured(stream):
            pass
        return gauge.recording(media_type)

    def source(self, recording: Recording) -> AudioSource:
        """Return the recording as something that can be lent to ffmpeg."""
        return LentAudio(self._place(recording.stored_as), recording, self.key, self.root / "lent")

    def part(self, recording: Recording, start: int, stop: int) -> Iterator[bytes]:
        """Yield the recording's bytes from `start` up to `stop`. Raises AudioMissingError."""
        try:
            with self._place(recording.stored_as).open("rb") as file:
                yield from read_sealed_part(file, key=self.key, start=start, stop=stop)
        except (OSError, DamagedFileError) as error:
            raise AudioMissingError(
                "The recording of the call is gone or damaged; submit it again."
            ) from error

    def has(self, sha256: str) -> bool:
        """True when a recording with this content stands on the shelf."""
        return self._place(sha256).is_file()

    @contextmanager
    def second_name(self, sha256: str) -> Iterator[Path]:
        """Give the sealed recording a name that stays while the context is open, also when it is deleted."""
        place = self._waiting_room / f"{own_mark()}-{secrets.token_hex(8)}.part"
        try:
            self._name_again(self._place(sha256), place)
            yield place
        finally:
            place.unlink(missing_ok=True)

    def place_of(self, sha256: str) -> Path:
        """Return where the recording with this content stands, sealed, or would stand."""
        return self._place(sha256)

    def kept(self) -> tuple[str, ...]:
        """Return the hashes of all recordings on the shelf."""
        return tuple(sorted(path.stem for path in (self.root / "audio").glob("??/*.sealed")))

    def delete(self, sha256: str) -> None:
        """Remove the recording; does nothing when it is not there."""
        place = self._place(sha256)
        try:
            place.unlink(missing_ok=True)
            beside_of(place).unlink(missing_ok=True)
            if place.parent.is_dir():
                sync_folder(place.parent)
        except OSError as error:
            raise StorageError("A recording could not be deleted; check the data folder's rights.") from error
        _log.info("recording_deleted", sha256=sha256)

    def sweep(self) -> int:
        """Remove what dead processes left: half-received recordings and lent files. Returns how many."""
        rooms = (self._waiting_room, self.root / "audio")
        left = (path for room in rooms for path in room.glob("*") if path.is_file())
        stale = [path for path in left if is_stale(path)]
        for path in stale:
            path.unlink(missing_ok=True)
        swept = len(stale) + sweep_lent(self.root / "lent")
        if swept:
            _log.info("stale_audio_swept", count=swept)
        return swept

    @property
    def _waiting_room(self) -> Path:
        return self.root / "incoming"

    def _place(self, sha256: str) -> Path:
        return self.root / "audio" / sha256[:2] / f"{sha256}.sealed"

    def _name_again(self, kept: Path, place: Path) -> None:
        try:
            place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            try:
                place.hardlink_to(kept)
            except OSError:  # some file systems know no second names
                shutil.copyfile(kept, place)
        except OSError as error:
            raise StorageError("A recording cannot be copied; check the data folder's room.") from error

    def _write(self, stream: Iterable[bytes], path: Path) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
                write_sealed(stream, file, key=self.key)
                flush_to_disk(file)
        except OSError as error:
            raise StorageError(_NOT_WRITTEN) from error


_NOT_WRITTEN = "The recording could not be written; check the data folder's room and rights, then try again."


class _Gauge:
    """Hashes and counts a stream on its way."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._hash = hashlib.sha256()
        self._size_bytes = 0

    def measured(self, stream: Iterable[bytes]) -> Iterator[bytes]:
        for portion in _readable(stream):
            self._size_bytes += len(portion)
            if self._size_bytes > self._max_bytes:
                raise AudioTooLargeError(
                    f"The recording is over the limit of {self._max_bytes} bytes; "
                    "send a smaller or compressed one, or raise the limit in the settings."
                )
            self._hash.update(portion)
            yield portion

    def recording(self, media_type: str) -> Recording:
        if not self._size_bytes:
            raise AudioEmptyError("The recording is empty; check the file and send it again.")
        return Recording(sha256=self._hash.hexdigest(), size_bytes=self._size_bytes, media_type=media_type)


def _readable(stream: Iterable[bytes]) -> Iterator[bytes]:
    """Tell a source that cannot be read from a shelf that cannot be written."""
    try:
        yield from stream
    except OSError as error:
        raise InputError(
            "The recording could not be read to its end; check its file and send it again."
        ) from error
