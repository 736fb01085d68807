"""The queue's tables keep milliseconds on any SQLite that a supported Python carries."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing

import pytest
from sqlalchemy import Engine, create_engine, event, text

from storage import old_sqlite
from storage.old_sqlite import teach_old_sqlite


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    """A connection that was taught, whatever SQLite this machine has."""
    with closing(sqlite3.connect(":memory:")) as bare:
        old_sqlite._teach(bare, None)
        yield bare


@pytest.mark.parametrize("word", ["subsec", "SUBSEC", "subsecond"])
def test_a_taught_connection_knows_the_moment_to_the_millisecond(
    connection: sqlite3.Connection, word: str
) -> None:
    before = time.time()
    (moment,) = connection.execute("SELECT unixepoch(?)", (word,)).fetchone()
    assert isinstance(moment, float)
    assert before - 0.001 <= moment <= time.time() + 0.001


def test_a_column_that_must_have_a_moment_gets_one(connection: sqlite3.Connection) -> None:
    connection.execute(
        "CREATE TABLE t (id INTEGER, at INTEGER NOT NULL DEFAULT (unixepoch('subsec') * 1000))"
    )
    connection.execute("INSERT INTO t (id) VALUES (1)")
    (moment,) = connection.execute("SELECT at FROM t").fetchone()
    assert abs(moment - time.time() * 1000) < 5000


@pytest.mark.parametrize(
    ("moment", "answer"),
    [("2026-11-20T14:30:00", 1795185000), ("nonsense", None), (None, None), (0, -210866760000)],
)
def test_every_other_question_has_sqlites_own_answer(
    connection: sqlite3.Connection, moment: str | int | None, answer: int | None
) -> None:
    assert connection.execute("SELECT unixepoch(?)", (moment,)).fetchone() == (answer,)
    with closing(sqlite3.connect(":memory:")) as untaught:
        assert untaught.execute("SELECT unixepoch(?)", (moment,)).fetchone() == (answer,)


def test_connections_opened_through_sqlalchemy_know_it_once_taught_and_once_only() -> None:
    teach_old_sqlite()
    teach_old_sqlite()
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        assert connection.execute(text("SELECT unixepoch('subsec')")).scalar_one() is not None
    engine.dispose()
    taught = event.contains(Engine, "connect", old_sqlite._teach)
    assert taught is (sqlite3.sqlite_version_info < (3, 42, 0))
