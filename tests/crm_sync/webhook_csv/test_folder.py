from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import pytest

from crm_sync.adapters.webhook_csv import CsvFolder, WebhookCsvAdapter
from models.crm import Operation, PartyHints
from models.errors import CrmBusyError, CrmRefusedError
from storage.sealed_file import sync_folder
from tests.contracts.crm_adapter import NOTE, PHONE, TASK, change
from tests.contracts.webhook_csv_world import RECORDS, FolderWorld, rows_of

BODY = 'many "words"\n' * 100
_KILLED_WRITERS = """
import os, shutil, signal, sys, time
from datetime import UTC, datetime
from pathlib import Path
from crm_sync.adapters.webhook_csv import CsvFolder
from models.crm import PutNote
from storage.sealed_file import sync_folder
folder, body = Path(sys.argv[1]), sys.argv[2]
for round_ in range(8):
    writer = os.fork()
    while not writer:
        for number in range(60):
            for status in ("pending", "live", "pending", "rejected"):
                CsvFolder(folder, sync=sync_folder).apply(PutNote(
                    key=f"c{number}:note", call_id="c", title="", body=body, status=status,
                    at=datetime(2026, 11, 20, tzinfo=UTC),
                ))
    time.sleep(0.04 + round_ * 0.01)
    os.kill(writer, signal.SIGKILL)
    os.waitpid(writer, 0)
    shutil.copytree(folder, folder.with_name(f"after-{round_}"))
"""


@pytest.fixture
def world(tmp_path: Path) -> FolderWorld:
    (tmp_path / "crm").mkdir()
    return FolderWorld(tmp_path / "crm")


def test_what_is_pending_and_what_counts_never_stand_in_one_file(world: FolderWorld) -> None:
    for operation in (NOTE, TASK):
        world.adapter.apply(operation)
    assert [row["kind"] for row in rows_of(world.folder / "pending.csv")] == ["note", "review"]
    assert not (world.folder / "notes.csv").exists()
    live = NOTE.model_copy(update={"status": "live", "body": "Confirmed"})
    for done in (live, TASK.model_copy(update={"status": "done"}), follow_up()):
        world.adapter.apply(done)
    assert rows_of(world.folder / "pending.csv") == []
    assert [row["text"] for row in rows_of(world.folder / "notes.csv")] == ["Confirmed"]
    assert [row["kind"] for row in rows_of(world.folder / "follow_ups.csv")] == ["call"]
    assert [row["kind"] for row in rows_of(world.folder / "closed.csv")] == ["review"]


def follow_up() -> Operation:
    return TASK.model_copy(update={"key": "c1:fu:p1", "status": "live", "kind": "call"})


def test_a_withdrawn_note_leaves_its_words_in_no_file(world: FolderWorld) -> None:
    world.adapter.apply(NOTE.model_copy(update={"status": "live", "body": "Their secret"}))
    world.adapter.apply(NOTE.model_copy(update={"status": "rejected", "body": "Withdrawn"}))
    assert all(b"secret" not in path.read_bytes() for path in world.folder.iterdir())
    assert [row["status"] for row in rows_of(world.folder / "closed.csv")] == ["rejected"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "'=1"])
