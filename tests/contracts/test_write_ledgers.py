from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.ports import WriteLedger
from storage.shelves import open_shelves
from tests.contracts.write_ledger import WriteLedgerContract
from tests.in_memory_ledger import InMemoryLedger


class TestInMemoryLedger(WriteLedgerContract):
    @pytest.fixture
    def ledger(self) -> WriteLedger:
        return InMemoryLedger()


class TestLedgerOnShelves(WriteLedgerContract):
    @pytest.fixture
    def ledger(self, tmp_path: Path, database_url: str | None) -> Iterator[WriteLedger]:
        shelves = open_shelves(tmp_path, database_url=database_url)
        yield shelves.ledger()
        shelves.database.close()
