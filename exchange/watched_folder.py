"""A folder into which a telephone system puts its recordings: what lies there whole, call by call.

In: the folder, and how long a file must stay as it is. Out: `FoundCall`s, oldest first, and their bytes.
Not here: what becomes of a file afterwards (settled_files.py), taking a call in (pipeline/watch_folders.py).

Names are never trusted. They are only compared, and opened beneath the folder's own descriptor without
following a link; whatever is not a regular file, or whose name begins with a dot, is not there for us.
A file counts as whole when neither size nor time changed for a while and, where the system tells, nobody has
it open for writing: by a lease for reading, which is refused as long as somebody has (fcntl(2), F_SETLEASE).
"""

from __future__ import annotations

import errno
import fcntl
import os
import signal
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

from models.errors import InputError, StorageError
from models.two_legs import leg_of

_CHUNK_BYTES: Final = 1 << 20
_SIDECAR_BYTES: Final = 64 * 1024
#: Whoever writes a file piece by piece under another name gives it one of these endings, or a dot before it.
_UNFINISHED: Final = (".part", ".partial", ".filepart", ".tmp", ".crdownload", ".lock")
_SIDECAR: Final = ".json"
#: A file that tells about a recording may come long before it, when the call begins.
_LONE_SIDECAR_S: Final = 3600.0


class StillWrittenError(Exception):
    """The file is being written, or changed while it was read; it is looked at again later."""


class Seen(NamedTuple):
    """A file as a look found it; the same again means that nothing happened to it."""

    mtime_ns: int
    size_bytes: int
    inode: int
    ctime_ns: int


class FoundCall(NamedTuple):
    """The files of one call: its recording or both legs, the left one first, and what tells about it.

    Without a recording there is only a file that tells about one which never came.
    """

    recordings: tuple[str, ...]
    sidecar: str | None

    @property
    def files(self) -> tuple[str, ...]:
        """All files of the call."""
        return (*self.recordings, self.sidecar) if self.sidecar else self.recordings

    @property
    def stems(self) -> tuple[str, ...]:
        """The names of its recordings without their endings."""
        return tuple(Path(name).stem for name in self.recordings)

    @property
    def name(self) -> str:
        """What the call is named: the recording without its ending and the word that tells a leg."""
        leg = leg_of(self.stems[0])
        return leg[0] if leg else self.stems[0]


@dataclass
class WatchedFolder:
    """One folder; what it remembers is only since when each file is as it is."""

    path: Path
    settle_s: float
    legs_s: float
    clock_s: Callable[[], float] = time.monotonic
    _since: dict[str, tuple[Seen, float]] = field(default_factory=dict)

    @contextmanager
    def opened(self) -> Iterator[int | None]:
        """Give the folder's descriptor, and None while another process watches it.

        Raises StorageError where the folder cannot be opened.
        """
        try:
            descriptor = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except OSError as error:
            raise StorageError(
                f"A watched folder cannot be opened ({error.strerror}); see `callnotes doctor`."
            ) from error
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                if error.errno in {errno.EWOULDBLOCK, errno.EACCES}:
                    yield None
                    return
                # A file system without locks: two watchers would take the same recording as the same call.
            yield descriptor
        finally:
            os.close(descriptor)

    def whole(self, folder: int) -> tuple[FoundCall, ...]:
        """Look at the folder once; return the calls of which every file has settled, the oldest first."""
        now_s, before = self.clock_s(), self._since
        seen = dict(waiting(folder))
        self._since = {
            name: before[name] if name in before and before[name][0] == each else (each, now_s)
            for name, each in seen.items()
        }
        quiet_s = {name: now_s - since_s for name, (_, since_s) in self._since.items()}
        found = [
            call
            for call in _calls(sorted(seen, key=lambda name: (seen[name].mtime_ns, name)))
            if min(quiet_s[name] for name in call.files) >= self._wait_s(call)
        ]
        return tuple(found)

    def _wait_s(self, call: FoundCall) -> float:
        """A leg alone waits for the other one, and what tells about a recording for that."""
        if not call.recordings:
            return max(_LONE_SIDECAR_S, self.settle_s)
        alone = len(call.recordings) == 1 and leg_of(call.stems[0]) is not None
        return max(self.legs_s, self.settle_s) if alone else self.settle_s


