"""Opt-out, refusal and withdrawal: planted markers are in no file, table, log or queue afterwards.

A house in this process on SQLite, with the hook, the API and the rules; what the worker would do is done by
the same functions that it calls. The whole data folder is searched, byte by byte, and everything logged.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from lifecycle import attempts, consent, drafts, link, opt_out, reading, review, spoken_refusal
from models.call import Consent, Customer
from models.stages import Stage
from tests.api.house import PROVEN, House, open_house, wav
from tests.lifecycle.house import NOW, notes_of

PHONE = "+15125550123"
MARKERS = ("5125550123", "Okafor", "marzipan factory", "oh one two three", "jane.doe@corp.example")
SAID = """Agent: Thank you for calling the marzipan factory, how can I help?
Customer: My name is Okafor, my number ends in oh one two three, I am jane.doe@corp.example.
Customer: {last}
Agent: I will call you back on Friday.
"""
REFUSES = "Please don't record this call."
LETS = "That is all, thank you."


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with open_house(tmp_path / "house") as opened:
        yield opened


def sent(house: House, last: str, *, seed: int = 0) -> str:
    """Send a call with a transcript in which the markers are, and return its id."""
    answer = house.client.post(
        "/api/v1/calls",
        data={**PROVEN, "customer": PHONE, "hotwords": "Okafor", "external_id": f"pbx-{seed}"},
        files={
            "transcript": ("said.txt", SAID.format(last=last).encode()),
            "audio": ("call.wav", wav(seed=seed)),
        },
    )
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def heard(house: House, call_id: str) -> None:
    """Bring the call behind step 1, as a worker does."""
    shelves = house.doors.shelves
    attempts.begin(shelves, call_id, "process", 1)
    assert consent.gate(shelves, call_id).answer == "go"
    shelves.pieces(call_id).put("piece", "Okafor")
    stored = reading.transcript(shelves, call_id)
    assert stored is not None
    drafts.store_transcript(shelves, stored)


def whereabouts(house: House) -> list[str]:
    """Return where a marker stands: files of the data folder, and cells of tables that open in clear."""
    found = []
    for path in house.folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            found += [f"{path.name}: {one}" for one in MARKERS if one.encode() in content]
    with sqlite3.connect(house.folder / "callnotes.db") as database:
        for (name,) in database.execute("select name from sqlite_master where type = 'table'").fetchall():
            rows = str(database.execute(f'select * from "{name}"').fetchall())  # noqa: S608 - our own names
            found += [f"{name}: {one}" for one in MARKERS if one in rows]
    return found


def gone(house: House, call_id: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Assert that nothing is left, in whatever is kept, answered or logged."""
    shelves = house.doors.shelves
    shelves.database.wash()
    assert whereabouts(house) == []
    assert shelves.audio.kept() == ()
    assert house.sealed_files() == []
    whole = reading.dossier(shelves, call_id)
    assert (whole.transcript, whole.notes, whole.call.details.customer) == (None, None, Customer())
    assert shelves.pieces(call_id).get("piece") is None
    assert not [one for one in MARKERS if one in whole.model_dump_json()]
    answer = house.client.get(f"/api/v1/calls/{call_id}").text
    printed = capsys.readouterr()
    assert not [one for one in MARKERS if one in answer + printed.out + printed.err]


def test_a_spoken_refusal_leaves_no_marker(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    call_id = sent(house, REFUSES)
    heard(house, call_id)
    assert whereabouts(house) != []  # the search finds them where they are
    assert not spoken_refusal.heed(house.doors.shelves, call_id, enqueue=house.doors.enqueue)
    assert reading.call(house.doors.shelves, call_id).stage is Stage.DECLINED
    gone(house, call_id, capsys)


def test_an_opt_out_leaves_no_marker_of_calls_before_and_after_from_any_door(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    shelves = house.doors.shelves
    before = sent(house, LETS)
    heard(house, before)
    drafts.store_notes(
        shelves, notes_of(before).model_copy(update={"promises": (), "follow_ups": (), "fields": ()})
    )
    assert whereabouts(house) != []
    found = opt_out.add(
        shelves, Customer(phone=PHONE), by="eve@example.com", why="Okafor asked", enqueue=house.doors.enqueue
    )
    assert found.stopped == (before,)
    gone(house, before, capsys)
    after = sent(house, LETS, seed=1)
    gone(house, after, capsys)
    event = {"type": "call.recorded", "data": {**PROVEN, "customer": PHONE, "external_id": "pbx-7",
             "recording_url": "https://recordings.example.com/7.wav"}}  # fmt: skip
    answer = house.hook(event)
    assert answer.status_code < 300, answer.text
    hooked = json.loads(answer.text)["call"]["id"]
    assert reading.call(shelves, hooked).stage is Stage.DECLINED
    gone(house, hooked, capsys)


@pytest.mark.parametrize("settled", [False, True])
def test_consent_withdrawn_leaves_no_marker(
    house: House, capsys: pytest.CaptureFixture[str], *, settled: bool
) -> None:
    shelves = house.doors.shelves
    call_id = sent(house, LETS)
    heard(house, call_id)
    empty = notes_of(call_id).model_copy(update={"promises": (), "follow_ups": (), "fields": ()})
    drafts.store_notes(shelves, empty)
    drafts.mark_staged(shelves, call_id)
    if settled:
        link.link_contact(shelves, call_id, "contact_1", by="eve@example.com", enqueue=lambda _work: None)
        review.decide(
            shelves, call_id, (), accept_rest=True, by="eve@example.com", enqueue=lambda _work: None
        )
        review.mark_settled(shelves, call_id)
    assert whereabouts(house) != []
    stated = Consent(status="declined", by="eve@example.com", at=NOW, how="the customer wrote to us")
    after = consent.record(shelves, call_id, stated, crm="remove", enqueue=house.doors.enqueue)
    assert after.stage is (Stage.ERASED if settled else Stage.DECLINED)
    gone(house, call_id, capsys)
