"""A call goes all the way with CSV files and a receiver as its CRM."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.callnotes.house import House
from tests.callnotes.test_main_job import submitted
from tests.contracts.webhook_csv_world import rows_of
from tests.webhook_receiver import SECRET, receiver

CONTACTS = "id,name,phone\r\n4711,Daniel Reed,(212) 555-0142\r\n"


@pytest.fixture
def folder(house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    assert not house.folder.exists()
    folder = tmp_path / "for-our-crm"
    folder.mkdir()
    (folder / "contacts.csv").write_text(CONTACTS)
    monkeypatch.setenv("CALLNOTES_CRM", "webhook_csv")
    monkeypatch.setenv("CALLNOTES_WEBHOOK_CSV_FOLDER", str(folder))
    return folder


def test_a_call_is_pending_in_its_file_and_counts_in_others_after_a_yes(
    house: House, folder: Path, recording: Path, spoken: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with receiver() as running:
        running.contacts["4711"] = {"name": "Daniel Reed"}
        monkeypatch.setenv("CALLNOTES_WEBHOOK_CSV_URL", running.url)
        monkeypatch.setenv("CALLNOTES_WEBHOOK_CSV_SECRETS", SECRET)
        call = submitted(house, recording, spoken, "--customer", "+1 212 555 0142")
        assert call["stage"] == "staged"
        pending = rows_of(folder / "pending.csv")
        assert [(row["kind"], row["contact_id"]) for row in pending] == [("note", "4711"), ("review", "4711")]
        assert {data["status"] for data in running.records.values()} == {"pending", "review"}
        assert house("review", str(call["id"]), "--accept-all", "--as", "laura@example.com").code == 0
        assert rows_of(folder / "pending.csv") == []
        (note,) = rows_of(folder / "notes.csv")
        assert "unconfirmed" not in note["text"].lower()
        assert rows_of(folder / "follow_ups.csv")
        assert running.records[note["key"]]["status"] == "live"
        assert house("show", str(call["id"]), "--json").document["stage"] == "settled"
        assert "agree, 0 settled" in house("crm", "reconcile", str(call["id"])).out
        probed = house("crm", "probe")
        assert "webhook_csv, version csv-1+webhook-1" in probed.out


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("FOLDER", "", "neither"),
        ("URL", "https://crm.example.com/", "SECRETS is not set"),
        ("URL", "http://crm.example.com/", "not https"),
    ],
)
def test_what_is_missing_is_said(
    house: House, folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, why: str
) -> None:
    assert folder.exists()
    monkeypatch.setenv(f"CALLNOTES_WEBHOOK_CSV_{name}", value)
    said = house("crm", "probe")
    assert (said.code, why in said.err) == (2, True)