def waiting(folder: int) -> Iterator[tuple[str, Seen]]:
    """Yield every file of this open folder that may belong to a call, with how it is now."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(".") or entry.name.lower().endswith(_UNFINISHED):
                continue
            try:
                if entry.is_file(follow_symlinks=False):
                    yield entry.name, _as_seen(entry.stat(follow_symlinks=False))
            except FileNotFoundError:
                continue


def bytes_of(folder: int, name: str) -> Iterator[bytes]:
    """Yield a recording in pieces of 1 MiB.

    Raises StillWrittenError before the first piece, or instead of the end, and for a file that is gone;
    InputError when it cannot be read.
    """
    descriptor = _open(folder, name)
    try:
        before = _as_seen(os.fstat(descriptor))
        if _is_open_for_writing(descriptor):
            raise StillWrittenError
        while portion := os.read(descriptor, _CHUNK_BYTES):
            yield portion
        if _as_seen(os.fstat(descriptor)) != before:
            raise StillWrittenError
    finally:
        os.close(descriptor)


def text_of(folder: int, name: str) -> bytes:
    """Return what stands in a file beside a recording. Raises InputError when it is over 64 KiB."""
    content = b"".join(bytes_of(folder, name))
    if len(content) > _SIDECAR_BYTES:
        raise InputError("The file beside the recording is over 64 KiB; it holds the fields of one call.")
    return content


def _open(folder: int, name: str) -> int:
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        descriptor = os.open(name, flags, dir_fd=folder)
    except FileNotFoundError as error:
        raise StillWrittenError from error
    except OSError as error:
        raise InputError(
            f"The file cannot be read ({error.strerror}); give its rights to the user who runs callnotes."
        ) from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise StillWrittenError
    return descriptor


def _as_seen(found: os.stat_result) -> Seen:
    return Seen(found.st_mtime_ns, found.st_size, found.st_ino, found.st_ctime_ns)


def _is_open_for_writing(descriptor: int) -> bool:
    """True where the system says so; of files that belong to others it tells nothing."""
    if not hasattr(fcntl, "F_SETLEASE"):
        return False
    try:
        # Should a writer come right now, the kernel tells us by this signal, which by itself does nothing.
        fcntl.fcntl(descriptor, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except OSError as error:
        return error.errno == errno.EAGAIN
    return False


def _calls(names: list[str]) -> Iterator[FoundCall]:
    """Put the files together that belong to one call, in the order of the oldest."""
    sidecars = {name for name in names if name.lower().endswith(_SIDECAR)}
    recordings = [name for name in names if name not in sidecars]
    legs = _legs(recordings)
    done = set[str]()
    for name in recordings:
        if name in done:
            continue
        pair = legs.get(name, (name,))
        done |= set(pair)
        beside = next((one for one in _sidecar_names(pair) if one in sidecars), None)
        sidecars -= {beside}
        yield FoundCall(pair, beside)
    for lone in sorted(sidecars):
        yield FoundCall((), lone)


def _legs(names: list[str]) -> dict[str, tuple[str, str]]:
    """Return both legs of a call under the name of each; a third file of this name is a call of its own."""
    first, second = dict[str, str](), dict[str, str]()
    for name in names:
        leg = leg_of(Path(name).stem)
        if leg is not None:
            (first if leg[1] == "first" else second).setdefault(leg[0], name)
    pairs = ((first[call], second[call]) for call in first.keys() & second.keys())
    return {name: pair for pair in pairs for name in pair}


def _sidecar_names(recordings: tuple[str, ...]) -> Iterator[str]:
    for name in recordings:
        yield name + _SIDECAR
        yield Path(name).stem + _SIDECAR
    leg = leg_of(Path(recordings[0]).stem)
    if leg is not None and len(recordings) > 1:
        yield leg[0] + _SIDECAR
