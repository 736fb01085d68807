"""The house that most tests of the doors stand in: on SQLite, then on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.house import House, open_house


@pytest.fixture
def house(tmp_path: Path, database_url: str | None) -> Iterator[House]:
    with open_house(tmp_path, database_url=database_url) as opened:
        yield opened
