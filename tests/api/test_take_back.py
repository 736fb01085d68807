"""A decision is taken back on the page and at the API; the page says what of the CRM does not count."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.who import signed_in
from lifecycle import link, reading
from lifecycle.decided_there import take_in
from models.access import Actor
from models.decided_there import DecidedThere
from models.stages import Stage
from tests.api.calls import staged_call
from tests.api.house import House, open_house


def _browser(house: House) -> TestClient:
    app = house.client.app
    assert isinstance(app, FastAPI)
    app.dependency_overrides[signed_in] = lambda: Actor(name="dana@example.com", role="agent")
    headers = {"Accept": "text/html", "Sec-Fetch-Site": "same-origin"}
    return TestClient(app, headers=headers, follow_redirects=False)


def test_a_decision_is_taken_back_on_the_page_until_its_time_is_over(tmp_path: Path) -> None:
    with open_house(tmp_path, undo=timedelta(minutes=2)) as house, _browser(house) as browser:
        shelves, call_id = house.doors.shelves, staged_call(house, agent="dana@example.com")
        link.link_matched(shelves, call_id, "contact_1")
        work = list(house.enqueued)
        browser.post(f"/calls/{call_id}/decide", data={"rest": "accept"})
        shown = browser.get(f"/calls/{call_id}").text
        assert "It goes to the CRM at" in shown
        assert "Take it back" in shown
        assert browser.post(f"/calls/{call_id}/take-back").status_code == 303
        assert reading.call(shelves, call_id).stage is Stage.STAGED
        history = browser.get(f"/calls/{call_id}").text.split("<summary>History")[1]
        assert "Decision taken back by dana@example.com" in history
        browser.post(f"/calls/{call_id}/decide", data={"rest": "accept"})
        house.pass_time(timedelta(minutes=2))
        assert "Take it back" not in browser.get(f"/calls/{call_id}").text
        assert browser.post(f"/calls/{call_id}/take-back").status_code == 409
        assert reading.call(shelves, call_id).stage is Stage.IN_REVIEW
        assert house.enqueued == work, "until its time it is the sweep's matter"


def test_a_decision_is_taken_back_at_the_api_until_its_time_is_over(tmp_path: Path) -> None:
    with open_house(tmp_path, undo=timedelta(minutes=2)) as house:
        shelves, call_id = house.doors.shelves, staged_call(house, agent="dana@example.com")
        link.link_matched(shelves, call_id, "contact_1")
        who, rest = {"by": "sam@example.com"}, {"by": "dana@example.com", "rest": "accept"}
        door = f"/api/v1/calls/{call_id}"
        assert house.client.post(f"{door}/take-back", json=who).json()["code"] == "call.wrong_stage"
        assert house.client.post(f"{door}/review", json=rest).json()["stage"] == "in_review"
        assert house.client.post(f"{door}/take-back", json={}).status_code == 422
        assert house.client.post(f"{door}/take-back", json=who).json()["stage"] == "staged"
        (taken,) = [one for one in reading.dossier(shelves, call_id).events if one.kind == "taken_back"]
        assert taken.by == "sam@example.com"
        house.client.post(f"{door}/review", json=rest)
        house.pass_time(timedelta(minutes=2))
        late = house.client.post(f"{door}/take-back", json=who)
        assert (late.status_code, late.json()["code"]) == (409, "call.wrong_stage")
        assert reading.call(shelves, call_id).stage is Stage.IN_REVIEW


def test_what_does_not_count_in_the_crm_is_said_on_the_page(tmp_path: Path) -> None:
    with open_house(tmp_path) as house, _browser(house) as browser:
        call_id = staged_call(house, agent="dana@example.com")
        by_a_workflow = DecidedThere(
            call_id=call_id, verdict="confirmed", where="HubSpot", by="AUTOMATION_PLATFORM"
        )
        take_in(house.doors.shelves, by_a_workflow, enqueue=house.doors.enqueue)
        shown = browser.get(f"/calls/{call_id}").text
        assert "onfirmed in HubSpot by no person (AUTOMATION_PLATFORM), which does not count" in shown
        assert "Not taken from the CRM" in shown.split("<summary>History")[1]
        assert house.client.get(f"/api/v1/calls/{call_id}").json()["stage"] == "staged"
