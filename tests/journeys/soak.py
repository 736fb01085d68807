"""The long version of the kill tests: thousands of kills at named points and at random moments (`make soak`).

In: how many kills, a seed. Out: a line per house with the counts; 1 when a call was lost, doubled or stuck.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import shutil
import sys
import tempfile
import time
from pathlib import Path

from callnotes.enqueue import open_queue
from callnotes.logs import configure_logs
from callnotes.shelves import shelves_of
from lifecycle import reading
from models.call import CallDetails, Customer
from models.stages import Stage
from storage.crm_reading import read_crm
from tests.journeys.accepting import accept_all
from tests.journeys.arrivals import WHEN, submit
from tests.journeys.mortal import PROCESS_POINTS, SETTLE_POINTS, Death, settings_in, work_until_rest
from tests.journeys.plain_ear import two_channel_call

_CALLS = 4
_KILLS_PER_HOUSE = 20
_PHONE = "+12125550142"


def main() -> int:
    """Kill workers until the count is reached; return 1 when a call was lost, doubled or stuck."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    configure_logs(level="error")
    chance = random.Random(asked.seed)
    forks = multiprocessing.get_context("forkserver")
    forks.set_forkserver_preload(["tests.journeys.mortal"])
    kills, houses, faults = 0, 0, 0
    started = time.monotonic()
    while kills < asked.kills:
        folder = Path(tempfile.mkdtemp(prefix="soak-"))
        kills += _one_house(folder, forks, chance)
        faults += _faults(folder, Stage.SETTLED)
        houses += 1
        shutil.rmtree(folder, ignore_errors=True)
        print(
            f"{kills} kills, {houses * _CALLS} calls, {faults} faults, {time.monotonic() - started:.0f} s",
            flush=True,
        )
    return 1 if faults else 0


def _one_house(folder: Path, forks: multiprocessing.context.ForkServerContext, chance: random.Random) -> int:
    _fill(folder)
    kills = _kill_some(folder, forks, chance, PROCESS_POINTS)
    _decide(folder)
    return kills + _kill_some(folder, forks, chance, SETTLE_POINTS)


def _kill_some(
    folder: Path,
    forks: multiprocessing.context.ForkServerContext,
    chance: random.Random,
    points: tuple[str, ...],
) -> int:
    kills = 0
    for _ in range(_KILLS_PER_HOUSE // 2):
        death = Death(chance.choice(points), after=chance.randrange(3)) if chance.random() < 0.5 else None
        process = forks.Process(target=work_until_rest, args=(str(folder / "house"), death))
        process.start()
        if death is None:
            process.join(chance.uniform(0.05, 1.5))
            process.kill()
        process.join(120)
        kills += process.exitcode == -9
    last = forks.Process(target=work_until_rest, args=(str(folder / "house"), None))
    last.start()
    last.join(120)
    return kills


def _fill(folder: Path) -> None:
    settings = settings_in(folder / "house")
    shelves = shelves_of(settings)
    shelves.embedded_crm().create_contact(key="c", name="Daniel", phone=_PHONE, email=None)
    with open_queue(settings) as enqueue:
        for number in range(_CALLS):
            submit(
                shelves,
                settings,
                two_channel_call(folder / f"{number}.wav", seed=number),
                enqueue=enqueue,
                details=CallDetails(customer=Customer(phone=_PHONE), started_at=WHEN, agent_channel="left"),
            )


def _decide(folder: Path) -> None:
    settings = settings_in(folder / "house")
    shelves = shelves_of(settings)
    with open_queue(settings) as enqueue:
        for call in reading.calls(shelves, stages=(Stage.STAGED,)):
            accept_all(shelves, call.id, by="a@example.com", enqueue=enqueue)


def _faults(folder: Path, wanted: Stage) -> int:
    shelves = shelves_of(settings_in(folder / "house"))
    stages = [call.stage for call in reading.calls(shelves)]
    crm = read_crm(shelves.database)
    stuck = sum(stage is not wanted for stage in stages)
    lost = _CALLS - len(stages)
    reviews = sum(task.kind == "review" for task in crm.tasks)
    doubled = (
        abs(len(crm.notes) - _CALLS) + abs(reviews - _CALLS) + abs(len(crm.tasks) - reviews - 2 * _CALLS)
    )
    if stuck or lost or doubled:
        print(f"stuck {stuck}, lost {lost}, doubled {doubled}: {stages}", file=sys.stderr)
    return stuck + lost + doubled


if __name__ == "__main__":
    sys.exit(main())
