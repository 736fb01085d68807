"""What is set on every connection to the database when it opens, and how a transaction of SQLite begins.

In: a new connection of the driver. Out: the same, made fit. Not here: who opens it (database.py).
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Final

from sqlalchemy import Connection
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

#: Of a process that does nothing in a transaction for so many seconds PostgreSQL lets go what it holds: it
#: froze. What is done alone, or for all calls at once, may take longer.
_FROZEN_AFTER_S: Final = 30
_ALONE_FOR_S: Final = 600
_IDLE: Final = "idle_in_transaction_session_timeout"


def prepare_postgresql(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    """Have the server end this connection when its process froze within a transaction."""
    with closing(connection.cursor()) as cursor:
        cursor.execute(f"SET {_IDLE} = '{_FROZEN_AFTER_S}s'")
    connection.commit()


def let_idle(connection: Connection, *, seconds: int = _ALONE_FOR_S) -> None:
    """Let this transaction of PostgreSQL be idle for longer while other work goes on; 0: without end."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SET LOCAL {_IDLE} = '{int(seconds)}s'")


def prepare_sqlite(connection: sqlite3.Connection, _record: ConnectionPoolEntry) -> None:
    """Have SQLite keep to what the tables demand, and switch the driver's own transactions off."""
    connection.isolation_level = None  # `begin_sqlite` says when and how one begins
    for pragma in ("foreign_keys=ON", "synchronous=FULL", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")


def begin_sqlite(connection: Connection) -> None:
    """Begin a transaction, for writing where the engine is the writers'."""
    how = connection.get_execution_options().get("begin", "DEFERRED")
    connection.exec_driver_sql(f"BEGIN {how}")
