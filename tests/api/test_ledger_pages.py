from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from models.crm import Outcome, PutCall, PutNote, PutTask, SetContactField
from models.errors import CrmBusyError, CrmClosedError
from models.hubspot_limits import limits_of
from models.ledger import Remote
from storage.ledger import forget_text
from tests.api.calls import staged_call
from tests.api.house import House, open_house
from tests.api.test_people_pages import enter

AWAY = "The CRM cannot be reached; the work is kept and tried again."


def note(call_id: str) -> PutNote:
    return PutNote(
        key=f"{call_id}:note",
        call_id=call_id,
        title="Call notes",
        body="UNCONFIRMED",
        status="pending",
        contact_id="c-1",
        at=datetime(2026, 11, 20, 14, 5, tzinfo=UTC),
    )


def written(house: House, call_id: str) -> None:
    """One record that is done, and one whose outcome nobody knows."""
    ledger = house.doors.shelves.ledger()
    ledger.intend(note(call_id))
    ledger.done(note(call_id), Outcome(result="applied", external_id="note_1"), adapter="local")
    task = PutTask(
        key=f"{call_id}:review", call_id=call_id, title="Review", body="How", status="review", kind="review"
    )
    for _ in range(2):
        ledger.intend(task)
        ledger.failed(task, CrmBusyError(AWAY))


def test_a_manager_sees_what_is_open_and_why_and_each_record_of_a_call(house: House) -> None:
    enter(house, "eve@example.com", "admin")
    cora = enter(house, "cora@example.com", "manager", "blue")
    assert "Everything that was begun stands in the CRM." in cora.get("/ledger").text
    call_id = staged_call(house, team="blue")
    written(house, call_id)
    shown = cora.get("/ledger").text
    assert "data-open>1<" in shown
    assert "crm.busy" in shown
    assert AWAY in shown
    assert f'href="/calls/{call_id}/ledger"' in shown
    shown = cora.get(f"/calls/{call_id}/ledger").text
    assert "Call notes" in shown
    assert "not known to be written" in shown
    assert "2 tries" in shown
    assert f'href="/calls/{call_id}/ledger"' in cora.get(f"/calls/{call_id}").text


def test_what_is_open_in_calls_of_others_is_only_counted(house: House) -> None:
    enter(house, "eve@example.com", "admin")
    dan = enter(house, "dan@example.com", "manager", "red")
    call_id = staged_call(house, team="blue")
    written(house, call_id)
    shown = dan.get("/ledger").text
    assert call_id not in shown
    assert "1 more is of a call that you do not see" in shown


def test_reconcile_now_is_a_wish_that_a_worker_fulfils(house: House) -> None:
    enter(house, "eve@example.com", "admin")
    cora = enter(house, "cora@example.com", "manager", "blue")
    call_id, shelves = staged_call(house, team="blue"), house.doors.shelves
    written(house, call_id)
    book = shelves.ledger_book()
    shown = cora.post(f"/calls/{call_id}/reconcile").text
    assert "is being looked at" in shown
    assert book.asked_to_look() == (call_id,)
    for entry in book.entries(call_id):
        book.looked(entry, Remote(state="as_written", external_id="task_1"), adapter="local")
    book.end_of_look(call_id)
    shown = cora.get(f"/calls/{call_id}/ledger").text
    assert "waits for review" in shown
    assert shown.count("stands there as it was written") == 2


def test_a_value_that_a_person_kept_is_a_conflict_on_the_page(house: House) -> None:
    eve = enter(house, "eve@example.com", "admin")
    call_id, ledger = staged_call(house), house.doors.shelves.ledger()
    change = SetContactField(
        key=f"{call_id}:field:c1",
        call_id=call_id,
        contact_id="c-1",
        name="city",
        expected=None,
        value="Leeds",
    )
    ledger.intend(change)
    ledger.done(change, Outcome(result="conflict", external_id="c-1", current_value="York"), adapter="local")
    shown = eve.get(f"/calls/{call_id}/ledger").text
    assert f'href="/calls/{call_id}#conflicts">conflict: somebody&#39;s newer value stays' in shown
    assert "city: (empty) → Leeds" in shown


def test_the_record_of_the_call_is_one_of_the_ledger_and_of_the_calls_list_and_its_numbers_are_forgotten(
    house: House,
) -> None:
    eve = enter(house, "eve@example.com", "admin")
    call_id, shelves = staged_call(house), house.doors.shelves
    logged = PutCall(
        key=f"{call_id}:call",
        call_id=call_id,
        title="Call: Martin Reed",
        body="Logged.",
        status="live",
        at=datetime(2026, 11, 20, 14, 5, tzinfo=UTC),
        from_number="+12025550143",
        recording_url="https://pbx.example.com/c1.wav",
        contact_id="c-1",
    )
    shelves.ledger().intend(logged)
    shelves.ledger().done(logged, Outcome(result="applied", external_id="55"), adapter="hubspot")
    for page in (f"/calls/{call_id}/ledger", f"/calls/{call_id}"):
        assert "Call: Martin Reed" in eve.get(page).text
    (record,) = house.client.get(f"/api/v1/calls/{call_id}/ledger").json()["records"]
    assert (record["op"], record["state"], record["external_id"]) == ("put_call", "done", "55")
    with shelves.database.transaction() as session:
        forget_text(session, call_id)
    (entry,) = shelves.ledger_book().entries(call_id)
    empty = {"title": "", "body": "", "from_number": None, "recording_url": None}
    assert entry.operation == logged.model_copy(update=empty)


def test_a_machine_reads_the_ledger_without_anybodys_words_and_has_it_looked_at(house: House) -> None:
    call_id = staged_call(house)
    written(house, call_id)
    note_, task = house.client.get(f"/api/v1/calls/{call_id}/ledger").json()["records"]
    assert (note_["state"], note_["external_id"], note_["tries"]) == ("done", "note_1", 1)
    assert (task["state"], task["code"], task["error"], task["tries"]) == ("open", "crm.busy", AWAY, 2)
    assert "UNCONFIRMED" not in str(note_)
    status = house.client.get("/api/v1/crm/status").json()
    assert (status["open_records"], status["causes"][0]["count"]) == (1, 1)
    assert house.client.post(f"/api/v1/calls/{call_id}/reconcile").json()["id"] == call_id
    records = house.client.get(f"/api/v1/calls/{call_id}/ledger").json()["records"]
    assert [one["is_being_looked_at"] for one in records] == [True, True]


def test_the_room_that_the_limits_of_a_crm_leave_is_shown(tmp_path: Path) -> None:
    limits = limits_of("free", margin=0.0, time_zone="Europe/Berlin")
    with open_house(tmp_path, crm="hubspot", crm_limits=limits) as house:
        eve = enter(house, "eve@example.com", "admin")
        shown = eve.get("/ledger").text
        assert "250,000 of 250,000 left" in shown
        assert "Searches in a second" in shown
        with pytest.raises(CrmClosedError):
            house.doors.shelves.rate_gate(limits).close("daily_limit")
        assert (
            "HubSpot is not asked just now: its daily limit of requests is used up" in eve.get("/ledger").text
        )
