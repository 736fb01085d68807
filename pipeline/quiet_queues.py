"""Lets the queues rest while nothing changes in their database, instead of asking it ten times a second each.

In: the events by which the threads of DBOS's queues are stopped, the queues' SQLite file. Out: their waits
last until another connection has written, and some seconds at most. Not here: PostgreSQL, where DBOS tells
nobody that work was enqueued, so that its queues go on asking.

One thread asks SQLite for its `data_version`, which costs some microseconds
(sqlite.org/pragma.html#pragma_data_version). For a second after a change the queues ask as often as ever:
work that ends makes room a moment after it is written down.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from pathlib import Path
from typing import Final

#: A queue asks at least that often, whatever it was told, in seconds.
AT_LEAST_EVERY_S: Final = 2.0
_AWAKE_S: Final = 1.0


class Changes:
    """Watches one SQLite file, which it never writes, until it is closed."""

    def __init__(self, path: Path, *, look_every_s: float) -> None:
        """Begin to watch the file, which is there."""
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._look_every_s = look_every_s
        self._changed = threading.Condition()
        self._changed_s = time.monotonic()
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="queue changes", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Watch no longer; from then on nobody is kept waiting."""
        self._closed.set()
        self._thread.join()
        self._connection.close()

    def quieten(self, stop: threading.Event) -> None:
        """Let whoever waits for this event go on waiting while nothing changes in the file."""
        plain_wait = stop.wait

        def wait(timeout: float | None = None) -> bool:
            began_s = time.monotonic()
            if self._closed.is_set() or began_s - self._changed_s < _AWAKE_S:
                return plain_wait(timeout)
            with self._changed:
                self._changed.wait_for(
                    lambda: self._changed_s > began_s or stop.is_set() or self._closed.is_set(),
                    AT_LEAST_EVERY_S,
                )
            return stop.is_set()

        stop.wait = wait  # type: ignore[method-assign]  # on this one object
        plain_set = stop.set

        def set_and_tell() -> None:
            plain_set()
            with self._changed:
                self._changed.notify_all()

        stop.set = set_and_tell  # type: ignore[method-assign]  # on this one object

    def _watch(self) -> None:
        before = None
        while not self._closed.wait(self._look_every_s):
            try:
                (version,) = self._connection.execute("PRAGMA data_version").fetchone()
            except sqlite3.Error:  # nobody rests on what cannot be known
                version = None
            if version is None or version != before:
                before = version
                with self._changed:
                    self._changed_s = time.monotonic()
                    self._changed.notify_all()
        with self._changed:
            self._changed.notify_all()
