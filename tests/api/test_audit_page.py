"""The page of who did what: found by what is asked, written out, and told whether the log is whole."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from lifecycle import audit_watch
from models.access import Actor
from tests.api.calls import staged_call
from tests.api.house import House
from tests.api.test_people_pages import DANA, SAM, enter

PBX = Actor(name="pbx & co", scopes=("calls:read",), door="api_token")


@pytest.fixture
def dana(house: House) -> TestClient:
    return enter(house, DANA, "admin")


def _exported(browser: TestClient, **asked: str) -> list[dict[str, str]]:
    answer = browser.get("/audit/export/jsonl", params=asked)
    assert answer.headers["content-type"] == "application/jsonl"
    return [json.loads(line) for line in answer.text.splitlines()]


def test_lines_are_found_by_act_person_call_and_day(house: House, dana: TestClient) -> None:
    call_id = staged_call(house)
    enter(house, SAM, "agent")
    dana.get(f"/calls/{call_id}")
    assert {line["action"] for line in _exported(dana, call=call_id)} == {"submitted", "saw"}
    assert {line["action"] for line in _exported(dana, what="made the account")} == {"made_the_account"}
    assert {line["actor"] for line in _exported(dana, who=f" {SAM.upper()}")} == {SAM}
    assert [line["action"] for line in _exported(dana, since="2026-11-21")] == []
    assert _exported(dana, since="2026-11-20", until="2026-11-20", what="saw")
    assert _exported(dana, until="2026-11-19") == []
    assert ">saw<" in dana.get("/audit", params={"what": "Saw"}).text
    assert ">invited<" not in dana.get("/audit", params={"what": "Saw"}).text
    assert "Nothing is noted here." in dana.get("/audit", params={"since": "2026-11-21"}).text
    assert dana.get("/audit", params={"since": "yesterday"}).status_code == 422
    assert dana.get("/audit", params={"until": "9999-12-31"}).status_code == 422


def test_what_is_asked_goes_along_to_the_next_page_and_to_the_export(house: House, dana: TestClient) -> None:
    for at in range(101):
        house.doors.shelves.audit().note(PBX, "saw", call_id=f"call_{at}")
    shown = dana.get("/audit", params={"who": "pbx & co", "what": "saw"}).text
    assert "/audit/export/csv?who=pbx+%26+co&amp;what=saw" in shown
    assert 'href="/audit?who=pbx+%26+co&amp;what=saw&amp;part=2"' in shown
    second = dana.get("/audit", params={"who": "pbx & co", "part": "2"}).text
    assert second.count('<td role="cell">saw</td>') == 1


def test_the_table_computes_nothing_and_the_export_is_noted(house: House, dana: TestClient) -> None:
    house.doors.shelves.audit().note(PBX, "saw", detail="=1+1")
    rows = list(csv.DictReader(io.StringIO(dana.get("/audit/export/csv").text)))
    assert [row["detail"] for row in rows if row["action"] == "saw"] == ["'=1+1"]
    assert rows[-1]["action"] == "exported_the_audit_log"
    assert (rows[-1]["actor"], rows[-1]["detail"], len(rows[-1]["hash"])) == (DANA, "csv", 64)
    assert dana.get("/audit/export/xml").status_code == 422


def test_a_manager_writes_out_no_more_than_a_manager_reads(house: House, dana: TestClient) -> None:
    seen, unseen = staged_call(house, team="blue"), staged_call(house, team="red", seed=1)
    cora = enter(house, "cora@example.com", "manager", "blue")
    assert {line["call_id"] for line in _exported(cora)} == {seen}
    assert unseen not in cora.get("/audit").text


def test_the_page_says_whether_the_log_is_whole(
    house: House, dana: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "The log is whole" in dana.get("/audit").text
    with house.doors.shelves.database.transaction() as session:
        session.execute(text("UPDATE audit_log SET actor = 'eve@example.com' WHERE id = 2"))
    assert "The log is whole" in dana.get("/audit").text  # as it was looked at a moment ago
    assert "not as it was written, from line 2 on" in dana.get("/audit", params={"check": "now"}).text
    house.pass_time(timedelta(minutes=10))
    assert "not as it was written, from line 2 on" in dana.get("/audit").text
    monkeypatch.setattr(audit_watch, "_SHORT", 0)
    house.pass_time(timedelta(minutes=10))
    assert "from line 2 on" in dana.get("/audit").text
