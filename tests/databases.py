"""The databases that tests run on: fixtures that give a test SQLite once and PostgreSQL once.

A test that takes `database_url` runs on both; where PostgreSQL cannot run, its half is skipped with why.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from functools import cache
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pytest
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection

from storage.database import migrate, open_database
from storage.private_file import make_private
from tests.postgres import CannotStartError, PostgresServer, postgres_server

BOTH = ("sqlite", "postgresql")
_FILE: Final = "callnotes.db"


def with_tables(folder: Path) -> Path:
    """Lay a SQLite database with the newest tables and no rows into this folder; return the folder.

    Copying it takes a twentieth of the time in which the migrations make it.
    """
    if not (folder / _FILE).exists():
        make_private(folder / _FILE)
        (folder / _FILE).write_bytes(_without_rows())
    return folder


@cache
def _without_rows() -> bytes:
    with TemporaryDirectory() as folder:
        file = Path(folder) / _FILE
        with closing(open_database(f"sqlite:///{file}")) as database:
            migrate(database)
            database.wash()
        return file.read_bytes()


def run_again(version: str, connection: Connection) -> None:
    """Run one migration by its file's name, on tables that were brought back to where they were before it.

    The later ones are not run: a test of what one does to rows stays as it is when the next one comes.
    """
    with Operations.context(MigrationContext.configure(connection)):
        import_module(f"storage.migrations.versions.{version}").upgrade()


@pytest.fixture(scope="session")
def postgres_or_reason() -> Iterator[PostgresServer | str]:
    """The server of this test process, or why there is none: asked once, not once per test."""
    try:
        running = postgres_server()
        server = running.__enter__()
    except CannotStartError as error:
        yield str(error)
        return
    try:
        yield server
    finally:
        running.__exit__(None, None, None)


@pytest.fixture
def postgres(postgres_or_reason: PostgresServer | str) -> PostgresServer:
    """A running PostgreSQL; the test is skipped where there is none."""
    if isinstance(postgres_or_reason, str):
        pytest.skip(postgres_or_reason)
    return postgres_or_reason


@pytest.fixture
def postgres_url(postgres: PostgresServer) -> Iterator[str]:
    """A fresh database with our tables on PostgreSQL."""
    url = postgres.fresh()
    yield url
    postgres.take_back(url)


@pytest.fixture(params=BOTH)
def database_url(request: pytest.FixtureRequest) -> str | None:
    """None for the data folder's own SQLite, then the address of a fresh PostgreSQL database."""
    return None if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))
