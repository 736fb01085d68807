from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.contracts.crm_adapter import CrmAdapterContract
from tests.contracts.crm_world import CrmWorld
from tests.contracts.webhook_csv_world import FolderWorld, ReceiverWorld
from tests.webhook_receiver import receiver


class _TellsNothing(CrmAdapterContract):
    """What people left there, neither a file nor a receiver tells."""

    def test_a_completed_follow_up_is_seen_at_its_contact(self, world: CrmWorld) -> None:
        assert world.adapter.activities("1", datetime(2020, 1, 1, tzinfo=UTC)) == ()


class TestCsvFolder(_TellsNothing):
    @pytest.fixture
    def world(self, tmp_path: Path) -> CrmWorld:
        (tmp_path / "crm").mkdir()
        return FolderWorld(tmp_path / "crm")


class TestReceiver(_TellsNothing):
    @pytest.fixture
    def world(self) -> Iterator[CrmWorld]:
        with receiver() as running:
            yield ReceiverWorld(running)


class TestFolderAndReceiver(_TellsNothing):
    @pytest.fixture
    def world(self, tmp_path: Path) -> Iterator[CrmWorld]:
        (tmp_path / "crm").mkdir()
        with receiver() as running:
            yield FolderWorld(tmp_path / "crm", running)
