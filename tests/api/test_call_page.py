"""The page of a call without JavaScript: what it shows, what its forms do, and what its player gets."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.who import signed_in
from lifecycle import attempts, drafts, reading
from models.access import Actor, Role
from models.notes import Change
from models.stages import Stage
from models.transcript import Coverage, Transcript, Turn
from storage import drafts as shelf
from tests.api.calls import new_call, staged_call
from tests.api.house import PROVEN, House, wav

_HTML = {"Accept": "text/html"}


def _sign_in(house: House, name: str = "dana@example.com", role: Role = "admin") -> TestClient:
    app = house.client.app
    assert isinstance(app, FastAPI)
    app.dependency_overrides[signed_in] = lambda: Actor(name=name, role=role, grants=("calls",))
    return TestClient(app, headers=_HTML | {"Sec-Fetch-Site": "same-origin"}, follow_redirects=False)


@pytest.fixture
def browser(house: House) -> Iterator[TestClient]:
    with _sign_in(house) as client:
        yield client


def test_the_page_shows_items_with_their_quotes_and_turns(house: House, browser: TestClient) -> None:
    call_id = staged_call(house)
    html = browser.get(f"/calls/{call_id}").text
    assert "Promised by us" in html
    assert "I will send the quote on Friday." in html
    assert 'href="#t1"' in html
    assert "1 item to decide" in html


def test_what_was_said_never_becomes_markup(house: House, browser: TestClient) -> None:
    call_id = new_call(house)
    said = '<script>alert(1)</script> & "quoted"'
    turn = Turn(id="t1", speaker="S1", speaker_confidence=1, start_s=0, end_s=2, text=said)
    drafts.store_transcript(
        house.doors.shelves,
        Transcript(
            call_id=call_id,
            language="en",
            duration_s=2,
            channels=1,
            engine="e",
            model="m",
            turns=(turn,),
            coverage=Coverage(speech_s=2, transcribed_s=2),
        ),
    )
    html = browser.get(f"/calls/{call_id}").text
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)" in html


def test_a_form_accepts_an_item_and_comes_back_to_it(house: House, browser: TestClient) -> None:
    call_id = staged_call(house)
    answer = browser.post(f"/calls/{call_id}/decide", data={"item": "p1", "verdict": "accept"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/calls/{call_id}#i-p1")
    (decision,) = reading.decisions(house.doors.shelves, call_id)
    assert (decision.item_id, decision.verdict, decision.by) == ("p1", "accept", "dana@example.com")


def test_a_decision_by_accident_is_changed_by_the_next_one(house: House, browser: TestClient) -> None:
    call_id = staged_call(house)
    browser.post(f"/calls/{call_id}/decide", data={"item": "p1", "verdict": "reject"})
    browser.post(
        f"/calls/{call_id}/decide", data={"item": "p1", "verdict": "edit", "text": "Send the new quote"}
    )
    (decision,) = reading.decisions(house.doors.shelves, call_id)
    assert (decision.verdict, decision.text) == ("edit", "Send the new quote")
    assert "Send the new quote" in browser.get(f"/calls/{call_id}").text


def test_accepting_the_rest_hands_the_settlement_over(house: House, browser: TestClient) -> None:
    call_id = staged_call(house)
    browser.post(f"/calls/{call_id}/link", data={"name": "Ann Example"})
    answer = browser.post(f"/calls/{call_id}/decide", data={"rest": "accept"})
    assert answer.status_code == 303
    assert reading.call(house.doors.shelves, call_id).stage is Stage.IN_REVIEW
    assert house.enqueued[-1][:2] == (call_id, "settle")


def test_without_a_contact_the_page_says_what_is_missing(house: House, browser: TestClient) -> None:
    call_id = staged_call(house)
    answer = browser.post(f"/calls/{call_id}/decide", data={"rest": "accept"})
    assert answer.status_code == 409
    assert answer.headers["content-type"].startswith("text/html")
    assert "no contact" in answer.text


def _noted(house: House, call_id: str, **changes: object) -> None:
    """Give the staged call other notes."""
    shelves = house.doors.shelves
    with shelves.database.transaction() as session:
        stored, parent = shelf.notes(session, call_id), shelf.transcript(session, call_id)
        assert stored is not None
        assert parent is not None
        notes = stored[1].model_copy(update=changes)
        shelf.add_notes(session, notes, call_id=call_id, parent=parent[0], at=shelves.clock())


def test_where_nothing_was_found_the_page_says_so_and_asks_whether_there_is_nothing(
    house: House, browser: TestClient
) -> None:
    call_id = staged_call(house)
    _noted(house, call_id, summary=(), promises=())
    html = browser.get(f"/calls/{call_id}").text
    assert "Nothing was found in this call" in html
    assert "Confirm that there is nothing" in html
    assert "Leave no note" in html
    assert not [
        lie for lie in ("All is decided", "items to decide", "the rest") if lie in html.split("keys")[0]
    ]
    browser.post(f"/calls/{call_id}/link", data={"name": "Ann Example"})
    assert browser.post(f"/calls/{call_id}/decide", data={"rest": "accept"}).status_code == 303
    assert reading.call(house.doors.shelves, call_id).stage is Stage.IN_REVIEW


def test_a_promise_that_was_taken_back_is_shown_as_such_and_not_as_sure(
    house: House, browser: TestClient
) -> None:
    call_id = staged_call(house)
    stored = reading.notes(house.doors.shelves, call_id)
    assert stored is not None
    (promise,) = stored.promises
    change = Change(text="not sent after all", evidence=promise.evidence)
    back = promise.model_copy(
        update={"standing": "withdrawn", "history": (change,), "flags": ("promise_withdrawn",)}
    )
    _noted(house, call_id, promises=(back,))
    item = browser.get(f"/calls/{call_id}").text.split('id="i-p1"')[1].split("</article>")[0]
    assert "taken back in the call" in item
    assert "Taken back: not sent after all" in item
    assert "Note as taken back" in item
    assert "Leave out" in item
    assert 'class="sure' not in item
    assert ">Accept<" not in item


def test_a_risk_that_nobody_could_judge_is_not_shown_as_low(house: House, browser: TestClient) -> None:
    call_id = staged_call(house)
    assert "risk low" in browser.get(f"/calls/{call_id}").text
    _noted(house, call_id, unread_language="de", conversation="wrong_language")
    html = browser.get(f"/calls/{call_id}").text
    assert "risk not judged" in html
    assert "risk low" not in html
    assert "German was heard" in html
    assert "whoever runs Call notes can have it read by one" in html
    assert "risk not judged" in browser.get(f"/calls/{call_id}/versions").text


def test_a_verdict_that_is_none_is_refused(house: House, browser: TestClient) -> None:
    call_id = staged_call(house)
    assert browser.post(f"/calls/{call_id}/decide", data={"item": "p1", "verdict": "x"}).status_code == 422


def test_a_waiting_call_is_released_with_a_reason(house: House, browser: TestClient) -> None:
    call_id = new_call(house, consent="unknown")
    page = browser.get(f"/calls/{call_id}").text
    assert "Consent is missing" in page
    assert "<audio" not in page
    refused = browser.get(f"/calls/{call_id}/audio")
    assert (refused.status_code, "while consent is not certain" in refused.text) == (409, True)
    browser.post(f"/calls/{call_id}/release", data={"reason": "it is in the contract"})
    assert reading.call(house.doors.shelves, call_id).stage is Stage.QUEUED


def test_work_is_stopped_and_taken_up_again(house: House, browser: TestClient) -> None:
    call_id = new_call(house)
    browser.post(f"/calls/{call_id}/cancel")
    assert reading.call(house.doors.shelves, call_id).stage is Stage.CANCELLED
    browser.post(f"/calls/{call_id}/retry")
    assert reading.call(house.doors.shelves, call_id).stage is Stage.QUEUED


@pytest.mark.parametrize("retry_in_s", [60, None])
def test_a_failure_says_whether_it_is_tried_again_by_itself(
    house: House, browser: TestClient, retry_in_s: float | None
) -> None:
    call_id, shelves = new_call(house), house.doors.shelves
    attempts.begin(shelves, call_id, "process", 1)
    attempts.fail(
        shelves,
        call_id,
        "process",
        1,
        step="extract",
        code="llm.unreachable",
        message="The language model cannot be reached.",
        retryable=True,
        retry_in_s=retry_in_s,
    )
    shown = browser.get(f"/calls/{call_id}").text
    assert ("tried again by itself" in shown) == (retry_in_s is not None)
    assert (">Try again now<" in shown, ">Try again<" in shown) == (
        retry_in_s is not None,
        retry_in_s is None,
    )


@pytest.mark.parametrize("way", ["", "/audio", "/export/json"])
def test_a_foreign_call_is_as_if_it_were_not_there(house: House, way: str) -> None:
    call_id = staged_call(house, agent="lee@example.com")
    with _sign_in(house, "dana@example.com", "agent") as stranger:
        assert stranger.get(f"/calls/{call_id}{way}").status_code == 404
        assert stranger.post(f"/calls/{call_id}/decide", data={"rest": "reject"}).status_code == 404
    assert reading.decisions(house.doors.shelves, call_id) == ()


@pytest.mark.parametrize(
    ("asked", "status", "start", "stop"),
    [
        (None, 200, 0, None),
        ("bytes=0-", 206, 0, None),
        ("bytes=10-19", 206, 10, 20),
        ("bytes=-7", 206, -7, None),
        ("bytes=65530-65545", 206, 65530, 65546),
        ("bytes=5-9999999", 206, 5, None),
        ("bytes=9-3", 416, 0, 0),
        ("bytes=9999999-", 416, 0, 0),
        ("bytes=-0", 416, 0, 0),
        ("bytes=0-1,5-6", 200, 0, None),
        ("lines=1-2", 200, 0, None),
    ],
)
def test_the_player_gets_the_part_that_it_asks_for(
    house: House, browser: TestClient, asked: str | None, status: int, start: int, stop: int | None
) -> None:
    audio = wav(3)  # more than one sealed chunk
    answer = house.client.post("/api/v1/calls", data=PROVEN, files={"audio": audio})
    address = f"/calls/{answer.json()['id']}/audio"
    got = browser.get(address, headers={"Range": asked} if asked else {})
    assert (got.status_code, got.content) == (status, audio[start:stop])
    assert got.headers["cache-control"] == "private, no-store"
    if status == 206:
        assert got.headers["content-range"].endswith(f"/{len(audio)}")
    head = browser.head(address)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(audio))
    assert head.headers["content-type"].startswith("audio/")


def test_an_unknown_call_is_told_of_on_a_page(browser: TestClient) -> None:
    answer = browser.get("/calls/call_nowhere")
    assert answer.status_code == 404
    assert '<p id="problem"' in answer.text
    assert "<h1>Not here</h1>" in answer.text


def test_modules_and_styles_are_served_with_their_types(browser: TestClient) -> None:
    assert "javascript" in browser.get("/static/call.js").headers["content-type"]
    assert browser.get("/static/desk.css").headers["content-type"].startswith("text/css")
    assert browser.get("/static/none.css").status_code == 404


def test_the_summary_follows_the_last_decision_once_there_is_a_contact(
    house: House, browser: TestClient
) -> None:
    call_id = staged_call(house)
    browser.post(f"/calls/{call_id}/decide", data={"item": "p1", "verdict": "accept"})
    assert reading.call(house.doors.shelves, call_id).stage is Stage.STAGED, "nobody to keep it for yet"
    assert "name the contact" in browser.get(f"/calls/{call_id}").text
    browser.post(f"/calls/{call_id}/link", data={"name": "Ann Example"})
    assert reading.call(house.doors.shelves, call_id).stage is Stage.IN_REVIEW
    given = {one.item_id: one.verdict for one in reading.decisions(house.doors.shelves, call_id)}
    assert given == {"s1": "accept", "p1": "accept"}


def test_a_sentence_of_the_summary_is_rejected_alone(house: House, browser: TestClient) -> None:
    call_id = staged_call(house)
    browser.post(f"/calls/{call_id}/link", data={"name": "Ann Example"})
    browser.post(f"/calls/{call_id}/decide", data={"item": "s1", "verdict": "reject"})
    browser.post(f"/calls/{call_id}/decide", data={"item": "p1", "verdict": "accept"})
    given = {one.item_id: one.verdict for one in reading.decisions(house.doors.shelves, call_id)}
    assert given == {"s1": "reject", "p1": "accept"}
    assert reading.call(house.doors.shelves, call_id).stage is Stage.IN_REVIEW


def test_with_everything_rejected_a_person_ends_it_with_the_rest(house: House, browser: TestClient) -> None:
    call_id = staged_call(house)
    browser.post(f"/calls/{call_id}/link", data={"name": "Ann Example"})
    browser.post(f"/calls/{call_id}/decide", data={"item": "p1", "verdict": "reject"})
    assert "Everything is rejected" in browser.get(f"/calls/{call_id}").text
    browser.post(f"/calls/{call_id}/decide", data={"rest": "reject"})
    given = {one.item_id: one.verdict for one in reading.decisions(house.doors.shelves, call_id)}
    assert given == {"s1": "reject", "p1": "reject"}


def test_two_legs_arrive_as_one_call_and_each_is_played_as_a_file_of_its_own(
    house: House, browser: TestClient
) -> None:
    legs = {"left": wav(seed=71), "right": wav(seed=72)}
    answer = house.client.post("/api/v1/calls", data=PROVEN, files=legs)
    assert answer.status_code == 201, answer.text
    call_id = answer.json()["id"]
    assert house.client.post("/api/v1/calls", data=PROVEN, files=legs).json()["id"] == call_id
    for number, leg in enumerate(legs.values(), start=1):
        whole = browser.get(f"/calls/{call_id}/audio?leg={number}")
        assert (whole.content, whole.headers["content-type"]) == (leg, "audio/wav")
        part = browser.get(f"/calls/{call_id}/audio?leg={number}", headers={"Range": "bytes=-9"})
        assert (part.status_code, part.content) == (206, leg[-9:])
    assert browser.get(f"/calls/{call_id}").text.count("<audio") == 2
    assert browser.get(f"/calls/{call_id}/audio?leg=3").status_code in {400, 422}


@pytest.mark.parametrize(
    "legs",
    [
        {"left": wav(seed=73)},
        {"left": wav(seed=73), "audio": wav(seed=74)},
        {"left": wav(seed=73), "right": b"Dear Sir or Madam"},
        {"left": b"Dear Sir or Madam", "right": wav(seed=73)},
    ],
)
def test_half_of_two_legs_is_refused_and_nothing_is_kept(house: House, legs: dict[str, bytes]) -> None:
    answer = house.client.post("/api/v1/calls", data=PROVEN, files=legs)
    assert answer.status_code in {400, 415, 422}
    assert house.doors.shelves.audio.kept() == ()
