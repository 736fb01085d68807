"""The databases that tests run on: fixtures that give a test SQLite once and PostgreSQL once.

A test that takes `database_url` runs on both; where PostgreSQL cannot run, its half is skipped with why.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.postgres import CannotStartError, PostgresServer, postgres_server

BOTH = ("sqlite", "postgresql")


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
