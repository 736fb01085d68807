"""The audit log is a chain: whatever is done to it behind its back, `check` finds it and names the line."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest
from sqlalchemy import text

from models.access import Actor
from storage import audit_chain
from storage.audit_anchor import FILE, Anchor
from storage.backup.back_up import back_up
from storage.backup.restore import restore
from storage.shelves import Shelves, open_shelves
from storage.tables import AuditRow
from tests.databases import run_again, with_tables

SAM: Final = Actor(name="sam@example.com", role="agent")
PBX: Final = Actor(name="pbx", scopes=("calls:decide",), door="api_token")
LINES: Final = 5
_COPIED: Final = (
    "INSERT INTO audit_log SELECT {number}, at, actor, action, call_id, detail, door, for_whom, hash "
    "FROM audit_log WHERE id = {line}"
)
_ENDS_AT_3: Final = (
    "UPDATE audit_chain SET entries = 3, last_id = 3, hash = (SELECT hash FROM audit_log WHERE id = 3)"
)


def _note(shelves: Shelves, lines: int = LINES) -> None:
    log = shelves.audit()
    for at in range(lines - 1):
        log.note(SAM, "saw", call_id=f"call_{at}", detail=f"détail {at}")
    with shelves.database.transaction() as session:
        log.note_in(session, PBX, "confirmed", call_id="call_9", named="Dana@Example.com")


@dataclass
class Kept:
    """A log of five lines in a SQLite file, which another program changes behind its back."""

    shelves: Shelves
    file: Path
    behind: sqlite3.Connection

    def do(self, *statements: str) -> None:
        """Change the tables, without a wait for the disk."""
        for statement in statements:
            self.behind.executescript(statement)

    def found(self) -> tuple[int | None, bool]:
        """Return the first line that is found to be broken, and whether the log is whole."""
        verdict = self.shelves.audit().check()
        return verdict.broken, verdict.is_whole


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    with open_shelves(with_tables(tmp_path / "house")) as shelves:
        _note(shelves)
        file = tmp_path / "house" / "callnotes.db"
        with closing(sqlite3.connect(file, isolation_level=None)) as behind:
            behind.execute("PRAGMA synchronous=OFF")
            yield Kept(shelves, file, behind)


def test_a_changed_byte_of_any_column_of_any_line_is_found_and_the_line_named(kept: Kept) -> None:
    columns = [row[1] for row in kept.behind.execute("PRAGMA table_info(audit_log)")]
    assert set(columns) == {*audit_chain.COLUMNS, "hash"}
    tried = 0
    for line in range(1, LINES + 1):
        for column in columns[1:]:
            query = f"SELECT CAST({column} AS BLOB) FROM audit_log WHERE id = {line}"  # noqa: S608 - of ours
            (was,) = kept.behind.execute(query).fetchone()
            last = len(was or b"") - 1
            for at in sorted({0, 10, last // 2, last} & set(range(last + 1))):
                for bit in (1, 32):
                    now = bytearray(was)
                    now[at] ^= bit
                    _put(kept, column, line, bytes(now))
                    assert kept.found() == (line, False), (line, column, at, bit)
                    tried += 1
            may_be_null = column not in {"at", "actor", "action"}
            others = (None if was is not None and may_be_null else b"\0", b"", (was or b"") + b" ")
            for other in others:
                _put(kept, column, line, other)
                assert kept.found() == (line, False), (line, column, other)
                tried += 1
            _put(kept, column, line, was)
    assert tried > 300
    assert kept.found() == (None, True)


def _put(kept: Kept, column: str, line: int, value: bytes | None) -> None:
    statement = f"UPDATE audit_log SET {column} = CAST(? AS TEXT) WHERE id = ?"  # noqa: S608 - of ours
    kept.behind.execute(statement, (value, line))


def test_a_value_of_another_kind_is_not_taken_for_the_same(kept: Kept) -> None:
    for kind in ("CAST(actor AS BLOB)", "7", "7.5"):
        kept.do(f"UPDATE audit_log SET actor = {kind} WHERE id = 3")  # noqa: S608 - of ours
        assert kept.found() == (3, False)


@pytest.mark.parametrize(
    ("statements", "broken"),
    [
        (("DELETE FROM audit_log WHERE id = 1",), 2),
        (("DELETE FROM audit_log WHERE id = 3",), 4),
        (("DELETE FROM audit_log WHERE id = 5",), 5),
        (("DELETE FROM audit_log WHERE id > 2",), 3),
        (("DELETE FROM audit_log",), 1),
        (("DELETE FROM audit_log", "DELETE FROM audit_chain"), None),
        (("DELETE FROM audit_chain",), None),
        (("UPDATE audit_log SET id = 9 WHERE id = 5",), 9),
        (("UPDATE audit_log SET id = -1 WHERE id = 1",), -1),
        (
            (
                "UPDATE audit_log SET id = 90 WHERE id = 2",
                "UPDATE audit_log SET id = 2 WHERE id = 3",
                "UPDATE audit_log SET id = 3 WHERE id = 90",
            ),
            2,
        ),
        ((_COPIED.format(line=1, number=0),), 0),
        ((_COPIED.format(line=5, number=6),), 6),
        ((_COPIED.format(line=5, number=6), "UPDATE audit_log SET hash = NULL WHERE id = 6"), 6),
        (("UPDATE audit_chain SET entries = 4",), None),
        (("UPDATE audit_chain SET last_id = 4",), None),
        (("UPDATE audit_chain SET seal = hash",), None),
        (("UPDATE audit_chain SET wrapped = zeroblob(60)",), None),
        (("DELETE FROM audit_log WHERE id > 3", _ENDS_AT_3), None),
    ],
)  # fmt: skip
def test_what_was_taken_out_put_in_moved_or_cut_off_is_found(
    kept: Kept, statements: tuple[str, ...], broken: int | None
) -> None:
    kept.do(*statements)
    assert kept.found() == (broken, False)


def test_every_byte_of_the_lines_in_the_databases_file_counts(kept: Kept, tmp_path: Path) -> None:
    kept.shelves.database.wash()
    kept.behind.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    whole = kept.file.read_bytes()
    rows = kept.behind.execute(
        "SELECT at || actor || action || ifnull(call_id, '') || ifnull(detail, '') || ifnull(door, '')"
        " || ifnull(for_whom, '') || hash FROM audit_log WHERE id IN (1, 5)"
    ).fetchall()
    shutil.copytree(tmp_path / "house", tmp_path / "copy")
    file = tmp_path / "copy" / "callnotes.db"
    for (row,) in rows:
        body = row.encode()
        begins = whole.index(body)
        head = range(begins - 12, begins)  # number of the row, kinds and lengths of its columns
        for at in (*head, *range(begins, begins + len(body), 5)):
            changed = bytearray(whole)
            changed[at] ^= 4
            file.write_bytes(changed)
            with open_shelves(tmp_path / "copy") as shelves:
                assert not shelves.audit().check().is_whole, (at - begins, row)
    file.write_bytes(whole)
    with open_shelves(tmp_path / "copy") as shelves:
        assert shelves.audit().check().is_whole


def test_an_earlier_state_put_back_whole_is_found_by_the_file_beside_or_an_end_kept_elsewhere(
    kept: Kept, tmp_path: Path
) -> None:
    kept.do(
        "CREATE TABLE old_log AS SELECT * FROM audit_log",
        "CREATE TABLE old_chain AS SELECT * FROM audit_chain",
    )
    _note(kept.shelves)
    elsewhere = Anchor.of(kept.shelves.audit().check().end or "")
    for table in ("log", "chain"):
        kept.do(f"DELETE FROM audit_{table}", f"INSERT INTO audit_{table} SELECT * FROM old_{table}")  # noqa: S608 - of ours
    verdict = kept.shelves.audit().check()
    assert (verdict.is_whole, verdict.broken) == (False, LINES + 1)
    assert "that this machine last wrote is not in the log" in (verdict.why or "")
    _note(kept.shelves, 2 * LINES)  # it grows beyond what was cut off, and the file does not forget
    assert not kept.shelves.audit().check().is_whole
    (tmp_path / "house" / FILE).unlink()
    unseen = kept.shelves.audit().check()
    assert (unseen.is_whole, unseen.anchored) == (True, False)
    assert not kept.shelves.audit().check(kept=elsewhere).is_whole


def test_a_log_begun_anew_in_place_of_another_is_found(kept: Kept) -> None:
    kept.do("DELETE FROM audit_log", "DELETE FROM audit_chain")
    _note(kept.shelves, 2 * LINES)
    assert kept.found() == (LINES, False)


def test_a_file_beside_that_names_no_line_is_told(kept: Kept, tmp_path: Path) -> None:
    (tmp_path / "house" / FILE).write_text("nonsense")
    assert kept.found() == (None, False)
    _note(kept.shelves)
    assert kept.found() == (None, False)


def test_changed_lines_are_found_on_either_database(tmp_path: Path, database_url: str | None) -> None:
    with open_shelves(tmp_path / "house", database_url=database_url) as shelves:
        _note(shelves)
        assert shelves.audit().check().is_whole
        changes: dict[str, Any] = {
            "at": "'2026-11-27 10:00:00.000000+00:00'", "actor": "actor || ' '", "action": "'Saw'",
            "call_id": "NULL", "detail": "''", "door": "'hook'", "for_whom": "'x'", "hash": "upper(hash)",
        }  # fmt: skip
        for column, value in changes.items():
            with shelves.database.transaction() as session:
                was = session.scalar(text(f"SELECT {column} FROM audit_log WHERE id = 3"))  # noqa: S608 - of ours
                session.execute(text(f"UPDATE audit_log SET {column} = {value} WHERE id = 3"))  # noqa: S608 - of ours
            verdict = shelves.audit().check()
            assert (verdict.broken, verdict.entries) == (3, 2), column
            with shelves.database.transaction() as session:
                session.execute(text(f"UPDATE audit_log SET {column} = :was WHERE id = 3"), {"was": was})  # noqa: S608 - of ours
        assert shelves.audit().check().is_whole
        for broken, statement in (
            (3, "DELETE FROM audit_log WHERE id > 2"),
            (2, "DELETE FROM audit_log WHERE id = 1"),
        ):
            with shelves.database.transaction() as session:
                session.execute(text(statement))
            assert shelves.audit().check().broken == broken


def test_lines_written_at_once_stand_one_behind_the_other(tmp_path: Path, database_url: str | None) -> None:
    """Each transaction also changes rows that others change, in another order: nobody waits in a circle."""
    with open_shelves(tmp_path / "house", database_url=database_url) as shelves:
        log = shelves.audit()
        for name in ("a", "b"):
            shelves.heartbeat().appear(name)

        def act(number: int) -> None:
            with shelves.database.transaction() as session:
                log.note_in(session, SAM, "saw", call_id=f"call_{number}")
                session.execute(
                    text("UPDATE workers SET beat_at = beat_at WHERE id = :name"), {"name": "ab"[number % 2]}
                )
                log.note_in(session, SAM, "played", call_id=f"call_{number}")

        with ThreadPoolExecutor(6) as threads:
            list(threads.map(act, range(60)))
        verdict = log.check()
        assert (verdict.is_whole, verdict.entries) == (True, 120)
        lines = [one.call_id for one in log.entries(limit=200)]
        assert all(
            lines[at] == lines[at + 1] for at in range(0, 120, 2)
        )  # those of a transaction are together


def test_what_is_taken_back_leaves_no_line_and_no_gap(kept: Kept) -> None:
    def fail() -> None:
        with kept.shelves.database.transaction() as session:
            kept.shelves.audit().note_in(session, SAM, "saw")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    kept.shelves.audit().note(SAM, "saw")
    verdict = kept.shelves.audit().check()
    assert (verdict.is_whole, verdict.entries, (verdict.end or "").partition(":")[0]) == (True, 6, "6")


def test_the_lines_of_an_earlier_version_are_chained_when_it_is_opened(
    tmp_path: Path, database_url: str | None
) -> None:
    with open_shelves(tmp_path / "house", database_url=database_url) as shelves:
        _note(shelves, 12)
        with shelves.database.transaction() as session:
            session.execute(
                text("DELETE FROM audit_log WHERE id IN (2, 7)")
            )  # numbers that were given and not used
            session.execute(text("DROP TABLE audit_chain"))
            session.execute(text("ALTER TABLE audit_log DROP COLUMN hash"))
            run_again("0027_the_audit_log_is_a_chain", session.connection())
    (tmp_path / "house" / FILE).unlink()
    with open_shelves(tmp_path / "house", database_url=database_url) as shelves:
        assert shelves.audit().check().entries == 10
        _note(shelves)
        verdict = shelves.audit().check()
        assert (verdict.is_whole, verdict.entries) == (True, 15)
        with shelves.database.reading() as session:
            assert session.get(AuditRow, 17) is not None


def test_a_backup_brings_back_a_log_that_is_whole_and_goes_on(kept: Kept, tmp_path: Path) -> None:
    back_up(kept.shelves, tmp_path / "kept.tar", with_key=True)
    restore(tmp_path / "kept.tar", tmp_path / "new", database_url=None, master_key=None)
    with open_shelves(tmp_path / "new") as again:
        assert again.audit().check() == kept.shelves.audit().check().model_copy(update={"anchored": False})
        _note(again)
        verdict = again.audit().check()
        assert (verdict.is_whole, verdict.entries, verdict.anchored) == (True, 2 * LINES, True)


def test_another_master_key_can_neither_read_nor_write_the_log(kept: Kept, tmp_path: Path) -> None:
    (tmp_path / "house" / "master.key").unlink()
    with open_shelves(tmp_path / "house") as other:
        assert "another master key" in (other.audit().check().why or "")
        with pytest.raises(Exception, match="another master key"):
            other.audit().note(SAM, "saw")
    assert kept.found() == (None, True)
