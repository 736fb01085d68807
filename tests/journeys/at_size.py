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
import re
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import structlog
from sqlalchemy import Connection, Engine, event

from models.access import Actor
from storage import call_search, promise_list
from storage.database import Database
from tests.api.calls import staged_call
from tests.api.house import NOW, House, open_house
from tests.api.test_upload_page import enter
from tests.journeys.many_calls import AGENT, BEGUN, CONTACT, call_id, fill
from tests.postgres import postgres_server

BOSS: Final = Actor(name="ada@example.com", role="admin", grants=("calls",))
ONE: Final = Actor(name=AGENT, role="agent")
_STEPS: Final = 100
_TIMES: Final = 5
#: A table with fewer rows may be read whole.
_SMALL: Final = 200
#: What a page may cost more than by the logarithm: full pages of an index that is one level higher.
_ROOM: Final = 1.25


@dataclass
class Watch:
    """The queries of a page, and the instructions of SQLite since it was last set to none."""

    queries: list[tuple[str, Any]] = field(default_factory=list)
    steps: int = 0

    def asked(self, _conn: object, _cursor: object, statement: str, values: Any, *_of: object) -> None:  # noqa: ANN401
        if statement.lstrip("( ").upper().startswith(("SELECT", "WITH")):
            self.queries.append((statement, values))

    def connected(self, connection: Any, *_of: object) -> None:  # noqa: ANN401 - of either driver
        if isinstance(connection, sqlite3.Connection):
            connection.set_progress_handler(self._step, _STEPS)

    def _step(self) -> int:
        self.steps += _STEPS
        return 0


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
        "calls that are urgent": "/calls?show=waiting&flag=urgent",
        "calls from the middle on": f"/calls?after={place}",
        "calls by a number": f"/calls?q=512{calls - 3:07}",
        "calls by nobody's name": "/calls?q=nobody",
        "words of one text": f"/search?q=only{middle * 10}",
        "words of a hundredth": "/search?q=some17",
        "words of every text": "/search?q=promise",
        "promises": "/promises",
        "promises overdue": "/promises?show=overdue",
        "promises kept": "/promises?show=kept",
        "promises of a customer": f"/promises?customer={CONTACT}",
        "a customer": f"/crm/contacts/{CONTACT}",
    }
    return {f"{name}, {who.role}": (who, path) for name, path in addresses.items() for who in (BOSS, ONE)}


def measure(house: House, calls: int, *, times: int = _TIMES) -> dict[str, Cost]:
    """Fill the house, look at each page, and return what each costs."""
    watch, database = Watch(), house.doors.shelves.database
    fill(database, calls, now=NOW)
    whole_call = staged_call(house, agent=AGENT)
    with _watching(watch):
        return {
            name: _cost(house, watch, *page, times=times) for name, page in pages(whole_call, calls).items()
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


@contextmanager
def _watching(watch: Watch) -> Iterator[None]:
    hooks = (("before_cursor_execute", watch.asked), ("checkout", watch.connected))
    for name, hook in hooks:
        event.listen(Engine, name, hook)
    try:
        yield
    finally:
        for name, hook in hooks:
            event.remove(Engine, name, hook)


def _cost(house: House, watch: Watch, actor: Actor, path: str, *, times: int) -> Cost:
    client, took = enter(house, actor), []
    client.get(path)  # what is made once
    for _ in range(times):
        watch.queries.clear()
        watch.steps, began = 0, time.perf_counter()
        answer = client.get(path)
        took.append((time.perf_counter() - began) * 1000)
        assert answer.status_code == 200, (path, answer.status_code)
    steps, queries = watch.steps, list(watch.queries)
    database = house.doors.shelves.database
    whole, touched = _explained(database, queries)
    p95 = statistics.quantiles(took, n=20)[-1] if len(took) > 1 else took[0]
    return Cost(units=steps if database.path else touched, p95_ms=p95, whole=whole)


def _explained(database: Database, queries: list[tuple[str, Any]]) -> tuple[tuple[str, ...], int]:
    with database.reading() as session:
        connection = session.connection()
        explain = _on_sqlite if database.path else _on_postgresql
        found = [explain(connection, statement, values) for statement, values in queries]
    whole = {name for names, _ in found for name in names if _rows(database, name) > _SMALL}
    return tuple(sorted(whole)), sum(touched for _, touched in found)


def _on_sqlite(connection: Connection, statement: str, values: Any) -> tuple[set[str], int]:  # noqa: ANN401
    rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
    scanned = (re.match(r"SCAN (\w+)(.*)", row[-1]) for row in rows)
    return {one[1] for one in scanned if one and "INDEX" not in one[2]}, 0


def _on_postgresql(connection: Connection, statement: str, values: Any) -> tuple[set[str], int]:  # noqa: ANN401
    told = connection.exec_driver_sql(
        f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement}", values
    ).scalar_one()
    plan = told[0]["Plan"]
    return set(_read_whole(plan)), plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]


def _read_whole(plan: dict[str, Any]) -> Iterator[str]:
    if plan["Node Type"] == "Limit":  # it ends early, and what it costs is counted
        return
    if plan["Node Type"] == "Seq Scan":
        yield plan["Relation Name"]
    for part in plan.get("Plans", ()):
        yield from _read_whole(part)


def _rows(database: Database, name: str) -> int:
    """Return how many rows the table has; none for what a query calls by a name of its own."""
    with database.reading() as session:
        connection, plain = session.connection(), re.sub(r"_\d+$", "", name)
        kept = (
            "SELECT name FROM sqlite_master WHERE type = 'table'"
            if database.path
            else "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        )
        if plain not in set(connection.exec_driver_sql(kept).scalars()):
            return 0
        return int(connection.exec_driver_sql(f"SELECT count(*) FROM {plain}").scalar_one())  # noqa: S608


def main() -> int:
    """Measure and print; 1 where something is wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--calls", type=int, nargs=2, default=[5_000, 100_000])
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--ceiling", type=int, default=promise_list.COUNTED)
    given, measured = parser.parse_args(), []
    call_search.LOOKED_THROUGH = 5 * given.ceiling  # type: ignore[misc]
    call_search.COUNTED = promise_list.COUNTED = given.ceiling  # type: ignore[misc]
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    with ExitStack() as stack:
        server = stack.enter_context(postgres_server()) if given.database == "postgresql" else None
        for calls in given.calls:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            url = server.fresh() if server else None
            with open_house(folder, database_url=url) as house:
                measured.append(measure(house, calls))
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
