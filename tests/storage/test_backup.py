"""A backup, taken while the service works, brings everything back: calls, recordings, decisions."""

from __future__ import annotations

import shutil
import tarfile
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Boolean, Date, Float, Integer, LargeBinary, Text, select

from lifecycle import attempts, drafts, intake, recovery, review
from models.call import CallDetails
from models.errors import InputError, SettingsError
from models.review import Decision
from storage.backup.archive import check
from storage.backup.back_up import PASSING, back_up
from storage.backup.restore import restore
from storage.shelves import Shelves, open_shelves
from storage.tables import AttentionRow, Table
from storage.tables.accounts import AccountRow, SignedInRow
from storage.tables.table import UtcMoment
from tests.lifecycle.house import GRANTED, LIMITS, WAV, Queue, accept, notes_of, transcript_of
from tests.postgres import PostgresServer


@pytest.fixture
def new_url(database_url: str | None, request: pytest.FixtureRequest) -> Iterator[str | None]:
    """Where a restore goes: a database of the same kind as the one that was backed up, without tables."""
    if database_url is None:
        yield None
        return
    server = request.getfixturevalue("postgres")
    url = server.empty()
    yield url
    server.drop(url)


@pytest.fixture
def staged(shelves: Shelves) -> str:
    """Return a call that waits for a person, with its recording, and one item decided."""
    call_id = accept(shelves, external_id="pbx-1").call.id
    attempts.begin(shelves, call_id, "process", 1)
    drafts.store_transcript(shelves, transcript_of(call_id))
    drafts.store_notes(shelves, notes_of(call_id))
    drafts.mark_staged(shelves, call_id)
    item = notes_of(call_id).items()[0]
    decision = Decision(item_id=item.id, verdict="reject", by="dana@example.com", at=shelves.clock())
    review.decide(shelves, call_id, (decision,), by="dana@example.com", enqueue=Queue())
    shelves.heartbeat().appear("worker-1")
    with shelves.database.transaction() as session:
        session.get_one(AttentionRow, call_id).due = date(2026, 12, 4)
    return call_id


def test_each_kind_of_column_has_its_way_into_a_backup_and_back() -> None:
    columns = [column for table in Table.metadata.tables.values() for column in table.columns]
    known = (Text, Integer, Float, Boolean, Date, LargeBinary, UtcMoment)
    assert [str(column) for column in columns if not isinstance(column.type, known)] == []


def rows(shelves: Shelves) -> dict[str, list[Any]]:
    """Return every row that a backup keeps."""
    with shelves.database.reading() as session:
        return {
            table.name: sorted((tuple(row) for row in session.execute(select(table))), key=repr)
            for table in Table.metadata.sorted_tables
            if table.name not in PASSING
        }


def sealed_bytes(shelves: Shelves) -> dict[str, bytes]:
    """Return every recording as it lies on the disk."""
    return {path.name: path.read_bytes() for path in (shelves.audio.root / "audio").rglob("*.sealed")}


def test_what_was_backed_up_and_wiped_is_the_same_when_restored(
    shelves: Shelves, staged: str, tmp_path: Path, new_url: str | None
) -> None:
    attempts.succeed(shelves, staged, "process", 1)
    before, heard = rows(shelves), sealed_bytes(shelves)
    back_up(shelves, tmp_path / "kept.tar", with_key=True)
    shelves.database.close()
    shutil.rmtree(tmp_path / "house")
    restored = restore(tmp_path / "kept.tar", tmp_path / "house", database_url=new_url, master_key=None)
    assert (restored.calls, restored.recordings, restored.recordings_missing) == (1, 1, 0)
    with open_shelves(tmp_path / "house", database_url=new_url) as again:
        assert rows(again) == before
        assert before["decisions"]
        assert sealed_bytes(again) == heard
        assert again.heartbeat().alive(within_s=3600) == ()
        assert intake.accept(
            again,
            CallDetails(external_id="pbx-1"),
            GRANTED,
            audio=(WAV,),
            transcript=None,
            limits=LIMITS,
            enqueue=Queue(),
        ).already_there
        accept(again, audio=(WAV + b"new",), external_id="pbx-2")
    modes = {path.name: path.stat().st_mode & 0o077 for path in (tmp_path / "house").rglob("*")}
    assert {name for name, mode in modes.items() if mode and not name.endswith(".lock")} == set()


@pytest.mark.parametrize("to_postgresql", [True, False])
def test_a_backup_of_one_kind_of_database_is_restored_into_the_other(
    postgres: PostgresServer, tmp_path: Path, *, to_postgresql: bool
) -> None:
    old, new = (None, postgres.empty()) if to_postgresql else (postgres.empty(), None)
    with open_shelves(tmp_path / "house", database_url=old) as shelves:
        accept(shelves, external_id="pbx-1")
        before, heard = rows(shelves), sealed_bytes(shelves)
        back_up(shelves, tmp_path / "kept.tar", with_key=True)
    restore(tmp_path / "kept.tar", tmp_path / "new", database_url=new, master_key=None)
    with open_shelves(tmp_path / "new", database_url=new) as again:
        assert (rows(again), sealed_bytes(again)) == (before, heard)
        accept(again, audio=(WAV + b"new",), external_id="pbx-2")
    postgres.drop(new or old or "")


def test_a_recording_opens_again_after_the_way_back(shelves: Shelves, staged: str, tmp_path: Path) -> None:
    assert staged
    back_up(shelves, tmp_path / "kept.tar", with_key=True)
    restore(tmp_path / "kept.tar", tmp_path / "new", database_url=None, master_key=None)
    with open_shelves(tmp_path / "new") as again:
        from lifecycle import reading

        recording = reading.calls(again)[0].recording
        assert recording is not None
        with again.audio.source(recording).lend() as path:
            assert Path(path).read_bytes() == WAV


