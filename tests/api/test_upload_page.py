"""The upload page without JavaScript: several files in one form, each taken in or refused in words."""

from __future__ import annotations

import re
from typing import Any

import pytest

from api.who import signed_in
from models.access import Actor
from tests.api.house import PROVEN, House, wav

DANA = Actor(name="dana@example.com", role="agent", teams=("support",))
ADMIN = Actor(name="ada@example.com", role="admin", grants=("calls",))
STATED = {name: PROVEN[name] for name in ("consent", "consent_at", "consent_how")}
SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}


def enter(house: House, actor: Actor) -> Any:  # noqa: ANN401 - the client of the tests
    """Sign this person in, without the token of a machine."""
    house.client.app.dependency_overrides[signed_in] = lambda: actor  # type: ignore[attr-defined]
    house.client.headers.pop("Authorization", None)
    return house.client


def upload(house: House, *files: tuple[str, bytes], actor: Actor = DANA, **fields: str) -> Any:  # noqa: ANN401
    """Send the form as a browser without JavaScript does."""
    parts = [("audio", (name, content)) for name, content in files]
    return enter(house, actor).post("/upload", data=STATED | fields, files=parts, headers=SAME_ORIGIN)


def test_the_page_shows_its_form_and_who_states_the_consent(house: House) -> None:
    shown = enter(house, DANA).get("/upload")
    assert shown.status_code == 200
    assert 'enctype="multipart/form-data"' in shown.text
    assert 'value="dana@example.com"' in shown.text
    assert 'name="agent"' not in shown.text, "an agent uploads only own calls"
    assert 'name="agent"' in enter(house, ADMIN).get("/upload").text


def test_several_files_come_in_as_one_form_and_a_refused_one_harms_no_other(house: House) -> None:
    shown = upload(house, ("a.wav", wav(seed=1)), ("b.txt", b"no recording at all"), ("c.wav", wav(seed=2)))
    assert shown.status_code == 200
    assert re.findall(r'data-outcome="(\w+)"', shown.text) == ["accepted", "refused", "accepted"]
    assert "is a text, such as a playlist" in shown.text
    calls = re.findall(r"/calls/(call_\w+)", shown.text)
    assert sorted(calls) == sorted(call_id for call_id, _, _ in house.enqueued)
    assert len(house.sealed_files()) == 2


def test_the_same_recording_again_leads_to_the_same_call(house: House) -> None:
    first = re.findall(r"/calls/(call_\w+)", upload(house, ("a.wav", wav())).text)
    again = upload(house, ("other.wav", wav()))
    assert 'data-outcome="already_there"' in again.text
    assert re.findall(r"/calls/(call_\w+)", again.text) == first


def test_a_recording_of_somebody_elses_call_is_named_but_not_shown(house: House) -> None:
    upload(house, ("a.wav", wav()), actor=ADMIN, agent="eve@example.com")
    again = upload(house, ("a.wav", wav()))
    assert "a call that you do not see" in again.text
    assert "/calls/call_" not in again.text


def test_a_file_that_is_too_large_is_refused_and_the_next_one_comes_in(house: House) -> None:
    shown = upload(house, ("big.wav", wav(70.0)), ("small.wav", wav(seed=3)))
    assert re.findall(r'data-outcome="(\w+)"', shown.text) == ["refused", "accepted"]
    assert "limit" in shown.text


