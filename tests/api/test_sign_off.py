"""A call of high risk on its page: what it is about, that it waits, and who has the button."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.who import signed_in
from lifecycle import link, reading
from models.access import Actor, Role
from models.notes import RaisedRisk
from models.stages import Stage
from storage import drafts as shelf
from tests.api.calls import CALLS, staged_call
from tests.api.house import House
from tests.lifecycle.judged import trust_all


def _browser(house: House, name: str, role: Role) -> TestClient:
    app = house.client.app
    assert isinstance(app, FastAPI)
    app.dependency_overrides[signed_in] = lambda: Actor(name=name, role=role, grants=("calls",))
    headers = {"Accept": "text/html", "Sec-Fetch-Site": "same-origin"}
    return TestClient(app, headers=headers, follow_redirects=False)


def _risky(house: House) -> str:
    call_id, shelves = staged_call(house, agent="dana@example.com"), house.doors.shelves
    with shelves.database.transaction() as session:
        stored, parent = shelf.notes(session, call_id), shelf.transcript(session, call_id)
        assert stored is not None
        assert parent is not None
        raised = RaisedRisk(
            rule="legal", tier="high", why="A lawyer was named.", evidence=stored[1].promises[0].evidence,
            escalate_to="the lawyers",
        )  # fmt: skip
        risky = stored[1].model_copy(
            update={"risk": "high", "raised": (raised,), "not_found": ("order number",)}
        )
        shelf.add_notes(session, risky, call_id=call_id, parent=parent[0], at=shelves.clock())
    link.link_matched(shelves, call_id, "contact_1")
    trust_all(shelves, call_id)
    return call_id


def test_the_page_says_what_was_raised_and_waits_for_a_manager(house: House) -> None:
    call_id = _risky(house)
    with _browser(house, "dana@example.com", "agent") as agent:
        shown = agent.get(f"/calls/{call_id}").text
        assert "risk high" in shown
        assert "Tell the lawyers." in shown
        assert "Asked for, not found: order number" in shown
        assert agent.post(f"/calls/{call_id}/decide", data={"rest": "accept"}).status_code == 303
        waiting = agent.get(f"/calls/{call_id}").text
        assert "waits for a manager" in waiting
        assert "Waits for a manager" in agent.get("/calls").text
        assert "0 items" not in waiting
        assert "Sign it off" not in waiting
        assert agent.post(f"/calls/{call_id}/sign-off").status_code == 403
    with _browser(house, "eve@example.com", "admin") as admin:
        assert "Sign it off" in admin.get(f"/calls/{call_id}").text
        assert "Accept the rest" not in admin.get(f"/calls/{call_id}").text, "there is no rest"
        assert admin.post(f"/calls/{call_id}/sign-off").status_code == 303
        signed = admin.get(f"/calls/{call_id}").text
        assert "Signed off by eve@example.com" in signed.split("data-signed>")[1], "beside what was raised"
        assert "Signed off by eve@example.com" in signed.split("<summary>History")[1]
        document = house.client.get(f"{CALLS}/{call_id}").json()
        assert (document["sign_off"]["by"], document["sign_off"]["why"]) == (
            "eve@example.com",
            "A lawyer was named",
        )
    assert reading.call(house.doors.shelves, call_id).stage is Stage.IN_REVIEW


def test_a_machine_is_told_that_a_manager_is_needed(house: House) -> None:
    call_id = _risky(house)
    body = {"by": "eve@example.com", "rest": "accept"}
    first = house.client.post(f"{CALLS}/{call_id}/review", json=body)
    assert (first.status_code, first.json()["stage"]) == (200, "staged")
    assert "waits for a manager" in first.json()["stage_why"]
    again = house.client.post(f"{CALLS}/{call_id}/review", json=body)
    assert (again.status_code, again.json()["code"]) == (403, "review.sign_off_needed")
