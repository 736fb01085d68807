"""A table as JSON lines that every database can be filled from again.

In: a connection and a table. Out: lines, one a row; and back. Bytes are base64, days and moments ISO 8601.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import islice
from typing import Any, Final

from sqlalchemy import Connection, Date, LargeBinary, Table, func, select, text
from sqlalchemy.types import TypeEngine

from storage.tables.table import UtcMoment

_PORTION: Final = 500


def lines_of(connection: Connection, table: Table) -> Iterator[bytes]:
    """Yield the rows of the table in the order of its key."""
    rows = connection.execution_options(yield_per=_PORTION).execute(
        select(table).order_by(*table.primary_key.columns)
    )
    for row in rows.mappings():
        yield json.dumps({name: _plain(value) for name, value in row.items()}).encode() + b"\n"


def fill(connection: Connection, table: Table, lines: Iterable[bytes]) -> int:
    """Put the rows into the table, which is empty, and return how many there were."""
    count, rest = 0, iter(lines)
    while rows := [_value_of(table, json.loads(line)) for line in islice(rest, _PORTION)]:
        connection.execute(table.insert(), rows)
        count += len(rows)
    _go_on_counting(connection, table)
    return count


def is_empty(connection: Connection, table: Table) -> bool:
    """True when the table holds no row."""
    return connection.execute(select(table).limit(1)).first() is None


def _plain(value: object) -> object:
    if isinstance(value, date):  # a moment is one, too
        return value.isoformat()
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def _value_of(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    return {name: _typed(table.columns[name].type, value) for name, value in row.items()}


def _typed(kind: TypeEngine[Any], value: Any) -> Any:  # noqa: ANN401 - what a column holds
    if value is None:
        return None
    if isinstance(kind, UtcMoment):
        return datetime.fromisoformat(value)
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    return base64.b64decode(value) if isinstance(kind, LargeBinary) else value


def _go_on_counting(connection: Connection, table: Table) -> None:
    """Let PostgreSQL give numbers behind those that came with the rows; SQLite does so by itself."""
    column = table.autoincrement_column
    if connection.dialect.name != "postgresql" or column is None:
        return
    highest = connection.scalar(select(func.max(column)))
    if highest is not None:
        connection.execute(
            text("SELECT setval(pg_get_serial_sequence(:table, :column), :highest)"),
            {"table": table.name, "column": column.name, "highest": highest},
        )
