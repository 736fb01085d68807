"""A process that froze in a transaction on PostgreSQL keeps no other one waiting for what it holds."""

from __future__ import annotations

import time
from contextlib import AbstractContextManager, closing
from pathlib import Path
from threading import Thread
from typing import IO

import pytest
from sqlalchemy import text

from models.errors import StorageError
from storage import connections
from storage.audio import AudioShelf
from storage.backup.archive import ArchiveWriter
from storage.backup.back_up import back_up
from storage.database import Database, hold_key, migrate, open_database
from storage.shelves import open_shelves
from tests.lifecycle.house import accept

HELD_S = 3.0


@pytest.fixture(autouse=True)
def _frozen_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "_FROZEN_AFTER_S", 1)


def test_what_it_held_is_let_go_and_its_transaction_writes_nothing(postgres_url: str) -> None:
    with closing(open_database(postgres_url)) as frozen, closing(open_database(postgres_url)) as living:
        migrate(frozen)
        with pytest.raises(StorageError):
            _freeze_beside(frozen, living)


def test_what_is_done_alone_may_take_longer(postgres_url: str) -> None:
    with closing(open_database(postgres_url)) as one, closing(open_database(postgres_url)) as other:
        migrate(one)
        waits = Thread(target=_hold, args=(other,))
        with one.alone("work"):
            waits.start()
            waits.join(HELD_S)
            assert waits.is_alive(), "the other one waits for it"
        waits.join(HELD_S * 5)
        assert not waits.is_alive()


def test_a_backup_may_take_as_long_as_it_needs(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_shelves(tmp_path / "house", database_url=postgres_url) as shelves:
        accept(shelves)
        second_name, add = AudioShelf.second_name, ArchiveWriter.add

        def slowly_named(self: AudioShelf, sha256: str) -> AbstractContextManager[Path]:
            time.sleep(HELD_S)
            return second_name(self, sha256)

        def slowly_added(self: ArchiveWriter, name: str, file: IO[bytes]) -> None:
            if name == "tables/calls.jsonl":
                time.sleep(HELD_S)
            add(self, name, file)

        monkeypatch.setattr(AudioShelf, "second_name", slowly_named)
        monkeypatch.setattr(ArchiveWriter, "add", slowly_added)
        manifest = back_up(shelves, tmp_path / "kept.tar", with_key=True)
        assert (manifest.calls, manifest.recordings) == (1, 1)


def _hold(waiting: Database) -> None:
    with waiting.transaction() as session:
        hold_key(session, "work")


def _freeze_beside(frozen: Database, living: Database) -> None:
    """Hold what the living one wants and do nothing until it has that; then wake up, and try to go on."""
    with frozen.transaction() as session:
        hold_key(session, "work")
        began = time.monotonic()
        _hold(living)
        assert time.monotonic() - began < HELD_S * 5
        session.execute(text("SELECT 1"))
