from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.shelves import Shelves, open_shelves
from tests.databases import with_tables


@pytest.fixture
def shelves(tmp_path: Path, database_url: str | None) -> Iterator[Shelves]:
    with open_shelves(with_tables(tmp_path / "house"), database_url=database_url) as opened:
        yield opened


@pytest.fixture
def sqlite_shelves(tmp_path: Path) -> Iterator[Shelves]:
    """Shelves for what only a file has: its rights, its lock, its pages."""
    with open_shelves(tmp_path / "house") as opened:
        yield opened
