"""A short command may forget its database; nothing stays open for it."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import cast

import pytest

from storage.database import open_database


def test_a_database_that_nobody_holds_any_more_is_closed(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'callnotes.db'}")
    lent = database.engine.raw_connection()
    connection = cast("sqlite3.Connection", lent.dbapi_connection)
    lent.close()  # back to the pool, still open
    assert connection.execute("SELECT 1").fetchone() == (1,)
    del database, lent
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        connection.execute("SELECT 1")
