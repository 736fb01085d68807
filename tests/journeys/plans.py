"""What a database does for a page: the queries that it is asked, their plans, and what they cost.

In: a database, and what is done while it is watched. Out: tables that a query reads whole, and the cost:
steps of SQLite's machine, or pages of 8 kB that PostgreSQL touches.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection, Engine, event

from storage.database import Database

_STEPS: Final = 100
#: A table with fewer rows may be read whole.
_SMALL: Final = 200
#: Behind these nothing ends early: they take in all that comes before they give the first row.
_TAKES_ALL: Final = {"Sort", "Aggregate", "Hash", "Materialize"}


@dataclass
class Watch:
    """The queries since it was last set to none, and the steps of SQLite."""

    queries: list[tuple[str, Any]] = field(default_factory=list)
    steps: int = 0

    def forget(self) -> None:
        """Begin anew."""
        self.queries.clear()
        self.steps = 0

    def asked(self, _conn: object, _cursor: object, statement: str, values: Any, *_of: object) -> None:  # noqa: ANN401
        if statement.lstrip("( ").upper().startswith(("SELECT", "WITH")):
            self.queries.append((statement, values))

    def connected(self, connection: Any, *_of: object) -> None:  # noqa: ANN401 - of either driver
        if isinstance(connection, sqlite3.Connection):
            connection.set_progress_handler(self._step, _STEPS)

    def _step(self) -> int:
        self.steps += _STEPS
        return 0


@contextmanager
def watching() -> Iterator[Watch]:
    """Watch every database of this process."""
    watch = Watch()
    hooks = (("before_cursor_execute", watch.asked), ("checkout", watch.connected))
    for name, hook in hooks:
        event.listen(Engine, name, hook)
    try:
        yield watch
    finally:
        for name, hook in hooks:
            event.remove(Engine, name, hook)


def explained(
    database: Database, watch: Watch, *, growing: Collection[str] = ()
) -> tuple[tuple[str, ...], int]:
    """Return which tables the queries read whole, and how many pages PostgreSQL touches for them.

    Tables of few rows may be read whole, but for those that are said to be `growing`.
    PostgreSQL plans as for large tables, whatever there is: small ones are sooner read whole.
    """
    queries, steps = list(watch.queries), watch.steps
    with database.reading() as session:
        connection = session.connection()
        if not database.path:
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        explain = _on_sqlite if database.path else _on_postgresql
        found = [explain(connection, statement, values) for statement, values in queries]
    names = {re.sub(r"_\d+$", "", name) for some, _ in found for name in some}
    whole = {name for name in names if name in growing or _rows(database, name) > _SMALL}
    watch.queries, watch.steps = queries, steps
    return tuple(sorted(whole)), sum(touched for _, touched in found)


def _on_sqlite(connection: Connection, statement: str, values: Any) -> tuple[set[str], int]:  # noqa: ANN401
    rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
    sorted_in = {parent for _, parent, _, step in rows if step.startswith("USE TEMP B-TREE")}
    found = set()
    for _, parent, _, step in rows:
        scanned = re.match(r"SCAN (\w+)(.*)", step)
        ends_early = "INDEX" in step and "LIMIT" in statement and parent not in sorted_in
        if scanned and not ends_early:
            found.add(scanned[1])
    return found, 0


def _on_postgresql(connection: Connection, statement: str, values: Any) -> tuple[set[str], int]:  # noqa: ANN401
    told = connection.exec_driver_sql(
        f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement}", values
    ).scalar_one()
    plan = told[0]["Plan"]
    return set(_read_whole(plan)), plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]


def _read_whole(plan: dict[str, Any], *, ends_early: bool = False) -> Iterator[str]:
    kind = plan["Node Type"]
    ends_early = kind == "Limit" or (ends_early and kind not in _TAKES_ALL)
    if "Relation Name" in plan and not ends_early and (kind == "Seq Scan" or _by_no_key(plan) > _SMALL):
        yield plan["Relation Name"]
    for part in plan.get("Plans", ()):
        yield from _read_whole(part, ends_early=ends_early)


def _by_no_key(plan: dict[str, Any]) -> int:
    """Return how many rows were read along a whole index; none where the index led to them."""
    if "Index Name" not in plan or "Index Cond" in plan:
        return 0
    return int(plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0))


def _rows(database: Database, name: str) -> int:
    """Return how many rows the table has; none for what a query calls by a name of its own."""
    with database.reading() as session:
        connection = session.connection()
        kept = (
            "SELECT name FROM sqlite_master WHERE type = 'table'"
            if database.path
            else "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        )
        if name not in set(connection.exec_driver_sql(kept).scalars()):
            return 0
        return int(connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar_one())  # noqa: S608
