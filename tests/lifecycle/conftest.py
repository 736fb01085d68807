from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.shelves import Shelves, open_shelves


@pytest.fixture
def shelves(tmp_path: Path) -> Iterator[Shelves]:
    with open_shelves(tmp_path / "house") as opened:
        yield opened
