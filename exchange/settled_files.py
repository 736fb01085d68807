"""Where the files of a call go once it is known what becomes of it: `done/`, or `failed/` with the reason.

In: an open watched folder, the files' names, the reason of a refusal. Out: moved files.

Killed at any point, it is finished at the next look. One file moves at once. Of several, what is to happen is
written down first (`.callnotes/`), so that half a call is never taken for a call of its own. A name that is
taken there is not overwritten: the newcomer gets another one.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, Literal

from models.errors import StorageError
from models.frozen import Frozen

Where = Literal["done", "failed", "nowhere"]

_NOTES: Final = ".callnotes"
_LONGEST_BYTES: Final = 200  # a name with more words behind it fits into the 255 bytes of file systems
_REASON: Final = ".reason.txt"
_NOT_MOVED: Final = (
    "A file of a watched folder cannot be moved ({why}); callnotes needs the right to write there, "
    "and `done` and `failed` must be folders in it."
)


class _Note(Frozen):
    """What is to happen to the files of one call."""

    names: tuple[str, ...]
    where: Where
    reason: str | None


def settle(folder: int, names: tuple[str, ...], where: Where, *, reason: str | None = None) -> None:
    """Move the files of a call; `nowhere` deletes them. Raises StorageError, and the next look goes on."""
    with _translated():
        if len(names) == 1:
            _move(folder, names[0], where, reason)
            return
        with _beneath(folder, _NOTES) as notes:
            _finish(folder, notes, _write_down(notes, _Note(names=names, where=where, reason=reason)))


def finish_begun(folder: int) -> None:
    """Finish what a kill left half moved. Raises StorageError."""
    with _translated():
        try:
            notes = os.open(_NOTES, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=folder)
        except FileNotFoundError:
            return
        try:
            for name in os.listdir(notes):  # noqa: PTH208 - there is no path to an open folder
                try:
                    _finish(folder, notes, name)
                except ValueError:  # half written when its writer was killed, before anything was moved
                    os.unlink(name, dir_fd=notes)
        finally:
            os.close(notes)


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StorageError(_NOT_MOVED.format(why=error.strerror)) from error


def _write_down(notes: int, what: _Note) -> str:
    note = f"{secrets.token_hex(8)}.json"
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_NOFOLLOW
    with os.fdopen(os.open(note, flags, 0o600, dir_fd=notes), "w", encoding="ascii") as file:
        json.dump(what.model_dump(), file)  # bytes of a name that are no text come back as they were
        file.flush()
        os.fsync(file.fileno())
    os.fsync(notes)
    return note


def _finish(folder: int, notes: int, note: str) -> None:
    with os.fdopen(os.open(note, os.O_RDONLY | os.O_NOFOLLOW, dir_fd=notes), encoding="ascii") as file:
        what = _Note.model_validate(json.load(file))
    for name in what.names:
        _move(folder, name, what.where, what.reason)
    os.unlink(note, dir_fd=notes)


def _move(folder: int, name: str, where: Where, reason: str | None) -> None:
    if os.sep in name or not _exists(folder, name):
        return
    if where == "nowhere":
        os.unlink(name, dir_fd=folder)
        return
    with _beneath(folder, where) as target:
        new = _free(target, name)
        if reason is not None:
            _write_reason(target, new + _REASON, reason)
        os.rename(name, new, src_dir_fd=folder, dst_dir_fd=target)


def _write_reason(target: int, name: str, reason: str) -> None:
    flags = os.O_CREAT | os.O_WRONLY | os.O_TRUNC | os.O_NOFOLLOW
    with os.fdopen(os.open(name, flags, 0o600, dir_fd=target), "w", encoding="utf-8") as file:
        file.write(reason + "\n")


def _free(target: int, name: str) -> str:
    if len(os.fsencode(name)) <= _LONGEST_BYTES and not _exists(target, name):
        return name
    whole = Path(name)
    short = os.fsdecode(os.fsencode(whole.stem)[: _LONGEST_BYTES - 40])
    return f"{short}.{secrets.token_hex(4)}{whole.suffix[:8]}"


def _exists(folder: int, name: str) -> bool:
    try:
        os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return False
    return True


@contextmanager
def _beneath(folder: int, name: str) -> Iterator[int]:
    with suppress(FileExistsError):
        os.mkdir(name, 0o700, dir_fd=folder)
    descriptor = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=folder)
    try:
        yield descriptor
    finally:
        os.close(descriptor)
