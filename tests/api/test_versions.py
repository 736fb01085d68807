"""Versions of notes at the API and on the pages, and the form that has them made again."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.who import signed_in
from lifecycle import drafts, reading
from models.access import Actor
from models.stages import Stage
from tests.api.calls import CALLS, staged_call
from tests.api.house import House
from tests.api.test_upload_page import ADMIN, enter


def second_version(house: House, *, seed: int = 0, **changed: object) -> str:
    """Return a call whose notes were made twice; by itself the second ones have no summary."""
    call_id, shelves = staged_call(house, seed=seed), house.doors.shelves
    body = {"by": "dana@example.com", "template": "support"}
    sent = house.client.post(f"{CALLS}/{call_id}/rerun", json=body)
    assert (sent.status_code, sent.json()["stage"]) == (200, "transcribed")
    before = reading.notes(shelves, call_id)
    assert before is not None
    update = changed or {"template": "support", "summary": ()}
    drafts.store_notes(shelves, before.model_copy(update=update))
    drafts.mark_staged(shelves, call_id)
    return call_id


def test_the_api_shows_versions_and_what_differs(house: House) -> None:
    call_id = second_version(house)
    listed = house.client.get(f"{CALLS}/{call_id}/versions").json()["versions"]
    assert [one["number"] for one in listed] == [1, 2]
    changes = house.client.get(f"{CALLS}/{call_id}/diff").json()
    assert (changes["before"], changes["after"]) == (1, 2)
    assert [(one["kind"], one["became"]) for one in changes["diff"]["items"]] == [
        ("summary", "gone"),
        ("promises", "same"),
    ]
    assert house.client.get(f"{CALLS}/{call_id}/diff?before=7").status_code == 422
    refused = house.client.post(f"{CALLS}/{call_id}/rerun", json={"by": "d@example.com", "template": "x"})
    assert (refused.status_code, refused.json()["code"]) == (422, "input.invalid")


def test_the_page_shows_the_difference_and_has_notes_made_again(house: House) -> None:
    call_id = second_version(house)
    app = house.client.app
    assert isinstance(app, FastAPI)
    app.dependency_overrides[signed_in] = lambda: Actor(
        name="dana@example.com", role="admin", grants=("calls",)
    )
    headers = {"Accept": "text/html", "Sec-Fetch-Site": "same-origin"}
    with TestClient(app, headers=headers, follow_redirects=False) as browser:
        assert "This is version 2 of the notes" in browser.get(f"/calls/{call_id}").text
        shown = browser.get(f"/calls/{call_id}/versions").text
        assert "From version 1 to 2" in shown
        assert 'data-became="gone"' in shown
        assert "1 item came out the same" in shown
        assert browser.post(f"/calls/{call_id}/rerun", data={"template": "sales"}).status_code == 303
    call = reading.call(house.doors.shelves, call_id)
    assert (call.stage, call.details.template) == (Stage.TRANSCRIBED, "sales")


def test_versions_that_came_out_the_same_are_told_so_without_an_empty_list(house: House) -> None:
    call_id = second_version(house, prompt_version="2")
    shown = enter(house, ADMIN).get(f"/calls/{call_id}/versions").text
    assert "2 items came out the same" in shown
    assert "data-diff" not in shown
