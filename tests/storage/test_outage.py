"""A database that cannot be used says why in one sentence, and the log tells it once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from models.errors import StorageError
from storage.database import migrate, open_database
from tests.postgres import PostgresServer


def _complaint(url: str) -> str:
    database = open_database(url)
    with pytest.raises(StorageError) as raised, database.reading() as session:
        session.execute(text("SELECT 1"))
    database.close()
    return raised.value.message


@pytest.mark.parametrize(
    ("spoilt", "words"),
    [
        (lambda url: url.replace("host=/", "host=/nowhere/"), "Nothing answers"),
        (lambda url: url.partition("@/")[0] + "@127.0.0.1:1/x?connect_timeout=5", "Nothing answers"),
        (lambda url: url.partition("@/")[0] + "@no.such.host.invalid/x?connect_timeout=5", "is not known"),
        (lambda url: url.replace("@/", "@/missing_"), "no database of the name"),
        (lambda url: url.replace("postgres@", "nobody_known@"), "refuses the user or the password"),
    ],
)
def test_a_postgresql_that_cannot_be_used_says_what_to_correct(
    postgres_url: str, spoilt: Callable[[str], str], words: str
) -> None:
    said = _complaint(spoilt(postgres_url))
    assert words in said
    assert "nobody_known" not in said
    assert "missing_" not in said


def test_an_outage_is_logged_once_and_so_is_its_end(postgres: PostgresServer) -> None:
    database = open_database(postgres.fresh())
    with capture_logs() as logs:
        postgres.stop()
        try:
            for _ in range(3):
                with pytest.raises(StorageError), database.reading() as session:
                    session.execute(text("SELECT 1"))
        finally:
            postgres.start()
        for _ in range(2):
            with database.reading() as session:
                session.execute(text("SELECT 1"))
    database.close()
    assert [line["event"] for line in logs] == ["database_away", "database_back"]
    assert "Nothing answers" in logs[0]["why"]


def test_a_sqlite_file_that_cannot_be_opened_says_so(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'calls.db'}")
    migrate(database)
    database.close()
    (tmp_path / "calls.db").write_bytes(b"no database at all" * 100)
    with pytest.raises(StorageError, match="callnotes doctor"), database.reading() as session:
        session.execute(text("SELECT 1 FROM calls"))
    database.close()
