"""What people decide through the API, on real calls: release, consent, link, review, retry, cancel."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lifecycle import attempts, link
from tests.api.calls import CALLS, QUOTE, new_call, staged_call
from tests.api.house import PROVEN, House, open_house

WHO = {"by": "dana@example.com"}


def _act(house: House, call_id: str, verb: str, body: object | None = None) -> tuple[int, dict[str, Any]]:
    answer = house.client.post(f"{CALLS}/{call_id}/{verb}", json=body)
    return answer.status_code, answer.json()


def test_a_waiting_call_is_released_by_a_person_with_a_reason(house: House) -> None:
    call_id = new_call(house, consent="unknown")
    assert house.enqueued == []
    assert _act(house, call_id, "release", WHO)[0] == 422, "a reason is needed"
    status, call = _act(house, call_id, "release", WHO | {"reason": "it is in the contract"})
    assert (status, call["stage"]) == (200, "queued")
    assert house.enqueued == [(call_id, "process", 1)]
    status, problem = _act(house, call_id, "release", WHO | {"reason": "once more"})
    assert (status, problem["code"]) == (409, "call.wrong_stage")


def test_new_proof_of_consent_lets_a_call_through_and_a_decline_deletes_its_audio(house: House) -> None:
    call_id = new_call(house, consent="unknown")
    assert _act(house, call_id, "consent", PROVEN)[1]["stage"] == "queued"
    assert len(house.sealed_files()) == 1
    assert _act(house, call_id, "consent", {"consent": "declined"})[1]["stage"] == "declined"
    assert house.sealed_files() == []


def test_all_accepted_items_send_the_call_to_its_settlement(house: House) -> None:
    call_id = staged_call(house, customer="+1 512 555 0123")
    status, problem = _act(house, call_id, "review", WHO | {"rest": "accept"})
    assert (status, problem["code"]) == (409, "review.contact_needed")
    assert _act(house, call_id, "link", WHO | {"new": True, "name": "M. Reed"})[0] == 200
    status, call = _act(house, call_id, "review", WHO | {"rest": "accept"})
    assert (status, call["stage"]) == (200, "in_review")
    assert house.enqueued[-1] == (call_id, "settle", 1)


def test_items_are_accepted_edited_and_rejected_one_by_one(house: House) -> None:
    call_id = staged_call(house, customer="+1 512 555 0123")
    _act(house, call_id, "link", WHO | {"new": True})
    edit = [{"item_id": "p1", "text": "Send the quote for two machines"}]
    status, call = _act(house, call_id, "review", WHO | {"edit": edit})
    assert (status, call["stage"]) == (200, "staged"), "one item is still open"
    assert _act(house, call_id, "review", WHO | {"reject": ["s1"]})[1]["stage"] == "in_review"
    decisions = house.client.get(f"{CALLS}/{call_id}").json()["decisions"]
    assert {(one["item_id"], one["verdict"], one["text"], one["by"]) for one in decisions} == {
        ("p1", "edit", "Send the quote for two machines", "dana@example.com"),
        ("s1", "reject", None, "dana@example.com"),
    }


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (WHO | {"accept": ["p9"]}, 404, "review.item_not_found"),
        (WHO, 422, "input.invalid"),
        (WHO | {"accept": ["p1"], "reject": ["p1"]}, 422, "input.invalid"),
        (WHO | {"accept": ["p1"], "colour": "blue"}, 422, "input.invalid"),
        (WHO | {"edit": [{"item_id": "p1", "text": ""}]}, 422, "input.invalid"),
        (WHO | {"rest": "both"}, 422, "input.invalid"),
        ({"by": "", "rest": "accept"}, 422, "input.invalid"),
        ({"rest": "accept"}, 422, "input.invalid"),
    ],
)
def test_a_decision_that_makes_no_sense_is_refused(
    house: House, body: dict[str, object], status: int, code: str
) -> None:
    call_id = staged_call(house)
    answered, problem = _act(house, call_id, "review", body)
    assert (answered, problem["code"]) == (status, code)
    assert house.client.get(f"{CALLS}/{call_id}").json()["decisions"] == []


def test_linking_needs_a_contact_that_the_crm_has_or_a_new_one(house: House) -> None:
    call_id = staged_call(house, customer="reed@example.com")
    assert _act(house, call_id, "link", WHO | {"contact_id": "nobody"})[1]["code"] == "crm.contact_not_found"
    assert _act(house, call_id, "link", WHO)[0] == 422
    assert _act(house, call_id, "link", WHO | {"contact_id": "x", "new": True})[0] == 422
    known = house.doors.shelves.embedded_crm().create_contact(
        key="k", name="M. Reed", phone=None, email="reed@example.com"
    )
    status, call = _act(house, call_id, "link", WHO | {"contact_id": known.contact_id})
    assert (status, call["contact_id"]) == (200, known.contact_id)


def test_a_new_contact_is_wished_for_and_made_when_the_call_is_settled(house: House) -> None:
    call_id = staged_call(house, customer="reed@example.com")
    status, call = _act(house, call_id, "link", WHO | {"new": True, "name": "M. Reed"})
    assert (status, call["contact_id"]) == (200, None)
    wish = link.wished_contact(house.doors.shelves, call_id)
    assert wish is not None
    assert (wish.name, wish.email) == ("M. Reed", "reed@example.com")


def test_where_the_crm_cannot_be_asked_here_an_id_is_taken_as_it_is(tmp_path: Path) -> None:
    with open_house(tmp_path, contacts=None) as house:
        call_id = staged_call(house)
        assert _act(house, call_id, "link", WHO | {"contact_id": "4711"})[1]["contact_id"] == "4711"


def test_a_failed_call_shows_its_cause_and_is_tried_again(house: House) -> None:
    call_id, shelves = new_call(house), house.doors.shelves
    attempts.begin(shelves, call_id, "process", 1)
    attempts.fail(
        shelves,
        call_id,
        "process",
        1,
        step="transcribe",
        code="speech.model_missing",
        message="The speech model is missing; run callnotes fetch-models.",
        retryable=True,
    )
    shown = house.client.get(f"{CALLS}/{call_id}").json()
    assert shown["attempt"] == {
        "step": "transcribe",
        "code": "speech.model_missing",
        "message": "The speech model is missing; run callnotes fetch-models.",
        "retryable": True,
    }
    assert _act(house, call_id, "retry")[0] == 200
    assert house.enqueued[-1] == (call_id, "process", 2)
    assert _act(house, call_id, "retry")[1]["code"] == "call.wrong_stage"


def test_a_call_is_cancelled_and_taken_up_again(house: House) -> None:
    call_id = new_call(house)
    assert _act(house, call_id, "cancel")[1]["stage"] == "cancelled"
    assert _act(house, call_id, "cancel")[0] == 200
    assert _act(house, call_id, "retry")[1]["stage"] == "queued"


def test_calls_are_listed_in_pages_and_by_stage(house: House) -> None:
    made = [new_call(house, seed=number, external_id=str(number)) for number in range(5)]
    _act(house, made[0], "cancel")
    seen: list[str] = []
    cursor: dict[str, str] = {}
    for _ in range(3):
        page = house.client.get(CALLS, params={"limit": "2", **cursor}).json()
        seen += [call["id"] for call in page["calls"]]
        cursor = {"cursor": page["next_cursor"]}
    assert page["next_cursor"] is None
    assert sorted(seen) == sorted(made)
    assert house.client.get(CALLS, params={"limit": 5}).json()["next_cursor"] is None
    cancelled = house.client.get(CALLS, params={"stage": "cancelled"}).json()["calls"]
    assert [call["id"] for call in cancelled] == [made[0]]
    both = house.client.get(CALLS, params={"stage": ["cancelled", "queued"]}).json()["calls"]
    assert len(both) == 5


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=201", "stage=somewhere", "cursor=abc", "cursor=-1", "cursor=9999999999"]
)
def test_a_list_that_makes_no_sense_is_refused(house: House, query: str) -> None:
    answer = house.client.get(f"{CALLS}?{query}")
    assert (answer.status_code, answer.json()["code"]) == (422, "input.invalid")


def test_a_call_whole_has_the_documented_shape(house: House) -> None:
    call_id = staged_call(house)
    whole = house.client.get(f"{CALLS}/{call_id}").json()
    listed = house.client.get(CALLS).json()["calls"][0]
    assert {name: whole[name] for name in listed} == listed
    assert set(whole) - set(listed) == {
        "consent",
        "consent_rule",
        "mended",
        "said_about_recording",
        "transcript",
        "transcript_version",
        "notes",
        "decisions",
        "records",
        "sign_off",
        "match",
        "conflicts",
    }
    assert whole["notes"]["promises"][0]["evidence"][0]["quote"] == QUOTE
    assert whole["transcript"]["turns"][0]["text"] == QUOTE


@pytest.mark.parametrize("verb", ["release", "consent", "link", "review", "retry", "cancel"])
def test_a_call_that_is_not_there_is_not_found(house: House, verb: str) -> None:
    bodies = {
        "release": WHO | {"reason": "x"},
        "consent": PROVEN,
        "link": WHO | {"new": True},
        "review": WHO | {"rest": "reject"},
    }
    assert _act(house, "call_nowhere", verb, bodies.get(verb))[0] == 404
    assert house.client.get(f"{CALLS}/call_nowhere").json()["code"] == "call.not_found"
