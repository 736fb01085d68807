"""A desk as an operator starts it: `callnotes serve` on a fresh data folder, with the worker beside it.

In: a folder. Out: `Desk`, for as long as the context is open. Nothing is fetched, nothing leaves the machine.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from callnotes.sample import load_sample

Found = TypeVar("Found")

PASSWORD: Final = "a sentence that nobody guesses"
_STARTS_WITHIN_S: Final = 90.0
_STOPS_WITHIN_S: Final = 40.0
_ADDRESS: Final = re.compile(r"listens at (http://\S+)")
_FIRST_LINK: Final = re.compile(r"first admin, once: (http://\S+)")


@dataclass(frozen=True)
class Desk:
    """A running server; `first_link` is the one that makes the first admin."""

    address: str
    first_link: str
    folder: Path
    log: Path


def environment() -> dict[str, str]:
    """Return what its programs run with: no settings of the shell's, and engines that need no download."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("CALLNOTES_") and name != "DATABASE_URL"
    }
    return kept | {
        "CALLNOTES_SPEECH_ENGINE": "preview",
        "CALLNOTES_NOTES_ENGINE": "rules",
        "CALLNOTES_OFFLINE": "true",
        "CALLNOTES_TIME_ZONE": load_sample().time_zone,
    }


@contextmanager
def running(folder: Path, *arguments: str) -> Iterator[Path]:
    """Run `callnotes` on this data folder until the context ends; gives the file that it prints to."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    log = folder.with_name(f"{folder.name}-{arguments[0]}.log")
    command = [sys.executable, "-P", "-m", "callnotes", "--data", str(folder), *arguments]
    with log.open("wb") as out:
        program = subprocess.Popen(command, env=environment(), stdout=out, stderr=out)
    try:
        yield log
    finally:
        program.send_signal(signal.SIGTERM)
        try:
            program.wait(timeout=_STOPS_WITHIN_S)
        except subprocess.TimeoutExpired:
            program.kill()
            program.wait()


@contextmanager
def open_desk(folder: Path, *, with_worker: bool = True) -> Iterator[Desk]:
    """Start the server on a free port and wait until it says where it listens."""
    without = () if with_worker else ("--no-worker",)
    with running(folder, "serve", "--port", "0", *without) as log:
        said = within(_STARTS_WITHIN_S, lambda: _FIRST_LINK.search(log.read_text()), why=log)
        address = _ADDRESS.search(log.read_text())
        assert address, log.read_text()
        yield Desk(address[1], said[1], folder, log)


def within(seconds: float, find: Callable[[], Found | None], *, why: Path) -> Found:
    """Return what `find` finds within this time. Raises TimeoutError with the end of the log `why`."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = find()
        if found:
            return found
        time.sleep(0.05)
    raise TimeoutError(f"It did not come true within {seconds} s. {why.read_text()[-2000:]}")
