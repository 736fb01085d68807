"""The experiment with several workers on one PostgreSQL: a storm of kills and power cuts, then the count.

In: how many calls, how fierce, a seed. Out: one line of numbers; 1 when a call was lost, doubled or stuck.
By hand: `python -m tests.journeys.several_workers --calls 200 --seed 1`. Not here: the workers
(stormy_worker.py), the house and the people who decide (stormy_house.py), the count (storm_count.py).
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Final

from callnotes.enqueue import open_queue
from callnotes.logs import configure_logs
from callnotes.shelves import shelves_of
from models.errors import StorageError
from tests.journeys.storm_count import Count, count
from tests.journeys.stormy_house import StormyHouse, fill
from tests.journeys.stormy_worker import Post, start_worker
from tests.postgres import CannotStartError, PostgresServer, postgres_server

_TICK_S: Final = 0.05
_LOOK_EVERY_S: Final = 0.5
_ENDS_WITHIN_S: Final = 20.0

Span = tuple[float, float]


@dataclass(frozen=True)
class Weather:
    """How fierce the storm is: it calms after so many kills and power cuts; how far apart, our patience."""

    kills: int
    power_cuts: int
    workers: int = 2
    kill_every_s: Span = (0.5, 4.0)
    power_cut_every_s: Span = (4.0, 15.0)
    dark_for_s: Span = (0.0, 2.0)
    patience_s: float = 420.0


@dataclass
class Storm:
    """A storm over a house; `rage` lets it out until it calms and all is done that should be, and counts."""

    server: PostgresServer
    house: StormyHouse
    weather: Weather
    chance: random.Random
    kills: int = 0
    power_cuts: int = 0
    hung: int = 0
    _workers: list[ForkServerProcess] = field(default_factory=list)
    _started: int = 0

    def rage(self) -> Count:
        """Kill workers, cut the power and decide calls meanwhile; then stop what still works, and count."""
        began = time.monotonic()
        try:
            self._until_all_rests()
        finally:
            self._stop_workers()
        return count(
            self.house,
            kills=self.kills,
            power_cuts=self.power_cuts,
            hung=self.hung,
            seconds=time.monotonic() - began,
        )

    def _until_all_rests(self) -> None:
        end = time.monotonic() + self.weather.patience_s
        next_kill = self._soon(self.weather.kill_every_s)
        next_cut = self._soon(self.weather.power_cut_every_s)
        next_look = 0.0
        at_rest = False
        with shelves_of(self.house.settings) as shelves, open_queue(self.house.settings) as enqueue:
            while time.monotonic() < end and not (at_rest and self._raged()):
                self._keep_workers()
                if not self._raged() and time.monotonic() > next_kill:
                    self._kill_one()
                    next_kill = self._soon(self.weather.kill_every_s)
                if not self._raged() and time.monotonic() > next_cut:
                    self._cut_power()
                    next_cut = self._soon(self.weather.power_cut_every_s)
                if time.monotonic() > next_look:
                    try:
                        at_rest = self.house.decide_and_look(shelves, enqueue)
                    except StorageError:  # the one clear error after a power cut; a person tries again
                        at_rest = False
                    next_look = time.monotonic() + _LOOK_EVERY_S
                time.sleep(_TICK_S)

    def _raged(self) -> bool:
        return self.kills >= self.weather.kills and self.power_cuts >= self.weather.power_cuts

    def _soon(self, span: Span) -> float:
        return time.monotonic() + self.chance.uniform(*span)

    def _keep_workers(self) -> None:
        """Start a worker for each that ended, as `serve`, systemd and compose do."""
        self._workers = [worker for worker in self._workers if worker.exitcode is None]
        while len(self._workers) < self.weather.workers:
            self._started += 1
            post = Post(self.house.settings, self.house.seen, f"worker-{self._started}")
            self._workers.append(start_worker(post))

    def _kill_one(self) -> None:
        worker = self.chance.choice(self._workers)
        worker.kill()
        worker.join()
        self.kills += worker.exitcode == -9

    def _cut_power(self) -> None:
        self.server.stop()
        time.sleep(self.chance.uniform(*self.weather.dark_for_s))
        self.server.start()
        self.power_cuts += 1

    def _stop_workers(self) -> None:
        for worker in self._workers:
            worker.terminate()
        until = time.monotonic() + _ENDS_WITHIN_S
        for worker in self._workers:
            worker.join(max(0.0, until - time.monotonic()))
            if worker.exitcode is None:
                self.hung += 1
                worker.kill()
                worker.join()
        self._workers.clear()


def storm_over(
    server: PostgresServer, database_url: str, folder: Path, *, calls: int, seed: int, weather: Weather
) -> Count:
    """Fill a house with calls on this database, and let a storm rage over it."""
    chance = random.Random(seed)
    house = fill(folder, database_url, calls=calls, chance=chance)
    return Storm(server, house, weather, chance).rage()


def main() -> int:
    """Run one storm and print its numbers; 1 when anything was lost, doubled or stuck, or a worker hung."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=200)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--patience", type=float, default=420.0, help="seconds until what is not done is stuck"
    )
    asked = parser.parse_args()
    configure_logs(level="error")
    try:
        with postgres_server() as server, tempfile.TemporaryDirectory(prefix="storm-") as folder:
            weather = Weather(
                kills=asked.calls // 2,
                power_cuts=asked.calls // 10,
                workers=asked.workers,
                patience_s=asked.patience,
            )
            counted = storm_over(
                server, server.fresh(), Path(folder), calls=asked.calls, seed=asked.seed, weather=weather
            )
    except CannotStartError as error:
        print(f"No storm: {error}", file=sys.stderr)
        return 2
    print(f"seed {asked.seed}: {counted.line()}", flush=True)
    for fault in counted.faults:
        print(fault, file=sys.stderr)
    return 1 if counted.faults else 0


if __name__ == "__main__":
    sys.exit(main())
