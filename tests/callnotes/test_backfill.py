"""Old recordings go in by a table, row by row: once, at low priority, and never far ahead of the work."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import pytest

from callnotes import backfill as rules
from callnotes.backfill import Backfill
from callnotes.backfill_place import Desk
from callnotes.backfill_table import read_table
from callnotes.settings import load_settings
from callnotes.shelves import shelves_of
from lifecycle import reading
from models.access import Actor
from models.errors import StorageError
from tests.api.house import wav
from tests.callnotes.house import House, Said
from tests.databases import with_tables

HEAD = "path,started_at,agent,customer,consent,consent_by,consent_how\n"
PROVEN = "announced,IVR,played before the call"


@pytest.fixture
def calls(tmp_path: Path, house: House) -> Path:
    """Three recordings in a folder, and a house with its tables."""
    with_tables(house.folder)
    folder = tmp_path / "old"
    folder.mkdir()
    for number in (1, 2, 3):
        (folder / f"{number}.wav").write_bytes(wav(seed=number))
    return folder


def table(folder: Path, text: str) -> Path:
    path = folder / "calls.csv"
    path.write_text(text, encoding="utf-8")
    return path


def three(folder: Path) -> Path:
    rows = "".join(
        f"{n}.wav,2024-03-0{n} 10:05,dana@example.com,+1 212 555 0142,{PROVEN}\n" for n in (1, 2, 3)
    )
    return table(folder, HEAD + rows)


def kept(house: House) -> list[dict[str, object]]:
    found: list[dict[str, object]] = house("calls", "--json").document
    return found


def test_every_row_becomes_a_call_of_low_priority_with_its_own_date_and_a_second_run_doubles_nothing(
    house: House, calls: Path
) -> None:
    first = house("backfill", three(calls), "--json")
    assert (first.code, first.document["state"], first.document["taken"]) == (0, "done", 3)
    assert {str(call["started_at"])[:10] for call in kept(house)} == {
        "2024-03-01", "2024-03-02", "2024-03-03",
    }  # fmt: skip
    assert {call["stage"] for call in kept(house)} == {"queued"}
    with shelves_of(load_settings(data=house.folder)) as shelves:
        assert {call.details.priority for call in reading.calls(shelves)} == {"backfill"}
    again = house("backfill", calls / "calls.csv", "--json").document
    assert (again["taken"], again["already_there"], len(kept(house))) == (0, 3, 3)


def test_a_row_that_cannot_be_taken_is_told_by_its_number_and_the_others_go_on(
    house: House, calls: Path
) -> None:
    (calls / "text.wav").write_text("no recording")
    os.mkfifo(calls / "pipe.wav")
    rows = (
        f"1.wav,2024-03-01,dana@example.com,,{PROVEN}",
        "",
        f"gone.wav,2024-03-01,,,{PROVEN}",
        f"pipe.wav,2024-03-01,,,{PROVEN}",
        f"text.wav,2024-03-01,,,{PROVEN}",
        f"2.wav,the first of May,,,{PROVEN}",
        f"2.wav,2024-03-01,,1.55513E+10,{PROVEN}",
        f"2.wav,2031-03-01,,,{PROVEN}",
        "2.wav,2024-03-01,,,surely,,",
        "2.wav,2024-03-01",
        f"1.wav,2024-03-02,,,{PROVEN}",
        ",2024-03-02,,,,,",
        f"3.wav,2024-03-03,,,{PROVEN}",
    )
    path = table(calls, HEAD + "\n".join(rows))
    checked = house("backfill", path, "--dry-run", "--json")
    assert (checked.code, kept(house)) == (2, [])
    said = house("backfill", path, "--json")
    assert said.code == 2
    assert said.document["refused_rows"] == checked.document["refused_rows"]
    whys = {row["row"]: row["why"] for row in said.document["refused_rows"]}
    assert sorted(whys) == [4, 5, 6, 7, 8, 9, 10, 11, 12, 13]
    assert "not there" in whys[4]
    assert "is a text" in whys[6]
    assert "started_at is not an ISO 8601 moment" in whys[7]
    assert "neither an e-mail address nor a phone number" in whys[8]
    assert "It has 2 cells where the first row has 7" in whys[11]
    assert whys[12] == "It names the file of row 2."
    assert len(kept(house)) == 2


MISTAKES = {
    "another encoding": (HEAD.encode() + "x.wav,,Jürgen,,,,".encode("cp1252"), "Line 2 of the table"),
    "UTF-16": (HEAD.encode("utf-16"), "not a CSV file in UTF-8"),
    "a workbook": (b"PK\x03\x04\x00\x00", "not a CSV file in UTF-8"),
    "no header": (b"1.wav,2024-03-01\n", "names no column `path`"),
    "nothing": (b"", "names no column `path`"),
    "unknown column": (b"path,phone\n", "the column `phone`, which is none of agent"),
    "doubled column": (b"path,agent,agent\n", "the column `agent` twice"),
    "priority": (b"path,priority\n", "the column `priority`"),
    "open quote": (b'path,agent\n1.wav,"dana\n2.wav,sam\n', "Row 2 of the table cannot be read"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_table_that_cannot_be_read_is_refused_in_one_sentence(
    house: House, tmp_path: Path, mistake: str
) -> None:
    content, words = MISTAKES[mistake]
    (tmp_path / "t.csv").write_bytes(content)
    said = house("backfill", tmp_path / "t.csv")
    assert (said.code, said.err.count("\n")) == (2, 1)
    assert words in said.err


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_found_and_a_byte_order_mark_is_no_part_of_a_name(separator: str) -> None:
    text = "\ufeffPath,Started At,Consent How\na.wav,2024-03-01,yes\n".replace(",", separator)
    (row,) = read_table(text.encode())
    assert row.number == 2
    assert row.cells == {"path": "a.wav", "started_at": "2024-03-01", "consent_how": "yes"}


def test_two_files_are_the_legs_of_one_call(house: House, calls: Path) -> None:
    (calls / "1.wav").rename(calls / "x-out.wav")
    (calls / "2.wav").rename(calls / "x-in.wav")
    path = table(calls, "path,other_leg,direction\nx-out.wav,x-in.wav,inbound\n")
    assert house("backfill", path).code == 0
    with shelves_of(load_settings(data=house.folder)) as shelves:
        (call,) = reading.calls(shelves)
    assert (call.details.agent_channel, call.consent.status) == ("right", "unknown")


def test_it_waits_while_enough_calls_wait_for_a_worker_and_can_be_paused_resumed_and_cancelled(
    house: House, calls: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "AHEAD", 1)
    path, desk = three(calls), Desk(house.folder / "backfill")
    ended: list[Said] = []
    thread = threading.Thread(target=lambda: ended.append(house("backfill", path)))
    thread.start()
    _until(lambda: (place := desk.newest()) is not None and place.done_rows == 1)
    time.sleep(0.6)
    place = desk.newest()
    assert place is not None
    assert (place.done_rows, place.state) == (1, "running"), "one call waits, so no second one is taken"
    desk.leave("pause")
    _until(lambda: (place := desk.newest()) is not None and place.state == "paused")
    monkeypatch.setattr(rules, "AHEAD", 2)
    time.sleep(0.6)
    desk.leave(None)
    _until(lambda: (place := desk.newest()) is not None and place.done_rows == 2)
    desk.leave("cancel")
    thread.join(timeout=10)
    assert not thread.is_alive()
    assert house("backfill", "--status", "--json").document["state"] == "cancelled"
    assert len(kept(house)) == 2


def _until(is_so: object) -> None:
    assert callable(is_so)
    until = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.02)


def test_only_one_runs_at_a_time_and_a_killed_one_goes_on_where_it_was(house: House, calls: Path) -> None:
    path, desk = three(calls), Desk(house.folder / "backfill")
    assert "No back-fill was begun here" in house("backfill", "--status").err
    house("backfill", path)
    place = desk.newest()
    assert place is not None
    desk.note(place.model_copy(update={"state": "running", "done_rows": 2, "taken": 2}))
    assert house("backfill", "--status", "--json").document["state"] == "stopped"
    with desk.held():
        assert "Another back-fill runs here" in house("backfill", path).err
    gone_on = house("backfill", "--resume", "--json").document
    assert (gone_on["done_rows"], gone_on["taken"], gone_on["already_there"]) == (3, 2, 1)


def test_it_stops_before_the_disk_is_full(house: House, calls: Path) -> None:
    settings = load_settings(data=house.folder)
    (row, *_) = read_table(three(calls).read_bytes())
    with shelves_of(settings) as shelves:
        run = Backfill(
            settings, shelves, calls, lambda _work: None, Actor(name="root"), lambda _folder: rules.ROOM_BYTES
        )
        with pytest.raises(StorageError, match="make room"):
            run.take(row)
        assert not reading.calls(shelves)


def test_one_thing_is_asked_for_at_a_time(house: House) -> None:
    said = house("backfill", "--pause", "--resume")
    assert (said.code, "Name the table" in said.err) == (2, True)
