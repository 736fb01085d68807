"""A field that somebody else changed in the CRM: three values side by side, and a person decides."""

from __future__ import annotations

from fastapi.testclient import TestClient

from lifecycle import conflicts, reading
from tests.api.calls import CALLS, call_in_conflict
from tests.api.house import House
from tests.api.test_call_page import browser

__all__ = ["browser"]


def test_the_page_shows_seen_ours_and_theirs_and_writes_ours_only_over_what_was_seen(
    house: House, browser: TestClient
) -> None:
    call_id = call_in_conflict(house)
    shown = browser.get(f"/calls/{call_id}").text.split('data-conflict="c1"')[1].split("</form>")[0]
    for value in ("Buyer", "Head of &lt;Buying&gt;", "Chief Buyer", "Write ours", "Keep theirs"):
        assert value in shown
    stale = {"item": "c1", "take": "ours", "seen": "Another"}
    assert browser.post(f"/calls/{call_id}/conflicts", data=stale).status_code == 409
    assert conflicts.owed(house.doors.shelves, call_id) == {}
    seen = stale | {"seen": "Chief Buyer"}
    assert browser.post(f"/calls/{call_id}/conflicts", data=seen).status_code == 303
    assert conflicts.owed(house.doors.shelves, call_id) == {f"{call_id}:field:c1": "Chief Buyer"}
    assert house.enqueued[-1][:2] == (call_id, "settle")
    assert "dana@example.com took ours" in browser.get(f"/calls/{call_id}").text


def test_theirs_is_kept_and_nothing_is_written(house: House) -> None:
    call_id, before = call_in_conflict(house), len(house.enqueued)
    (told,) = house.client.get(f"{CALLS}/{call_id}").json()["conflicts"]
    assert (told["seen"], told["ours"], told["theirs"], told["choice"]) == (
        "Buyer", "Head of <Buying>", "Chief Buyer", None,
    )  # fmt: skip
    body = {"by": "dana@example.com", "item_id": "c1", "take": "theirs", "seen": told["theirs"]}
    assert house.client.post(f"{CALLS}/{call_id}/conflicts", json=body).status_code == 200
    (decided,) = reading.dossier(house.doors.shelves, call_id).conflicts
    assert decided.choice is not None
    assert (decided.choice.take, decided.choice.by) == ("theirs", "dana@example.com")
    assert conflicts.owed(house.doors.shelves, call_id) == {}
    assert house.enqueued[before:] == []
    wrong = body | {"item_id": "c9"}
    assert house.client.post(f"{CALLS}/{call_id}/conflicts", json=wrong).status_code == 404