def test_hostile_names_and_texts_are_shown_as_text(house: House) -> None:
    name = "<script>alert(1)</script>.wav"
    assert "<script>alert" not in upload(house, (name, wav())).text
    refused = upload(house, ("a.wav", wav()), customer='"><script>alert(1)</script>')
    assert refused.status_code == 422
    assert "<script>alert" not in refused.text
    assert "&lt;script&gt;" in refused.text, "what was typed is kept"


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"agent": "eve@example.com"}, "for another agent"),
        ({"team": "sales"}, "a team that you belong to"),
        ({"started_at": "yesterday"}, "ISO 8601"),
        ({"consent": "perhaps"}, "consent is not one of"),
        ({"direction": "sideways"}, "one of its choices"),
        ({"secret": "x"}, "not known"),
    ],
)
def test_fields_that_cannot_be_taken_are_refused_in_words(
    house: House, fields: dict[str, str], why: str
) -> None:
    data, files = STATED | fields, {"audio": ("a.wav", wav())}
    shown = enter(house, DANA).post("/upload", data=data, files=files, headers=SAME_ORIGIN)
    assert shown.status_code == 422
    assert why in shown.text
    assert house.enqueued == []
    assert house.sealed_files() == []


def test_a_manager_uploads_for_an_agent(house: House) -> None:
    manager = Actor(name="max@example.com", role="manager", teams=("support",))
    shown = upload(house, ("a.wav", wav()), actor=manager, agent="dana@example.com")
    assert 'data-outcome="accepted"' in shown.text
    assert "support" in enter(house, DANA).get("/calls").text


def test_without_a_known_consent_the_call_waits(house: House) -> None:
    shown = upload(house, ("a.wav", wav()), consent="unknown")
    assert 'data-outcome="accepted"' in shown.text
    assert house.enqueued == []


def test_without_a_file_the_page_says_so(house: House) -> None:
    shown = upload(house, ("", b""))
    assert shown.status_code == 422
    assert "Choose at least one recording" in shown.text


def test_a_script_gets_the_same_answer_as_json(house: House) -> None:
    client = enter(house, DANA)
    headers = SAME_ORIGIN | {"Accept": "application/json"}
    answer = client.post("/upload", data=STATED, files={"audio": ("a.wav", wav())}, headers=headers)
    assert [one["outcome"] for one in answer.json()["results"]] == ["accepted"]
    refused = client.post(
        "/upload", data=STATED | {"team": "sales"}, files={"audio": ("a.wav", wav())}, headers=headers
    )
    assert refused.status_code == 422
    assert "team" in refused.json()["problem"]


def test_a_file_that_is_no_recording_is_not_worth_another_try(house: House) -> None:
    files = [("audio", ("a.txt", b"no recording at all")), ("audio", ("b.wav", wav()))]
    headers = SAME_ORIGIN | {"Accept": "application/json"}
    answer = enter(house, DANA).post("/upload", data=STATED, files=files, headers=headers)
    assert [(one["outcome"], one["again"]) for one in answer.json()["results"]] == [
        ("refused", False),
        ("accepted", True),
    ]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"customer": "not a phone"}, "customer"),
        ({"started_at": "yesterday"}, "started_at"),
        ({"team": "sales"}, "team"),
        ({"agent": "eve@example.com"}, "agent"),
    ],
)
def test_a_wrong_field_is_named_to_a_script_and_marked_on_the_page(
    house: House, fields: dict[str, str], field: str
) -> None:
    client, files = enter(house, ADMIN if field == "customer" else DANA), {"audio": ("a.wav", wav())}
    headers = SAME_ORIGIN | {"Accept": "application/json"}
    answer = client.post("/upload", data=STATED | fields, files=files, headers=headers)
    assert answer.json()["field"] == field
    assert answer.json()["problem"]
    shown = client.post("/upload", data=STATED | fields, files=files, headers=SAME_ORIGIN).text
    assert shown.count('role="alert" id="problem"') == 1
    if field in {"customer", "started_at"}:
        assert f'name="{field}" aria-invalid="true" aria-describedby="problem"' in shown


def test_a_call_in_the_future_is_a_wrong_field_for_every_file_alike(house: House) -> None:
    headers = SAME_ORIGIN | {"Accept": "application/json"}
    data, files = STATED | {"started_at": "2036-01-01T10:00"}, {"audio": ("a.wav", wav())}
    (result,) = enter(house, DANA).post("/upload", data=data, files=files, headers=headers).json()["results"]
    assert (result["outcome"], result["field"]) == ("refused", "started_at")


