"""Lets one at a time into the folder: one thread, and of several processes one.

In: the folder. Out: a context; entering it again inside is free. The lock goes with the process that held it.
"""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

_NAME: Final = ".callnotes.lock"


class FolderLock:
    """The lock of one folder. Raises OSError when the folder cannot be written."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / _NAME
        self._threads = threading.RLock()
        self._depth = 0

    @contextmanager
    def __call__(self) -> Iterator[None]:
        """Hold the folder until the context ends; waits for whoever holds it."""
        with self._threads:
            if self._depth:
                yield
                return
            handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX)
                self._depth = 1
                yield
            finally:
                self._depth = 0
                os.close(handle)
