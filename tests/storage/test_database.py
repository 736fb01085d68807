from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import StatementError

from models.errors import SettingsError, StorageError
from storage.database import TakenError, open_database
from storage.shelves import Shelves, open_shelves
from storage.tables import CrmCompanyRow, WorkerRow
from tests.processes import FORKS

_NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


def _company(key: str) -> CrmCompanyRow:
    return CrmCompanyRow(id=key, key=key, name="Northwind", created_at=_NOW)


def _write_many(folder: Path, database_url: str | None, name: str) -> None:
    """Write many rows, one by one. Runs in a process of its own."""
    with open_shelves(folder, database_url=database_url) as shelves:
        crm = shelves.embedded_crm()
        for number in range(60):
            crm.create_company(key=f"{name}-{number}", name="made at the same time")


def test_writers_in_several_processes_never_find_the_database_locked(
    shelves: Shelves, database_url: str | None
) -> None:
    running = [
        FORKS.Process(target=_write_many, args=(shelves.audio.root, database_url, name)) for name in "abc"
    ]
    for process in running:
        process.start()
    for process in running:
        process.join(90)
        assert process.exitcode == 0
    with shelves.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(CrmCompanyRow)) == 180


def test_a_transaction_that_fails_leaves_nothing(shelves: Shelves) -> None:
    def write_and_break() -> None:
        with shelves.database.transaction() as session:
            session.add(_company("a"))
            session.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write_and_break()
    with shelves.database.reading() as session:
        assert session.get(CrmCompanyRow, "a") is None


def test_what_a_writer_has_read_stays_true_until_it_writes(sqlite_shelves: Shelves) -> None:
    impatient = open_database(f"sqlite:///{sqlite_shelves.database.path}")
    with sqlite_shelves.database.transaction() as session:
        session.execute(text("SELECT 1"))
        with impatient.engine.connect() as other:
            other.exec_driver_sql("PRAGMA busy_timeout=50")
            with pytest.raises(Exception, match="locked"):
                other.exec_driver_sql("UPDATE crm_companies SET name = 'changed'")
    impatient.close()


def test_a_reader_sees_one_moment_while_others_write(shelves: Shelves) -> None:
    with shelves.database.reading() as reader:
        assert reader.scalar(select(func.count()).select_from(CrmCompanyRow)) == 0
        with shelves.database.transaction() as session:
            session.add(_company("a"))
        assert reader.scalar(select(func.count()).select_from(CrmCompanyRow)) == 0


def test_a_taken_value_is_told_from_other_failures(shelves: Shelves) -> None:
    with shelves.database.transaction() as session:
        session.add(_company("a"))
    with pytest.raises(TakenError), shelves.database.transaction() as session:
        session.add(CrmCompanyRow(id="b", key="a", name="Northwind", created_at=_NOW))
    with pytest.raises(StorageError), shelves.database.transaction() as session:
        session.execute(text("SELECT * FROM no_such_table"))


def test_foreign_keys_are_kept(shelves: Shelves) -> None:
    with pytest.raises(TakenError), shelves.database.transaction() as session:
        session.execute(
            text("INSERT INTO external_ids VALUES ('x', 'call_that_is_not_there', '2026-11-20 09:30:00')")
        )


def test_moments_come_back_aware_and_in_utc(shelves: Shelves) -> None:
    local = _NOW.astimezone(timezone(timedelta(hours=-5)))
    with shelves.database.transaction() as session:
        session.add(WorkerRow(id="w", host="h", pid=1, started_at=local, beat_at=local))
    with shelves.database.reading() as session:
        found = session.get_one(WorkerRow, "w").started_at
    assert found == _NOW
    assert found.utcoffset() == timedelta(0)


def test_a_moment_without_a_zone_is_not_stored(shelves: Shelves) -> None:
    naive = _NOW.replace(tzinfo=None)
    with pytest.raises((StatementError, StorageError)), shelves.database.transaction() as session:
        session.add(WorkerRow(id="w", host="h", pid=1, started_at=naive, beat_at=naive))


def test_only_the_owner_may_read_the_database(sqlite_shelves: Shelves) -> None:
    path = sqlite_shelves.database.path
    assert path is not None
    with sqlite_shelves.database.transaction() as session:
        session.add(_company("a"))
    for file in path.parent.glob(f"{path.name}*"):
        if not file.name.endswith(".lock"):
            assert file.stat().st_mode & 0o077 == 0, file.name


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "what is this"])
def test_an_address_that_cannot_be_shared_or_read_is_refused(url: str) -> None:
    with pytest.raises(SettingsError):
        open_database(url)


def test_a_folder_that_cannot_be_made_is_a_storage_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(StorageError):
        open_database(f"sqlite:///{tmp_path / 'file' / 'calls.db'}")
