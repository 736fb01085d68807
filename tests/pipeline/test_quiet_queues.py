"""A queue on SQLite rests while nothing is written, and asks at once when something is."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from callnotes.workshop import worker_place, workshop_of
from pipeline.quiet_queues import AT_LEAST_EVERY_S, Changes
from pipeline.worker import worker
from tests.journeys.mortal import settings_in

_TICK_S = 0.02


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(
        sqlite3.connect(tmp_path / "queue.db", isolation_level=None, check_same_thread=False)
    ) as opened:
        opened.execute("PRAGMA journal_mode=WAL")
        opened.execute("CREATE TABLE work (id INTEGER)")
        yield opened


def test_the_wait_ends_with_a_change_with_the_stop_and_after_a_while(
    tmp_path: Path, writer: sqlite3.Connection
) -> None:
    stop = threading.Event()
    with closing(Changes(tmp_path / "queue.db", look_every_s=_TICK_S)) as changes:
        changes.quieten(stop)
        assert _waited_s(stop) < AT_LEAST_EVERY_S / 2, "in the first second it asks as ever"
        time.sleep(1.2)
        assert _waited_s(stop) >= AT_LEAST_EVERY_S
        threading.Timer(0.1, writer.execute, ("INSERT INTO work VALUES (1)",)).start()
        assert _waited_s(stop) < AT_LEAST_EVERY_S / 2
        assert _waited_s(stop) < AT_LEAST_EVERY_S / 2, "what ended a moment ago makes room a moment later"
        time.sleep(1.2)
        threading.Timer(0.1, stop.set).start()
        assert _waited_s(stop) < AT_LEAST_EVERY_S / 2
        assert stop.wait(_TICK_S)
        stop.clear()
    assert _waited_s(stop) < AT_LEAST_EVERY_S / 2, "closed, it keeps nobody waiting"


def _waited_s(stop: threading.Event) -> float:
    began = time.monotonic()
    stop.wait(_TICK_S)
    return time.monotonic() - began


def test_a_worker_without_work_hardly_asks_its_queues(tmp_path: Path) -> None:
    asked: list[str] = []

    def note(*_: object) -> None:
        asked.append(threading.current_thread().name)

    settings = settings_in(tmp_path / "house", None)
    with workshop_of(settings) as shop, worker(shop, worker_place(settings), stop_within_s=1):
        time.sleep(2.5)
        event.listen(Engine, "before_cursor_execute", note)
        try:
            time.sleep(2)
        finally:
            event.remove(Engine, "before_cursor_execute", note)
    by_queues = [name for name in asked if name.startswith("queue-worker-")]
    assert by_queues, "each asks every two seconds all the same"
    assert len(by_queues) < 80, "ten times a second each would be hundreds"
