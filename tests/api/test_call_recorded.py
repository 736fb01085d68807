"""The hook for recorded calls: who may send, what an event becomes, and the same event again."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks import Webhook

from tests.api.house import NOW, OLD_SECRET, PROVEN, SECRET, House, open_house, sign, wav
from text.signed_message import read_secret, secret_name

URL = "https://recordings.example.com/a/48213.wav?key=1"


def _event(**data: Any) -> dict[str, Any]:  # noqa: ANN401
    return {"type": "call.recorded", "data": PROVEN | data}


def _calls(house: House) -> list[dict[str, Any]]:
    calls: list[dict[str, Any]] = house.client.get("/api/v1/calls").json()["calls"]
    return calls


def test_an_event_with_an_address_becomes_a_call_that_is_fetched_in_a_job(house: House) -> None:
    answer = house.hook(_event(recording_url=URL, external_id="pbx-9", customer="+1 512 555 0123"))
    assert answer.status_code == 202
    call = answer.json()["call"]
    assert (call["stage"], call["external_ids"], call["customer"]) == (
        "awaiting_audio",
        ["pbx-9"],
        "+15125550123",
    )
    assert answer.json()["upload"] is None
    assert house.enqueued == [(call["id"], "fetch", 1)]


def test_the_same_event_again_is_the_same_call_and_has_no_second_effect(house: House) -> None:
    first = house.hook(_event(recording_url=URL))
    house.pass_time(timedelta(minutes=30))
    again = house.hook(_event(recording_url=URL))
    assert (first.status_code, again.status_code) == (202, 200)
    assert again.json()["call"]["id"] == first.json()["call"]["id"]
    assert len(house.enqueued) == 1
    assert len(_calls(house)) == 1


def test_the_same_id_with_another_body_is_refused_and_counted(house: House) -> None:
    house.hook(_event(recording_url=URL))
    for team in ("sales", "support"):
        other = house.hook(_event(recording_url=URL, team=team))
        assert (other.status_code, other.json()["code"]) == (409, "call.conflict")
    assert len(_calls(house)) == 1
    assert house.doors.shelves.hook_events().read("call-recorded", "msg_1").contradictions == 2


def test_two_events_about_one_recording_of_the_sender_are_one_call(house: House) -> None:
    first = house.hook(_event(recording_url=URL, external_id="pbx-9"), event_id="msg_1")
    second = house.hook(_event(recording_url=URL, external_id="pbx-9"), event_id="msg_2")
    assert second.json()["call"]["id"] == first.json()["call"]["id"]


def test_an_event_that_a_crash_left_unhandled_is_handled_once_when_it_comes_again(house: House) -> None:
    body = json.dumps(_event(recording_url=URL)).encode()
    house.doors.shelves.hook_events().store("call-recorded", "msg_1", body.decode())
    answers = [house.hook(None, body=body) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert len(_calls(house)) == 1
    assert len(house.enqueued) == 1


def test_without_an_address_the_answer_says_how_to_send_the_audio(house: House) -> None:
    answer = house.hook(_event()).json()
    upload = answer["upload"]
    sent = house.client.request(
        upload["method"], upload["path"], content=wav(), headers={"authorization": upload["authorization"]}
    )
    assert (sent.status_code, sent.json()["stage"]) == (201, "queued")
    assert house.enqueued == [(answer["call"]["id"], "process", 1)]
    assert house.hook(_event()).json()["upload"] is None, "nothing is left to send"


def test_a_ticket_opens_only_its_own_call_and_only_for_a_day(house: House) -> None:
    one = house.hook(_event(), event_id="msg_1").json()
    two = house.hook(_event(), event_id="msg_2").json()
    ticket = {"authorization": one["upload"]["authorization"]}

    def put(answer: dict[str, Any], headers: dict[str, str]) -> int:
        return house.client.put(answer["upload"]["path"], content=wav(), headers=headers).status_code

    assert put(two, ticket) == 401
    assert house.client.get("/api/v1/calls", headers=ticket).status_code == 401
    assert house.client.post(f"/api/v1/calls/{one['call']['id']}/cancel", headers=ticket).status_code == 401
    forged = one["upload"]["authorization"].replace(one["call"]["id"], two["call"]["id"])
    assert put(two, {"authorization": forged}) == 401
    for wrong in (
        "Bearer upload",
        "Bearer upload..",
        "Bearer upload.x.99999999999999.y",
        "Bearer upload.é.1.2",
    ):
        assert put(one, {"authorization": wrong.encode("utf-8")}) == 401  # type: ignore[dict-item]
    house.pass_time(timedelta(hours=25))
    assert put(one, ticket) == 401
    house.pass_time(timedelta(hours=-2))
    assert put(one, ticket) == 201


def test_a_ticket_outlives_the_secret_that_made_it_while_that_one_is_still_listed(tmp_path: Path) -> None:
    with open_house(tmp_path, hook_secrets=(OLD_SECRET,)) as before:
        upload = before.hook(_event(), secret=OLD_SECRET).json()["upload"]
    with open_house(tmp_path) as after:
        sent = after.client.put(
            upload["path"], content=wav(), headers={"authorization": upload["authorization"]}
        )
        assert sent.status_code == 201


@pytest.mark.parametrize(
    "url",
    [
        "http://recordings.example.com/x",
        "https://evil.example/x",
        "https://user@recordings.example.com/x",
        "http://127.0.0.1/x",
        "http://169.254.169.254/latest",
        "file:///etc/passwd",
    ],
)
def test_an_address_that_is_not_allowed_is_refused_at_the_door(house: House, url: str) -> None:
    answer = house.hook(_event(recording_url=url))
    assert (answer.status_code, answer.json()["code"]) == (422, "fetch.address_refused")
    assert "evil" not in answer.text
    assert _calls(house) == []
    kept = house.doors.shelves.hook_events().read("call-recorded", "msg_1")
    assert (kept.state, kept.code) == ("failed", "fetch.address_refused")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b'{"type": "call.ended", "data": {}}',
        b'{"type": "call.recorded"}',
        b'{"type": "call.recorded", "data": {"consent": "announced", "colour": "blue"}}',
        b'{"type": "call.recorded", "data": {"agent": "dana@example.com"}}',
        b"\xff\xfe\x00",
        b"[" * 30_000,
    ],
)
def test_a_signed_event_of_another_shape_is_refused_without_a_call(house: House, body: bytes) -> None:
    answer = house.hook(None, body=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "input.invalid")
    assert "blue" not in answer.text
    assert _calls(house) == []


def test_a_body_over_the_limit_is_refused_before_its_signature_is_looked_at(house: House) -> None:
    assert house.hook(None, body=bytes(65 * 1024)).status_code == 413


def test_declined_consent_in_an_event_ends_the_call_at_once(house: House) -> None:
    answer = house.hook({"type": "call.recorded", "data": {"consent": "declined", "recording_url": URL}})
    assert answer.json()["call"]["stage"] == "declined"
    assert answer.json()["upload"] is None
    assert house.enqueued == []


# -- the signature -----------------------------------------------------------------------------------

_TIME = str(int(NOW.timestamp()))
_BODY = json.dumps(_event(recording_url=URL)).encode()
_RIGHT = sign(SECRET, "msg_1", _TIME, _BODY)


@pytest.mark.parametrize(
    "changes",
    [
        {"signature": ""},
        {"signature": "v1"},
        {"signature": "v1,"},
        {"signature": "v1,not base64"},
        {"signature": "v1,é"},
        {"signature": "v1,a,b"},
        {"signature": _RIGHT.replace("v1,", "v2,")},
        {"signature": _RIGHT.replace("v1,", "")},
        {"signature": _RIGHT[:-4] + "AAA="},
        {"signature": sign(SECRET, "msg_2", _TIME, _BODY)},
        {"signature": sign(SECRET, "msg_1", _TIME, _BODY + b" ")},
        {"secret": "whsec_" + base64.b64encode(b"x" * 32).decode()},
        {"event_id": ""},
        {"event_id": "msg 1"},
        {"event_id": "x" * 256},
        {"timestamp": ""},
        {"timestamp": "now"},
        {"timestamp": "1e9"},
        {"timestamp": _TIME + ".5"},
        {"timestamp": "-" + _TIME},
        {"timestamp": "9" * 400},
        {"timestamp": int(_TIME) - 301},
        {"timestamp": int(_TIME) + 301},
    ],
)
def test_an_event_that_is_not_rightly_signed_is_a_clean_401_and_leaves_nothing(
    house: House, changes: dict[str, Any]
) -> None:
    if isinstance(changes.get("signature"), str):
        changes = changes | {"signature": changes["signature"].encode()}
    answer = house.hook(None, body=_BODY, **changes)
    assert answer.status_code == 401
    assert answer.json()["code"] == "auth.refused"
    assert _calls(house) == []
    assert house.doors.shelves.hook_events().unhandled() == ()


def test_without_any_of_its_headers_an_event_is_refused(house: House) -> None:
    answer = house.client.post("/api/webhooks/call-recorded", content=_BODY)
    assert answer.status_code == 401


@pytest.mark.parametrize("offset_s", [-300, 0, 300])
def test_five_minutes_of_clock_difference_are_forgiven(house: House, offset_s: int) -> None:
    assert house.hook(None, body=_BODY, timestamp=int(_TIME) + offset_s).status_code == 202


def test_secrets_and_signatures_can_be_rotated(house: House) -> None:
    assert house.hook(None, body=_BODY, secret=OLD_SECRET).status_code == 202
    assert house.hook(None, body=_BODY, event_id="msg_2").status_code == 202
    used = house.doors.shelves.hook_events().last_signed()
    names = {secret_name(read_secret(secret) or b"") for secret in (SECRET, OLD_SECRET)}
    assert used == dict.fromkeys(names, NOW)
    assert not [name for name in names if name in SECRET + OLD_SECRET]
    several = "v1a,AAAA v1,AAAA " + _RIGHT
    assert house.hook(None, body=_BODY, signature=several).status_code == 200


def test_a_sender_that_uses_the_standard_library_is_understood(house: House) -> None:
    signature = Webhook(SECRET).sign("msg_1", NOW.replace(tzinfo=None), _BODY.decode())
    assert house.hook(None, body=_BODY, signature=signature).status_code == 202


def test_the_token_of_the_api_does_not_open_the_hook(house: House) -> None:
    assert house.client.post("/api/webhooks/call-recorded", json=_event()).status_code == 401


def test_without_a_secret_every_event_is_refused_and_the_setting_named(tmp_path: Path) -> None:
    with open_house(tmp_path, hook_secrets=()) as house:
        answer = house.hook(_event())
        assert answer.status_code == 401
        assert "CALLNOTES_HOOK_SECRETS" in answer.json()["detail"]
