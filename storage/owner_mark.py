"""Marks temporary files and folders with the process that owns them, so that a sweep spares the living.

A mark is `<host>-<pid>-<start>`: the start time of the process tells a new process from an old one that
had the same pid. Files of another host (a shared folder) are called stale after two days.
"""

from __future__ import annotations

import os
import re
import socket
import time
from pathlib import Path
from typing import Final

_FOREIGN_AGE_S: Final = 2 * 24 * 3600
_MARK: Final = re.compile(r"(?P<host>[A-Za-z0-9.]*)-(?P<pid>\d+)-(?P<start>\d+)")


def own_mark() -> str:
    """Return the mark of this process."""
    pid = os.getpid()
    return f"{_host()}-{pid}-{_start_of(pid)}"


def is_stale(path: Path) -> bool:
    """True when the process whose mark is in the path's name is gone; false for a name without a mark."""
    mark = _MARK.search(path.name)
    if mark is None:
        return False
    if mark["host"] != _host():
        try:
            return time.time() - path.stat().st_mtime > _FOREIGN_AGE_S
        except FileNotFoundError:
            return False
    return not _is_alive(int(mark["pid"]), int(mark["start"]))


def _host() -> str:
    return re.sub(r"[^A-Za-z0-9.]", "", socket.gethostname())


def _is_alive(pid: int, start: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # It lives, and belongs to somebody else.
    return _start_of(pid) == start


def _start_of(pid: int) -> int:
    """Return when the process started, in clock ticks since boot; 0 where the system does not tell."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace")
    except OSError:
        return 0
    # The name in parentheses may hold spaces; the start time is the 20th field after it (proc(5)).
    return int(stat.rpartition(")")[2].split()[19])