def test_work_that_was_under_way_is_owed_again(shelves: Shelves, tmp_path: Path) -> None:
    call_id = accept(shelves).call.id
    attempts.begin(shelves, call_id, "process", 1)
    assert recovery.owed(shelves) == ()
    back_up(shelves, tmp_path / "kept.tar", with_key=True)
    restore(tmp_path / "kept.tar", tmp_path / "new", database_url=None, master_key=None)
    with open_shelves(tmp_path / "new") as again:
        assert [(work.call_id, work.attempt) for work in recovery.owed(again)] == [(call_id, 1)]


def test_a_backup_beside_a_writer_holds_one_moment(shelves: Shelves, tmp_path: Path) -> None:
    enough = threading.Event()

    def write() -> Iterator[None]:
        for number in range(1000):
            if enough.is_set():
                return
            accept(shelves, audio=(WAV + str(number).encode(),))
            yield

    writer = threading.Thread(target=lambda: list(write()))
    writer.start()
    try:
        taken = [back_up(shelves, tmp_path / f"{number}.tar", with_key=True) for number in range(5)]
    finally:
        enough.set()
        writer.join()
    for number, manifest in enumerate(taken):
        assert manifest.calls == manifest.recordings
        assert manifest.recordings_missing == 0
        restore(tmp_path / f"{number}.tar", tmp_path / f"new{number}", database_url=None, master_key=None)
        with open_shelves(tmp_path / f"new{number}") as again:
            assert len(again.audio.kept()) == manifest.calls
    assert taken[0].calls < taken[-1].calls, "the writer was not held up"
    assert list((shelves.audio.root / "incoming").iterdir()) == []


@pytest.mark.parametrize("place", ["start", "middle", "end", "cut"])
def test_a_damaged_backup_is_refused_and_nothing_is_written(
    shelves: Shelves, staged: str, tmp_path: Path, place: str
) -> None:
    assert staged
    file = tmp_path / "kept.tar"
    manifest = back_up(shelves, file, with_key=True)
    content = bytearray(file.read_bytes())
    if place == "cut":
        del content[len(content) // 2 :]
    else:
        used = sum(512 + -(-entry.size_bytes // 512) * 512 for entry in manifest.files.values())
        with tarfile.open(file) as archive:
            largest = max(archive, key=lambda entry: entry.size)
        middle = largest.offset_data + largest.size // 2
        content[{"start": 3, "middle": middle, "end": used + 520}[place]] ^= 1
    file.write_bytes(content)
    with pytest.raises(InputError, match="damaged"):
        restore(file, tmp_path / "new", database_url=None, master_key=None)
    assert not (tmp_path / "new").exists()


def test_only_an_empty_place_is_restored_into(
    shelves: Shelves, staged: str, tmp_path: Path, database_url: str | None
) -> None:
    assert staged
    back_up(shelves, tmp_path / "kept.tar", with_key=True)
    before = rows(shelves)
    with pytest.raises(InputError, match="not empty"):
        restore(tmp_path / "kept.tar", tmp_path / "house", database_url=None, master_key=None)
    url = database_url or f"sqlite:///{tmp_path / 'house' / 'callnotes.db'}"
    with pytest.raises(InputError, match="database is not empty"):
        restore(tmp_path / "kept.tar", tmp_path / "new", database_url=url, master_key=None)
    assert rows(shelves) == before


def test_without_the_key_nothing_is_restored_and_with_it_all(
    shelves: Shelves, staged: str, tmp_path: Path
) -> None:
    assert staged
    back_up(shelves, tmp_path / "kept.tar", with_key=False)
    assert "master.key" not in check(tmp_path / "kept.tar").files
    with pytest.raises(SettingsError, match="no master key"):
        restore(tmp_path / "kept.tar", tmp_path / "new", database_url=None, master_key=None)
    with open_shelves(tmp_path / "other") as other, pytest.raises(SettingsError, match="not the one"):
        restore(tmp_path / "kept.tar", tmp_path / "new", database_url=None, master_key=other.audio.key)
    (tmp_path / "new").mkdir(exist_ok=True)
    shutil.copy(tmp_path / "house" / "master.key", tmp_path / "new")
    assert restore(tmp_path / "kept.tar", tmp_path / "new", database_url=None, master_key=None).calls == 1


def test_a_backup_never_overwrites_a_file_and_is_for_its_owner_alone(
    shelves: Shelves, tmp_path: Path
) -> None:
    back_up(shelves, tmp_path / "kept.tar", with_key=False)
    assert (tmp_path / "kept.tar").stat().st_mode & 0o077 == 0
    with pytest.raises(InputError, match="already"):
        back_up(shelves, tmp_path / "kept.tar", with_key=False)
    assert [path.name for path in tmp_path.glob("*.part")] == []


def test_people_come_back_and_sign_in_anew(shelves: Shelves, tmp_path: Path) -> None:
    now = shelves.clock()
    with shelves.database.transaction() as session:
        session.add(
            AccountRow(id="a1", email="dana@example.com", role="admin", password_hash="none", made_at=now)
        )
        session.flush()
        session.add(SignedInRow(hash="h", id="s1", account_id="a1", made_at=now, seen_at=now, expires_at=now))
    back_up(shelves, tmp_path / "kept.tar", with_key=True)
    restore(tmp_path / "kept.tar", tmp_path / "new", database_url=None, master_key=None)
    with open_shelves(tmp_path / "new") as again, again.database.reading() as session:
        assert [row.email for row in session.scalars(select(AccountRow))] == ["dana@example.com"]
        assert session.scalars(select(SignedInRow)).all() == []
