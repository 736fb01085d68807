from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.crm_reading import read_crm
from storage.database import Database
from storage.shelves import open_shelves
from tests.contracts.crm_adapter import CrmAdapterContract
from tests.contracts.crm_world import CrmWorld, ShelfWorld, Stored


class TestLocalAdapterOnShelves(CrmAdapterContract):
    @pytest.fixture
    def world(self, tmp_path: Path, database_url: str | None) -> Iterator[CrmWorld]:
        shelves = open_shelves(tmp_path, database_url=database_url)
        yield ShelfWorld(shelves.embedded_crm(), lambda: _stored(shelves.database))
        shelves.database.close()


def _stored(database: Database) -> tuple[Stored, ...]:
    crm = read_crm(database)
    notes = (Stored(n.title, n.body, n.status, n.contact_id) for n in crm.notes)
    tasks = (
        Stored(t.title, t.body, t.status, t.contact_id, t.owner, t.due_at, t.priority) for t in crm.tasks
    )
    return (*notes, *tasks)
