"""Sees who touches the bait: connections and datagrams to a port of loopback, and opens of a file.

Source: Linux manual, inotify(7).
"""

from __future__ import annotations

import ctypes
import os
import socket
import struct
from pathlib import Path
from types import TracebackType
from typing import Final, Self

_OPENED_OR_READ: Final = 0x20 | 0x01
_NO_WAIT: Final = os.O_NONBLOCK | os.O_CLOEXEC


class Watch:
    """Counts `knocks` on a port (TCP and UDP) and `reads` of files in a folder; a context manager."""

    def __init__(self, folder: Path) -> None:
        """Remember which folder is watched."""
        self._folder = folder
        self.knocks = 0
        self.reads = 0

    def __enter__(self) -> Self:
        """Open the port, for both kinds, and begin to watch."""
        self._streams = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port: int = self._streams.getsockname()[1]
        self._datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._datagrams.bind(("127.0.0.1", self.port))
        for listening in (self._streams, self._datagrams):
            listening.setblocking(False)
        system = ctypes.CDLL(None, use_errno=True)
        self._notes = system.inotify_init1(_NO_WAIT)
        if system.inotify_add_watch(self._notes, str(self._folder).encode(), _OPENED_OR_READ) < 0:
            raise OSError(ctypes.get_errno(), "the bait cannot be watched")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the port and stop watching."""
        os.close(self._notes)
        self._streams.close()
        self._datagrams.close()

    def look(self) -> None:
        """Count what has happened since; the kernel keeps it all until then."""
        self.knocks += self._knocked()
        try:
            notes = os.read(self._notes, 1 << 16)
        except BlockingIOError:
            return
        while notes:
            length = struct.unpack_from("IIII", notes)[3]
            self.reads += 1
            notes = notes[16 + length :]

    def _knocked(self) -> int:
        count = 0
        try:
            while True:
                self._streams.accept()[0].close()
                count += 1
        except BlockingIOError:
            pass
        try:
            while self._datagrams.recv(1):
                count += 1
        except BlockingIOError:
            pass
        return count
