from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contracts.crm_adapter import CrmAdapterContract
from tests.contracts.crm_world import CrmWorld
from tests.contracts.webhook_csv_world import FolderWorld, ReceiverWorld
from tests.webhook_receiver import receiver


class TestCsvFolder(CrmAdapterContract):
    @pytest.fixture
    def world(self, tmp_path: Path) -> CrmWorld:
        (tmp_path / "crm").mkdir()
        return FolderWorld(tmp_path / "crm")


class TestReceiver(CrmAdapterContract):
    @pytest.fixture
    def world(self) -> Iterator[CrmWorld]:
        with receiver() as running:
            yield ReceiverWorld(running)


class TestFolderAndReceiver(CrmAdapterContract):
    @pytest.fixture
    def world(self, tmp_path: Path) -> Iterator[CrmWorld]:
        (tmp_path / "crm").mkdir()
        with receiver() as running:
            yield FolderWorld(tmp_path / "crm", running)
