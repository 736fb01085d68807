"""Calls that arrive by the API: in one form, in two steps, twice, broken off, and refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from api.call_form import TRANSCRIPT_BYTES
from lifecycle import reading, recovery
from models.stages import Stage
from tests.api.house import PROVEN, TOKEN, House, open_house, wav
from tests.api.live_server import live_server, talk

CALLS = "/api/v1/calls"


def _submit(house: House, audio: bytes | None = None, **fields: str) -> Any:  # noqa: ANN401
    files = None if audio is None else {"audio": ("call.wav", audio, "audio/wav")}
    return house.client.post(CALLS, data=PROVEN | fields, files=files)


def test_a_form_with_audio_becomes_a_queued_call_with_all_its_fields(house: House) -> None:
    answer = _submit(
        house,
        wav(),
        agent="dana@example.com",
        team="support",
        customer="(512) 555-0123",
        direction="inbound",
        started_at="2026-11-20T14:30:00",
        external_id="pbx-1",
        agent_channel="left",
        engine="preview",
    )
    assert answer.status_code == 201
    call = answer.json()
    assert answer.headers["location"] == f"{CALLS}/{call['id']}"
    assert call["stage"] == "queued"
    assert call["customer"] == "+15125550123"
    assert call["started_at"] == "2026-11-20T14:30:00+01:00", (
        "a time without offset is in the zone of the settings"
    )
    assert call["external_ids"] == ["pbx-1"]
    assert (call["agent"], call["team"], call["direction"]) == ("dana@example.com", "support", "inbound")
    assert house.enqueued == [(call["id"], "process", 1)]
    stored = house.client.get(f"{CALLS}/{call['id']}").json()
    assert stored["consent"]["how"] == PROVEN["consent_how"]
    assert len(house.sealed_files()) == 1


def test_a_call_can_say_how_it_is_to_be_heard(house: House) -> None:
    call = _submit(house, wav(), language="ES", hotwords="Northwind, quote 4417", labels="Trial,old").json()
    details = reading.call(house.doors.shelves, call["id"]).details
    assert (details.language, details.hotwords) == ("es", ("Northwind", "quote 4417"))
    assert (details.labels, call["labels"]) == (("trial", "old"), ["trial", "old"])


@pytest.mark.parametrize("field", [{"language": "klingon"}, {"hotwords": "x" * 100}, {"labels": "7days"}])
def test_what_cannot_be_heard_so_is_refused(house: House, field: dict[str, str]) -> None:
    answer = _submit(house, wav(), **field)
    assert (answer.status_code, answer.json()["code"]) == (422, "input.invalid")


@pytest.mark.parametrize("priority", ["live", "backfill"])
def test_old_calls_come_in_as_back_fill(house: House, priority: str) -> None:
    call = _submit(house, wav(), priority=priority).json()
    assert [work.priority for work in recovery.owed(house.doors.shelves)] == [priority]
    assert call["stage"] == "queued"


def test_the_recording_on_disk_is_not_readable_without_the_key(house: House) -> None:
    audio = wav(seed=7)
    _submit(house, audio)
    assert audio[100:164] not in house.sealed_files()[0].read_bytes()


def test_the_same_audio_again_is_the_same_call(house: House) -> None:
    first = _submit(house, wav(), external_id="one")
    again = _submit(house, wav(), external_id="two")
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json()["id"] == first.json()["id"]
    assert sorted(again.json()["external_ids"]) == ["one", "two"]
    assert len(house.enqueued) == 1


def test_the_same_external_id_with_other_audio_is_a_conflict(house: House) -> None:
    _submit(house, wav(seed=1), external_id="one")
    other = _submit(house, wav(seed=2), external_id="one")
    assert other.status_code == 409
    assert other.json()["code"] == "call.conflict"
    assert len(house.sealed_files()) == 1


def test_consent_without_proof_waits_visibly(house: House) -> None:
    answer = house.client.post(CALLS, data={"consent": "announced"}, files={"audio": wav()})
    assert answer.json()["stage"] == "awaiting_consent"
    assert "proof" in answer.json()["stage_why"]
    assert house.enqueued == []


def test_a_declined_call_leaves_no_audio(house: House) -> None:
    answer = house.client.post(CALLS, data={"consent": "declined"}, files={"audio": wav()})
    assert (answer.status_code, answer.json()["stage"]) == (201, "declined")
    assert house.sealed_files() == []


def test_metadata_first_and_the_audio_after_it(house: House) -> None:
    call = house.client.post(CALLS, json=PROVEN | {"external_id": "pbx-2"}).json()
    assert call["stage"] == "awaiting_audio"
    first = house.client.put(f"{CALLS}/{call['id']}/audio", content=wav())
    again = house.client.put(f"{CALLS}/{call['id']}/audio", content=wav())
    other = house.client.put(f"{CALLS}/{call['id']}/audio", content=wav(seed=5))
    assert (first.status_code, first.json()["stage"]) == (201, "queued")
    assert (again.status_code, again.json()["id"]) == (200, call["id"])
    assert (other.status_code, other.json()["code"]) == (409, "call.conflict")
    assert house.enqueued == [(call["id"], "process", 1)]


def test_a_given_transcript_needs_no_audio(house: House) -> None:
    vtt = b"WEBVTT\n\n00:00.000 --> 00:02.000\n<v Agent>I will send the quote on Friday.\n"
    answer = house.client.post(CALLS, data=PROVEN, files={"transcript": ("call.vtt", vtt)})
    assert (answer.status_code, answer.json()["stage"]) == (201, "queued")
    whole = house.client.get(answer.headers["location"]).json()
    assert whole["transcript"]["turns"][0]["text"] == "I will send the quote on Friday."


def test_a_transcript_of_others_comes_in_with_its_cards_masked(house: House) -> None:
    text = b"Agent: And the card number?\nCustomer: It is 4111 1111 1111 1111.\n"
    answer = house.client.post(CALLS, data=PROVEN, files={"transcript": ("call.txt", text)})
    whole = house.client.get(answer.headers["location"]).json()["transcript"]
    assert (whole["engine"], [turn["speaker"] for turn in whole["turns"]]) == (
        "named_lines",
        ["agent", "customer"],
    )
    assert "4111" not in str(whole | {"call_id": None})
    assert "[card]" in whole["turns"][1]["text"]


def test_an_unreadable_transcript_is_refused(house: House) -> None:
    answer = house.client.post(CALLS, data=PROVEN, files={"transcript": ("call.txt", b"hello")})
    assert (answer.status_code, answer.json()["code"]) == (422, "transcript.unreadable")


@pytest.mark.parametrize(
    ("fields", "code", "said"),
    [
        ({"consent": "maybe"}, "consent.invalid", "announced"),
        ({"customer": "nobody in particular"}, "input.invalid", "customer"),
        ({"direction": "sideways"}, "input.invalid", "direction"),
        ({"started_at": "yesterday"}, "input.invalid", "started_at"),
        ({"started_at": "0001-01-01T00:00:00+14:00"}, "input.invalid", "started_at"),
        ({"started_at": "2026-11-20T16:00:00Z"}, "call.in_future", "future"),
        ({"consent_at": "at noon"}, "input.invalid", "consent_at"),
        ({"engine": "psychic"}, "engine.unknown", "engine"),
        ({"agent_channel": "top"}, "input.invalid", "agent_channel"),
        ({"priority": "urgent"}, "input.invalid", "priority"),
        ({"agent": ""}, "input.invalid", "agent"),
        ({"colour": "blue"}, "input.invalid", "not known"),
    ],
)
def test_a_field_that_cannot_be_read_is_refused_with_one_sentence_and_nothing_kept(
    house: House, fields: dict[str, str], code: str, said: str
) -> None:
    answer = _submit(house, wav(), **fields)
    problem = answer.json()
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem["code"] == code
    assert said in json.dumps(problem)
    for value in fields.values():
        assert not value or value not in answer.text
    assert house.client.get(CALLS).json()["calls"] == []
    assert house.sealed_files() == []


@pytest.mark.parametrize(
    ("audio", "status", "code"),
    [
        (b"", 422, "audio.empty"),
        (b"%PDF-1.7 not a recording at all", 415, "audio.not_media"),
        (wav() + bytes(2_000_000), 413, "audio.too_large"),
    ],
)
def test_a_recording_that_is_none_is_refused_and_leaves_nothing(
    house: House, audio: bytes, status: int, code: str
) -> None:
    answer = _submit(house, audio)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert house.client.get(CALLS).json()["calls"] == []
    assert house.sealed_files() == []


def test_a_form_without_audio_and_transcript_is_refused(house: House) -> None:
    answer = house.client.post(CALLS, files={name: (None, value) for name, value in PROVEN.items()})
    assert answer.status_code == 422
    assert "neither audio nor a transcript" in answer.json()["detail"]


def test_a_body_of_another_kind_is_refused(house: House) -> None:
    answer = house.client.post(CALLS, content=b"a=b", headers={"content-type": "text/plain"})
    assert (answer.status_code, answer.json()["code"]) == (415, "http.unsupported_media_type")


def _multipart(*parts: tuple[str, bytes], closing: bool = True) -> bytes:
    body = b"".join(
        b'--edge\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (name.encode(), value)
        for name, value in parts
    )
    return body + (b"--edge--\r\n" if closing else b"")


FIELDS = tuple((name, value.encode()) for name, value in PROVEN.items())


@pytest.mark.parametrize(
    "body",
    [
        _multipart(*FIELDS, ("audio", wav()), closing=False),
        _multipart(*FIELDS, ("audio", wav()), ("agent", b"dana@example.com")),
        _multipart(*FIELDS, ("audio", wav()), ("audio", wav(seed=2))),
        _multipart(("audio", wav()), *FIELDS),
        _multipart(*FIELDS, FIELDS[0], ("audio", wav())),
        _multipart(*FIELDS, ("transcript", b"x"), ("transcript", b"x"), ("audio", wav())),
        _multipart(*FIELDS, ("agent", b"\xff\xfe"), ("audio", wav())),
        _multipart(*FIELDS, ("agent", b"x" * 10_000), ("audio", wav())),
        _multipart(*FIELDS, ("transcript", bytes(TRANSCRIPT_BYTES + 1))),
        _multipart(*FIELDS, ("audio", wav()))[:-40],
        _multipart(*FIELDS, ("audio", wav())).replace(b'; name="audio"', b""),
        b"--edge\r\nnonsense",
        b"",
    ],
)
def test_a_form_that_is_broken_or_out_of_order_is_refused_and_leaves_nothing(
    house: House, body: bytes
) -> None:
    answer = house.client.post(
        CALLS, content=body, headers={"content-type": "multipart/form-data; boundary=edge"}
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "input.invalid")
    assert house.client.get(CALLS).json()["calls"] == []
    assert house.sealed_files() == []


def test_a_form_may_come_in_pieces_of_any_size(house: House) -> None:
    body = _multipart(*FIELDS, ("audio", wav(seed=3)))
    for size in (1, 7, 1000):
        answer = house.client.post(
            CALLS,
            content=(body[start : start + size] for start in range(0, len(body), size)),
            headers={"content-type": "multipart/form-data; boundary=edge"},
        )
        assert answer.status_code == (201 if size == 1 else 200)
        assert answer.json()["stage"] == "queued"


def test_a_form_without_boundary_is_refused(house: House) -> None:
    answer = house.client.post(CALLS, content=b"x", headers={"content-type": "multipart/form-data"})
    assert (answer.status_code, answer.json()["code"]) == (422, "input.invalid")


def test_audio_for_a_call_that_is_not_there_is_refused(house: House) -> None:
    answer = house.client.put(f"{CALLS}/call_nowhere/audio", content=wav())
    assert (answer.status_code, answer.json()["code"]) == (404, "call.not_found")
    assert house.sealed_files() == []


def test_audio_over_the_limit_is_refused_by_its_announced_length(house: House) -> None:
    call = house.client.post(CALLS, json=PROVEN).json()
    answer = house.client.put(f"{CALLS}/{call['id']}/audio", content=bytes(2_000_001))
    assert (answer.status_code, answer.json()["code"]) == (413, "audio.too_large")


def test_audio_over_the_limit_is_refused_while_it_streams(house: House) -> None:
    call = house.client.post(CALLS, json=PROVEN).json()
    pieces = (wav(seed=number) for number in range(1000))
    answer = house.client.put(f"{CALLS}/{call['id']}/audio", content=pieces)
    assert (answer.status_code, answer.json()["code"]) == (413, "audio.too_large")
    assert house.sealed_files() == []
    assert house.client.get(f"{CALLS}/{call['id']}").json()["stage"] == Stage.AWAITING_AUDIO


def test_json_metadata_is_strict(house: House) -> None:
    refused: tuple[object, ...] = (
        {"consent": 1},
        PROVEN | {"colour": "blue"},
        [],
        {"agent": "dana@example.com"},
    )
    for wrong in refused:
        answer = house.client.post(CALLS, json=wrong)
        assert (answer.status_code, answer.json()["code"]) == (422, "input.invalid")
        assert "blue" not in answer.text
        assert "colour" not in answer.text
    assert house.client.get(CALLS).json()["calls"] == []


def test_json_that_says_a_thing_twice_is_refused(house: House) -> None:
    body = b'{"consent": "declined", "external_id": "x", "consent": "granted"}'
    answer = house.client.post(CALLS, content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    assert answer.json()["code"] == "input.invalid"
    assert house.client.get(CALLS).json()["calls"] == []


def test_json_metadata_is_bounded(house: House) -> None:
    answer = house.client.post(
        CALLS, content=b'{"team": "' + b"x" * 70_000, headers={"content-type": "application/json"}
    )
    assert answer.status_code == 413


def test_a_sender_that_falls_silent_is_not_waited_for_for_ever(tmp_path: Path) -> None:
    with open_house(tmp_path, upload_idle_s=0.3) as house, live_server(house.doors) as port:
        call = house.client.post(CALLS, json=PROVEN).json()
        status = talk(
            port,
            f"PUT {CALLS}/{call['id']}/audio HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer {TOKEN}\r\n"
            "Content-Length: 100000\r\n\r\n".encode()
            + wav()[:500],
        )
        assert status == 408
        assert house.sealed_files() == []


@pytest.mark.parametrize(("slowest", "status"), [(1024, 408), (1, 201)], ids=["a drip", "slow but steady"])
def test_a_sender_that_only_drips_holds_no_place_for_hours(tmp_path: Path, slowest: int, status: int) -> None:
    drips, recording = 20, wav()[:500]
    with (
        open_house(tmp_path, upload_idle_s=0.4, upload_slowest_bytes_per_s=slowest) as house,
        live_server(house.doors) as port,
    ):
        call = house.client.post(CALLS, json=PROVEN).json()
        said = (
            f"PUT {CALLS}/{call['id']}/audio HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer {TOKEN}\r\n"
            f"Content-Length: {len(recording) + drips}\r\n\r\n"
        ).encode() + recording
        assert talk(port, said, dripping=drips) == status
        assert len(house.sealed_files()) == (1 if status == 201 else 0)
