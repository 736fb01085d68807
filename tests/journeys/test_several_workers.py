"""Several workers on one PostgreSQL: they share the work, outlive each other and the fall of the database.

The long storm is run by `make soak`, or by hand: several_workers.py.
"""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Final

import psycopg
import pytest

from callnotes.shelves import shelves_of
from lifecycle import reading, recovery
from models.stages import Stage
from storage.crm_reading import read_crm
from storage.shelves import Shelves
from tests.journeys.several_workers import Weather, storm_over
from tests.journeys.storm_count import count
from tests.journeys.stormy_house import StormyHouse, fill
from tests.journeys.stormy_worker import DEAD_AFTER_S, HEARS, Post, sights, start_worker
from tests.postgres import PostgresServer

#: Steps that frame the work of an attempt; there may be several attempts, and kinds of work, on a call.
_FRAME: Final = frozenset({"begin", "hand on", "end", "fail"})
_STEPS: Final = frozenset(
    {"consent", "transcribe", "mute", "extract", "match", "plan", "write note", "write review", "staged"}
)

#: PostgreSQL ends a transaction that froze after 30 s, and one of the queue's own after 60 s.
_LETS_GO_S: Final = 60


@pytest.mark.timeout(240)
def test_a_storm_of_kills_and_power_cuts_loses_doubles_and_sticks_nothing(
    postgres: PostgresServer, postgres_url: str, tmp_path: Path
) -> None:
    weather = Weather(
        kills=12, power_cuts=4, kill_every_s=(1.0, 3.0), power_cut_every_s=(2.0, 5.0), patience_s=200
    )
    counted = storm_over(postgres, postgres_url, tmp_path, calls=12, seed=3, weather=weather)
    assert counted.faults == (), counted.line()
    assert (counted.calls, counted.kills >= 12, counted.power_cuts >= 4) == (12, True, True)


def test_two_workers_do_each_step_of_each_call_once_between_them(postgres_url: str, tmp_path: Path) -> None:
    house = fill(tmp_path, postgres_url, calls=10, chance=random.Random(1))
    with _working(house, "one"), _working(house, "two"):
        _until(house, _all_staged)
    seen = [sight for sight in sights(house.seen) if sight.event != HEARS]
    begun = [sight for sight in seen if sight.event.endswith(":begin")]
    steps = Counter(
        (sight.call_id, step) for sight in begun if (step := sight.event.removesuffix(":begin")) not in _FRAME
    )
    assert steps == Counter({(call_id, step): 1 for call_id in house.calls for step in _STEPS})
    assert {sight.worker for sight in begun} == {"one", "two"}


def test_the_work_of_a_killed_worker_is_taken_over_by_the_living_one(
    postgres_url: str, tmp_path: Path
) -> None:
    house = fill(tmp_path, postgres_url, calls=1, chance=random.Random(1))
    with _working(house, "deaf", hears_for_s=600) as doomed:
        _until(house, lambda _: _hears(house, "deaf"))
        with _working(house, "living"):
            doomed.kill()
            killed_at = time.monotonic()
            _until(house, _all_staged)
            assert time.monotonic() - killed_at < DEAD_AFTER_S + 8
    assert _hears(house, "living")
    assert _counted(house) == ()


@pytest.mark.timeout(180)
def test_a_frozen_worker_that_wakes_after_it_was_taken_for_dead_doubles_nothing(
    postgres_url: str, tmp_path: Path
) -> None:
    house = fill(tmp_path, postgres_url, calls=1, chance=random.Random(1))
    with _working(house, "frozen", hears_for_s=2) as frozen:
        _until(house, lambda _: _hears(house, "frozen"))
        with _frozen(frozen), _working(house, "living"):
            _until(house, _all_staged, within_s=_LETS_GO_S + 30)
        frozen.join(30)
        assert frozen.exitcode == 0, "a worker that was taken for dead ends by itself"
    assert _counted(house) == ()
    with shelves_of(house.settings) as shelves:
        dossier = reading.dossier(shelves, house.calls[0])
        assert (dossier.transcript_version, dossier.notes_version) == (1, 1)
        assert len(read_crm(shelves.database).notes) == 1


def test_a_restart_of_postgresql_in_the_middle_of_work_fails_no_call(
    postgres: PostgresServer, postgres_url: str, tmp_path: Path
) -> None:
    house = fill(tmp_path, postgres_url, calls=6, chance=random.Random(1))
    with _working(house, "one"), _working(house, "two"):
        _until(house, lambda _: _hears(house, "one") and _hears(house, "two"))
        for _ in range(3):
            postgres.stop()
            time.sleep(1.0)  # long enough that every step under way meets a database that is not there
            postgres.start()
            time.sleep(1.0)
        _until(house, _all_staged)
    assert _counted(house) == ()


def test_work_that_its_worker_never_started_is_started_after_all(postgres_url: str, tmp_path: Path) -> None:
    house = fill(tmp_path, postgres_url, calls=1, chance=random.Random(1))
    with _working(house, "one") as worker:
        _until(house, _all_staged)
        with _frozen(worker):
            house = fill(tmp_path, postgres_url, calls=2, chance=random.Random(1))
            _count_as_begun_by(postgres_url, "one")  # as a database that broke off after the claim leaves it
        _until(house, _all_staged)
    assert _counted(house) == ()


def test_a_worker_ends_when_it_is_told_to_while_postgresql_is_away(
    postgres: PostgresServer, postgres_url: str, tmp_path: Path
) -> None:
    house = fill(tmp_path, postgres_url, calls=2, chance=random.Random(1))
    with _working(house, "one", hears_for_s=0.3) as worker:
        _until(house, lambda _: _hears(house, "one"))
        postgres.stop()
        try:
            worker.terminate()
            worker.join(15)
            assert worker.exitcode == 0
        finally:
            postgres.start()


@contextmanager
def _working(house: StormyHouse, name: str, *, hears_for_s: float = 0.05) -> Iterator[ForkServerProcess]:
    """A worker that ends with the block, in order where it still lives."""
    process = start_worker(Post(house.settings, house.seen, name, hears_for_s=hears_for_s))
    try:
        yield process
        process.terminate()
        process.join(20)
        assert process.exitcode is not None, "the worker hangs"
    finally:
        process.kill()
        process.join()


@contextmanager
def _frozen(worker: ForkServerProcess) -> Iterator[None]:
    os.kill(worker.pid or 0, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(worker.pid or 0, signal.SIGCONT)


def _count_as_begun_by(url: str, executor_id: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute(
            "UPDATE dbos.workflow_status SET status = 'PENDING', executor_id = %s WHERE status = 'ENQUEUED'",
            (executor_id,),
        )


def _until(house: StormyHouse, true: Callable[[Shelves], bool], within_s: float = 60) -> None:
    end = time.monotonic() + within_s
    with shelves_of(house.settings) as shelves:
        while not true(shelves):
            assert time.monotonic() < end, [call.stage for call in reading.calls(shelves)]
            time.sleep(0.05)


def _all_staged(shelves: Shelves) -> bool:
    at_rest = not recovery.begun(shelves) and not recovery.owed(shelves)
    return at_rest and all(call.stage is Stage.STAGED for call in reading.calls(shelves))


def _hears(house: StormyHouse, worker: str) -> bool:
    return any(sight.event == HEARS and sight.worker == worker for sight in sights(house.seen))


def _counted(house: StormyHouse) -> tuple[str, ...]:
    """What is wrong in a house in which nobody decided yet."""
    undecided = StormyHouse(house.settings, house.seen, house.calls, frozenset())
    return count(undecided, kills=0, power_cuts=0, hung=0, seconds=0).faults
