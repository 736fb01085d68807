"""What lists, searches and pages cost with few calls and with many: by an index, and as the logarithm grows.

    python -m tests.journeys.at_size [--calls 5000 100000] [--database postgresql] [--ceiling 1000]

In: two numbers of calls, ten items each. Out: for each page what it costs with each of them, how much more
with the many, and the 95th percentile of its time in ms. Cost is counted, not timed: instructions of SQLite's
machine, or pages of 8 kB that PostgreSQL touches. A plan that reads a large table whole fails. Beside few
calls, lists must end as early as they do beside many: `--ceiling` is where counting ends.
"""

from __future__ import annotations

import argparse
import math
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import structlog

from models.access import Actor
from models.attention import FLAGS
from storage import call_search, promise_list
from tests.api.calls import staged_call
from tests.api.house import NOW, House, open_house
from tests.api.test_upload_page import enter
from tests.journeys.many_calls import AGENT, BEGUN, CONTACT, call_id, fill
from tests.journeys.plans import Watch, explained, watching
from tests.postgres import postgres_server

BOSS: Final = Actor(name="ada@example.com", role="admin", grants=("calls",))
ONE: Final = Actor(name=AGENT, role="agent")
_TIMES: Final = 20
#: What a page may cost more than by the logarithm: full pages of an index that is one level higher.
_ROOM: Final = 1.25


@dataclass(frozen=True)
class Cost:
    """What a page costs: `units` are counted, `p95_ms` is timed; `whole` are tables that were read whole."""

    units: int
    p95_ms: float
    whole: tuple[str, ...]


def pages(whole_call: str, calls: int) -> dict[str, tuple[Actor, str]]:
    """Return each page that is looked at, by who looks at it and its address."""
    middle = calls // 2
    place = f"{BEGUN.isoformat()[:-6]}%2B00:00~{call_id(middle)}~0"
    addresses = {
        "a call": f"/calls/{whole_call}",
        "calls": "/calls",
        "calls that wait": "/calls?show=waiting",
        "calls that failed": "/calls?show=failed",
        **{f"calls with {flag}": f"/calls?show=waiting&flag={flag}" for flag in FLAGS},
        "calls from the middle on": f"/calls?after={place}",
        "calls by a number": f"/calls?q=512{calls - 3:07}",
        "calls by nobody's name": "/calls?q=nobody",
        "words of one text": f"/search?q=only{middle * 10}",
        "words of a hundredth": "/search?q=some17",
        "words of every text": "/search?q=promise",
        "words of a customer": f"/search?q=promise&customer=%2B1512{calls - 3:07}",
        "promises": "/promises",
        "promises overdue": "/promises?show=overdue",
        "promises kept": "/promises?show=kept",
        "promises of a customer": f"/promises?customer={CONTACT}",
        "a customer": f"/crm/contacts/{CONTACT}",
    }
    return {f"{name}, {who.role}": (who, path) for name, path in addresses.items() for who in (BOSS, ONE)}


def measure(house: House, calls: int, *, ceiling: int, times: int) -> dict[str, Cost]:
    """Fill the house, look at each page, and return what each costs."""
    fill(house.doors.shelves.database, calls, now=NOW)
    whole_call = staged_call(house, agent=AGENT)
    with watching() as watch:
        return {
            name: _cost(house, watch, *page, ceiling=ceiling, times=times)
            for name, page in pages(whole_call, calls).items()
        }


def faults(few: dict[str, Cost], many: dict[str, Cost], *, grown: float) -> list[str]:
    """Return what is wrong: a table read whole, or a page that costs more than the logarithm allows."""
    allowed = _ROOM * grown
    found = [f"{name}: reads all of {', '.join(cost.whole)}" for name, cost in many.items() if cost.whole]
    found += [
        f"{name}: costs {many[name].units / few[name].units:.2f} times as much, and may {allowed:.2f}"
        for name in many
        if many[name].units > allowed * few[name].units
    ]
    return found


def _cost(house: House, watch: Watch, actor: Actor, path: str, *, ceiling: int, times: int) -> Cost:
    client, database, took = enter(house, actor), house.doors.shelves.database, []
    client.get(path)  # what is made once
    for _ in range(times):
        began = time.perf_counter()
        assert client.get(path).status_code == 200, path
        took.append((time.perf_counter() - began) * 1000)
    with ending_at(ceiling):
        watch.forget()
        client.get(path)
        whole, touched = explained(database, watch)
    p95 = statistics.quantiles(took, n=20)[-1] if len(took) > 1 else took[0]
    return Cost(units=watch.steps if database.path else touched, p95_ms=p95, whole=whole)


@contextmanager
def ending_at(ceiling: int) -> Iterator[None]:
    """Let lists and counts end so early that they are as full beside few calls as beside many."""
    places = ((call_search, "LOOKED_THROUGH"), (call_search, "COUNTED"), (promise_list, "COUNTED"))
    before = [getattr(module, name) for module, name in places]
    for module, name in places:
        setattr(module, name, min(ceiling, getattr(module, name)))
    try:
        yield
    finally:
        for (module, name), value in zip(places, before, strict=True):
            setattr(module, name, value)


def main() -> int:
    """Measure and print; 1 where something is wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--calls", type=int, nargs=2, default=[5_000, 100_000])
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--ceiling", type=int, default=promise_list.COUNTED)
    parser.add_argument("--times", type=int, default=_TIMES)
    given, measured = parser.parse_args(), []
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    with ExitStack() as stack:
        server = stack.enter_context(postgres_server()) if given.database == "postgresql" else None
        for calls in given.calls:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            url = server.fresh() if server else None
            with open_house(folder, database_url=url) as house:
                measured.append(measure(house, calls, ceiling=given.ceiling, times=given.times))
    few, many = measured
    print(f"{'':40}{'':>12}{'cost':>12}{'':>8}{'p95 ms':>10}")
    for name, cost in many.items():
        grown = cost.units / max(1, few[name].units)
        print(
            f"{name:40}{few[name].units:12,}{cost.units:12,}{grown:8.2f}{few[name].p95_ms:10.1f}{cost.p95_ms:10.1f}"
        )
    wrong = faults(few, many, grown=math.log(given.calls[1]) / math.log(given.calls[0]))
    print("\n".join(wrong) or "Each page is answered by indexes and costs no more than the logarithm.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
