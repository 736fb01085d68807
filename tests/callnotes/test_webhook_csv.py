"""A call goes all the way with CSV files and a receiver as its CRM."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.callnotes.house import House
from tests.callnotes.test_main_job import CONSENT
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


def test_a_call_goes_all_the_way_through_a_lost_answer(
    house: House, recording: Path, spoken: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with receiver() as running:
        running.contacts["4711"] = {"name": "Daniel Reed", "phone": "(212) 555-0142"}
        running.lose = 1
        for name, value in (("CRM", "webhook_csv"), ("WEBHOOK_CSV_URL", running.url), ("MAX_ATTEMPTS", "1")):
            monkeypatch.setenv(f"CALLNOTES_{name}", value)
        monkeypatch.setenv("CALLNOTES_WEBHOOK_CSV_SECRETS", SECRET)
        arrives = ("submit", recording, "--transcript", spoken, *CONSENT, "--engine", "rules", "--wait")
        assert house(*arrives, "--customer", "+1 212 555 0142", "--agent", "laura@example.com").code == 3
        (call,) = house("calls", "--json").document

        status = house("crm", "status", "--json").document
        assert (status["open_records"], status["causes"][0]["code"]) == (1, "crm.busy")
        assert "1 x crm.busy" in house("crm", "status").out
        (finding,) = house("crm", "reconcile", "--json").document
        assert (finding["key"], finding["resolved"]) == (f"{call['id']}:note", True)
        assert house("crm", "status", "--json").document["open_records"] == 0

        assert house("retry", call["id"], "--wait").code == 0
        assert {data["status"] for data in running.records.values()} == {"pending", "review"}
        assert {data["contact_id"] for data in running.records.values()} == {"4711"}
        assert house("review", call["id"], "--accept-all", "--as", "laura@example.com").code == 0
        note = running.records[f"{call['id']}:note"]
        assert (note["status"], "unconfirmed" in note["body"].lower()) == ("live", False)
        assert any(data["status"] == "live" and data["op"] == "put_task" for data in running.records.values())
        assert "agree, 0 settled" in house("crm", "reconcile", call["id"]).out


def test_the_probe_looks_at_folder_and_receiver(
    house: House, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with receiver() as running:
        monkeypatch.setenv("CALLNOTES_WEBHOOK_CSV_URL", running.url)
        monkeypatch.setenv("CALLNOTES_WEBHOOK_CSV_SECRETS", SECRET)
        assert "webhook_csv, version csv-1+webhook-1" in house("crm", "probe").out
    assert house("crm", "probe").code == 3
    (folder / "contacts.csv").unlink()
    assert "contacts.csv" in house("crm", "probe").err


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