def test_no_cell_is_a_formula(world: FolderWorld, text: str) -> None:
    world.adapter.apply(NOTE.model_copy(update={"title": text, "body": text}))
    with (world.folder / "pending.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["title"].startswith("'")
    assert row["text"].startswith("'")
    again = WebhookCsvAdapter(folder=CsvFolder(world.folder, sync=sync_folder))
    assert again.apply(NOTE.model_copy(update={"title": text, "body": text})).result == "already_applied"


def test_a_change_of_a_field_names_the_value_that_it_may_replace(world: FolderWorld) -> None:
    contact = world.add_contact("Martin Reed", phone=PHONE)
    world.type_by_hand(contact, "jobtitle", "Buyer")
    world.adapter.apply(change(contact, expected="Buyer", value="Head of Buying"))
    (row,) = rows_of(world.folder / "fields.csv")
    assert (row["contact_id"], row["name"], row["expected"], row["value"]) == (
        contact, "jobtitle", "Buyer", "Head of Buying",
    )  # fmt: skip


def test_a_change_counts_until_the_export_shows_it_or_another_value(world: FolderWorld) -> None:
    contact = world.add_contact("Martin Reed", phone=PHONE)
    world.adapter.apply(change(contact, expected=None, value="Buyer"))

    def holds() -> str | None:
        return world.adapter.field_values(contact, ("jobtitle",))["jobtitle"]

    assert holds() == "Buyer"
    world.type_by_hand(contact, "jobtitle", "Buyer")
    assert holds() == "Buyer"
    world.type_by_hand(contact, "jobtitle", "Chief Buyer")
    assert holds() == "Chief Buyer"


def test_a_change_of_mind_is_a_row_of_its_own(world: FolderWorld) -> None:
    contact = world.add_contact("Martin Reed", phone=PHONE)
    world.adapter.apply(change(contact, expected=None, value="Buyer"))
    world.adapter.apply(change(contact, expected="Buyer", value="Head of Buying"))
    keys = [row["key"] for row in rows_of(world.folder / "fields.csv")]
    assert keys == ["c1:field:c1", "c1:field:c1~2"]
    assert world.adapter.field_values(contact, ("jobtitle",)) == {"jobtitle": "Head of Buying"}


def test_a_new_contact_that_the_export_has_by_now_is_found_once(world: FolderWorld) -> None:
    made = world.adapter.create_contact(key="c1:contact", name="Martin Reed", phone=PHONE, email=None)
    exported = world.add_contact("Martin Reed", phone="(202) 555-0143")
    found = world.adapter.find_parties(PartyHints(phones=(PHONE,)))
    assert [party.contact_id for party in found] == [exported]
    assert world.adapter.party(made.contact_id) is not None


def test_without_contacts_csv_the_work_waits_and_with_a_broken_one_it_says_so(world: FolderWorld) -> None:
    (world.folder / "contacts.csv").unlink()
    with pytest.raises(CrmBusyError, match=r"contacts\.csv"):
        world.adapter.probe()
    no_id, twice = b"name,phone\r\nReed,1\r\n", b"id,phone,phone\r\n1,2,3\r\n"
    for broken in (b'id,name\r\n1,"half', no_id, twice, b"id,name\r\n1,Gr\xf6\r\n"):
        (world.folder / "contacts.csv").write_bytes(broken)
        with pytest.raises(CrmRefusedError, match=r"contacts\.csv"):
            world.adapter.probe()


def test_a_file_that_is_not_ours_is_not_written_over(world: FolderWorld) -> None:
    (world.folder / "pending.csv").write_text("my,own\r\n1,2\r\n")
    with pytest.raises(CrmRefusedError, match="move that file away"):
        world.adapter.apply(NOTE)
    assert (world.folder / "pending.csv").read_text() == "my,own\n1,2\n"


def test_a_killed_writer_leaves_no_half_row_and_no_key_twice(tmp_path: Path) -> None:
    folder = tmp_path / "crm"
    folder.mkdir()
    (folder / "contacts.csv").write_text("id,name\r\n")
    subprocess.run([sys.executable, "-c", _KILLED_WRITERS, folder, BODY], check=True, timeout=60)
    found = [rows_of(after / name) for after in sorted(tmp_path.glob("after-*")) for name in RECORDS]
    assert len(found) == 8 * len(RECORDS)
    assert any(found)
    for rows in found:
        keys = [row["key"] for row in rows]
        assert len(keys) == len(set(keys))
        assert {row["text"] for row in rows} <= {BODY}
    healed = CsvFolder(folder, sync=sync_folder)
    for key in {row["key"] for name in RECORDS for row in rows_of(folder / name)}:
        healed.apply(NOTE.model_copy(update={"key": key, "status": "live"}))
    assert {name for name in RECORDS if rows_of(folder / name)} == {"notes.csv"}
