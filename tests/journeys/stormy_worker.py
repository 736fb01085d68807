"""A worker process for the tests with several workers on one PostgreSQL: real but for its ear.

In: where it works, and a file for what it sees. Out: a line there for every step that it begins or ends and
every piece that it hears: `event call_id worker`. It ends in order at SIGTERM, as `callnotes work` does.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Final

from callnotes.logs import configure_logs
from callnotes.settings import Settings
from callnotes.workshop import worker_place, workshop_of
from models.errors import CallNotesError
from pipeline.worker import worker
from pipeline.workshop import Workshop
from tests.journeys.plain_ear import PlainEar
from tests.processes import FORKS

HEARS: Final = "hears"
BEAT_S: Final = 0.3
DEAD_AFTER_S: Final = 2.0


@dataclass(frozen=True)
class Post:
    """Where a worker works, under which name (never used before), and how long it takes to hear a piece."""

    settings: Settings
    seen: Path
    name: str
    hears_for_s: float = 0.0


@dataclass(frozen=True)
class Sight:
    """One line that a worker wrote."""

    event: str
    call_id: str
    worker: str


def start_worker(post: Post) -> ForkServerProcess:
    """Start a worker at this post and return its process."""
    process = FORKS.Process(target=_work, args=(post,), name=post.name)
    process.start()
    return process


def sights(seen: Path) -> tuple[Sight, ...]:
    """Return what the workers saw so far, in order."""
    lines = seen.read_text().splitlines() if seen.exists() else ()
    return tuple(Sight(*line.rsplit(" ", 2)) for line in lines)


def _work(post: Post) -> None:
    configure_logs(level="error")
    stopped = threading.Event()
    signal.signal(signal.SIGTERM, lambda _number, _frame: stopped.set())
    place = replace(
        worker_place(post.settings), executor_id=post.name, beat_s=BEAT_S, dead_after_s=DEAD_AFTER_S
    )
    try:
        with workshop_of(post.settings) as opened, worker(_telling(opened, post), place):
            stopped.wait()
    except CallNotesError:  # no database at its start: whoever keeps it starts it again
        os._exit(3)
    os._exit(0)  # as the program leaves: a step that waits for its database holds up nobody


def _telling(workshop: Workshop, post: Post) -> Workshop:
    tell = _teller(post)

    def hear() -> None:
        tell(HEARS, "-")
        time.sleep(post.hears_for_s)

    ear = PlainEar(hear)
    return replace(workshop, speech_engine=lambda _name: ear, observe=tell)


def _teller(post: Post) -> Callable[[str, str], None]:
    file = os.open(post.seen, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def tell(event: str, call_id: str) -> None:
        os.write(file, f"{event} {call_id} {post.name}\n".encode())  # one write: lines never mix

    return tell