def test_a_script_that_is_signed_out_is_told_so_and_a_browser_is_sent_to_sign_in(house: House) -> None:
    house.client.headers.pop("Authorization", None)
    files = {"audio": ("a.wav", wav())}
    for kind, status in (("application/json", 401), ("text/html", 303)):
        headers = SAME_ORIGIN | {"Accept": kind}
        answer = house.client.post(
            "/upload", data=STATED, files=files, headers=headers, follow_redirects=False
        )
        assert answer.status_code == status
    assert house.client.get("/upload", headers={"Accept": "application/json"}).status_code == 401


_SAID = b"WEBVTT\n\n00:00.000 --> 00:02.000\n<v agent>I will call you on Monday.\n"
_NOTHING = ("", b"")


def sent_whole(house: House, **files: tuple[str, bytes]) -> Any:  # noqa: ANN401
    """Send the form as a browser does, with every file input of the page in its order, chosen or not."""
    inputs = ("transcript", "audio", "left", "right")
    boundary = "----the-form"
    lines = [f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
             for name, value in STATED.items()]  # fmt: skip
    for name in inputs:
        file_name, content = files.get(name, _NOTHING)
        head = f'Content-Disposition: form-data; name="{name}"; filename="{file_name}"'
        lines.append(
            f"--{boundary}\r\n{head}\r\nContent-Type: application/octet-stream\r\n\r\n".encode()
            + content
            + b"\r\n"
        )
    body = b"".join(lines) + f"--{boundary}--\r\n".encode()
    kind = f"multipart/form-data; boundary={boundary}"
    return enter(house, DANA).post("/upload", content=body, headers=SAME_ORIGIN | {"Content-Type": kind})


def test_the_page_asks_for_files_in_the_order_in_which_they_are_read(house: House) -> None:
    page = enter(house, DANA).get("/upload").text
    assert re.findall(r'type="file" name="(\w+)"', page) == ["transcript", "audio", "left", "right"]


@pytest.mark.parametrize(
    ("files", "kept", "turns"),
    [
        ({"left": ("a-in.wav", wav(seed=1)), "right": ("a-out.wav", wav(seed=2))}, 1, 0),
        ({"audio": ("a.wav", wav(seed=1)), "transcript": ("a.vtt", _SAID)}, 1, 1),
        ({"transcript": ("a.vtt", _SAID)}, 0, 1),
        ({"audio": ("a.wav", wav(seed=1))}, 1, 0),
    ],
    ids=["two legs", "a transcript beside the recording", "a transcript alone", "a recording alone"],
)
def test_a_call_comes_in_as_two_legs_or_with_a_transcript(
    house: House, files: dict[str, tuple[str, bytes]], kept: int, turns: int
) -> None:
    shown = sent_whole(house, **files)
    assert re.findall(r'data-outcome="(\w+)"', shown.text) == ["accepted"]
    (call_id,) = re.findall(r"/calls/(call_\w+)", shown.text)
    assert len(house.sealed_files()) == kept
    shown = enter(house, DANA).get(f"/calls/{call_id}")
    assert shown.status_code == 200
    assert shown.text.count("I will call you on Monday.") >= turns
    assert ("I will call you" in shown.text) == bool(turns)


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"right": ("a.wav", wav())}, "left leg"),
        ({"left": ("a.wav", wav())}, "refused"),
        ({"left": ("a.wav", wav()), "right": ("b.txt", b"no recording at all")}, "playlist"),
        ({"audio": ("a.wav", wav()), "transcript": ("a.vtt", b"\x00\x01")}, "transcript"),
    ],
    ids=["right alone", "left alone", "a leg that is none", "a transcript that is none"],
)
def test_half_a_call_is_refused_in_words(
    house: House, files: dict[str, tuple[str, bytes]], words: str
) -> None:
    assert words in sent_whole(house, **files).text
    assert house.sealed_files() == []
