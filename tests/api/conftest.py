"""The house that most tests of the doors stand in: each on one of both databases, by the test's name.

What differs between SQLite and PostgreSQL is tried on both below the doors (tests/storage, tests/lifecycle,
tests/contracts). Where PostgreSQL cannot run, all of them stand on SQLite.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from zlib import crc32

import pytest

from tests.api.house import House, open_house
from tests.postgres import PostgresServer


@pytest.fixture
def database_url(request: pytest.FixtureRequest, postgres_or_reason: PostgresServer | str) -> str | None:
    """None for SQLite, or the address of a fresh PostgreSQL database: for every other name of a test."""
    if isinstance(postgres_or_reason, str) or crc32(request.node.name.encode()) % 2:
        return None
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def house(tmp_path: Path, database_url: str | None) -> Iterator[House]:
    with open_house(tmp_path, database_url=database_url) as opened:
        yield opened
