"""The head of a recording's file, wrapped anew in its place with the present master key; no sound changes.

In: a sealed file, the master key with the earlier one. Out: whether it was wrapped anew.

A head is 66 bytes, written as one. Before it is, it stands whole beside the file (`.head`), so that one that
a power cut tore is mended from there. Who reads in just that moment reads again (sealed_file.py).
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from storage.master_key import MasterKey
from storage.sealed_file import (
    DamagedFileError,
    flush_to_disk,
    head_around,
    read_head,
    secret_of,
    sync_folder,
)
from storage.sealing_key import SealingKey


def wrap_anew(path: Path, key: MasterKey, *, observe: Callable[[str], None] = lambda _step: None) -> bool:
    """Wrap the recording's key with the present master key; false where it is already.

    Raises DamagedFileError where neither key opens it, OSError.
    """
    beside = beside_of(path)
    with path.open("r+b") as file:
        present = read_head(file)
        if _opens(present, key.present):
            beside.unlink(missing_ok=True)
            return False
        head = _mended(beside, key) or head_around(secret_of(present, key), key.present)
        observe("head:begin")
        _write_whole(beside, head)
        observe("head:beside")
        os.pwrite(file.fileno(), head, 0)
        observe("head:written")
        flush_to_disk(file)
    beside.unlink(missing_ok=True)
    observe("head:done")
    return True


def opens_with(path: Path, key: SealingKey) -> bool:
    """True where this key alone opens the recording. Raises OSError."""
    with path.open("rb") as file:
        return _opens(read_head(file), key)


def beside_of(path: Path) -> Path:
    """Return where the new head of this recording stands while it is written."""
    return path.with_suffix(".head")


def _opens(head: bytes, key: SealingKey) -> bool:
    try:
        secret_of(head, key)
    except DamagedFileError:
        return False
    return True


def _mended(beside: Path, key: MasterKey) -> bytes | None:
    """A head that a kill left beside its file: it counts where the present key opens it."""
    try:
        head = beside.read_bytes()
    except OSError:
        return None
    return head if _opens(head, key.present) else None


def _write_whole(beside: Path, head: bytes) -> None:
    part = beside.with_suffix(".head.new")
    with os.fdopen(os.open(part, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as file:
        file.write(head)
        flush_to_disk(file)
    part.replace(beside)
    sync_folder(beside.parent)
