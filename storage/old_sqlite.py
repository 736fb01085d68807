"""Teaches SQLite before 3.42 the milliseconds that DBOS asks for, since many Pythons still carry such a one.

Out: `teach_old_sqlite()`, to be called before DBOS opens its tables; it does nothing where none is old.

On Python 3.12 and later, DBOS writes `unixepoch('subsec')` into its tables and statements. SQLite knows that
word since 3.42 (https://sqlite.org/lang_datefunc.html) and answers NULL before, which a NOT NULL column
refuses; Debian 12, and so many container images, have 3.40.
"""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from typing import Any, Final

from sqlalchemy import Engine, event

_KNOWS_SUBSEC: Final = (3, 42, 0)
_SUBSEC: Final = frozenset({"subsec", "subsecond"})


def teach_old_sqlite() -> None:
    """Give every SQLite connection that SQLAlchemy opens from now on a `unixepoch` that knows `subsec`."""
    if sqlite3.sqlite_version_info < _KNOWS_SUBSEC and not event.contains(Engine, "connect", _teach):
        event.listen(Engine, "connect", _teach)


def _teach(connection: object, _entry: object) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.create_function("unixepoch", 1, _unixepoch)


def _unixepoch(moment: Any) -> float | int | None:  # noqa: ANN401 - whatever a statement hands in
    if isinstance(moment, str) and moment.lower() in _SUBSEC:
        return round(time.time(), 3)
    with closing(sqlite3.connect(":memory:")) as own:  # every other question has SQLite's own answer
        answer: int | None = own.execute("SELECT unixepoch(?)", (moment,)).fetchone()[0]
    return answer
