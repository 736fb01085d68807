"""Whoever opted out is not processed by any door; the providers' hooks are in the contracts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lifecycle import opt_out, reading
from models.call import Customer
from models.stages import Stage
from tests.api.house import PROVEN, open_house, wav
from tests.api.house import House as Web
from tests.api.test_upload_page import upload
from tests.callnotes.house import House
from tests.databases import with_tables
from tests.pipeline.watched_house import WatchedHouse

PHONE, MARKER = "+15125550123", b"5125550123"
CONSENT = ("--consent", "granted", "--consent-by", "dana", "--consent-how", "said yes")


@pytest.fixture
def web(house: House) -> Iterator[Web]:
    with open_house(with_tables(house.folder)) as opened:
        opt_out.add(opened.doors.shelves, Customer(phone=PHONE), by="eve", enqueue=opened.doors.enqueue)
        yield opened


def by_command_line(house: House, _web: Web, folder: Path) -> None:
    said = house("submit", recording(folder), *CONSENT, "--customer", PHONE)
    assert said.code == 0, said.err


def by_back_fill(house: House, _web: Web, folder: Path) -> None:
    recording(folder)
    table = folder / "calls.csv"
    head = "path,started_at,customer,consent,consent_by,consent_how\n"
    table.write_text(f"{head}call.wav,2024-03-01 10:05,{PHONE},announced,IVR,played\n")
    said = house("backfill", table)
    assert said.code == 0, said.err
    table.unlink()


def by_api(_house: House, web: Web, _folder: Path) -> None:
    form = {**PROVEN, "customer": PHONE}
    assert web.client.post("/api/v1/calls", data=form, files={"audio": wav()}).status_code == 201


def by_page(_house: House, web: Web, _folder: Path) -> None:
    assert upload(web, ("call.wav", wav()), customer=PHONE).status_code == 200


def by_generic_hook(_house: House, web: Web, _folder: Path) -> None:
    data = {**PROVEN, "customer": PHONE, "external_id": "pbx-7",
            "recording_url": "https://recordings.example.com/7.wav"}  # fmt: skip
    assert web.hook({"type": "call.recorded", "data": data}).status_code < 300


def by_watched_folder(_house: House, web: Web, folder: Path) -> None:
    watched = WatchedHouse(web.doors.shelves, folder / "watched", {**PROVEN, "customer": PHONE})
    watched.put("call.wav")
    watched.settle()
    assert watched.waiting() | watched.within("done") | watched.within("failed") == set()


def recording(folder: Path) -> Path:
    path = folder / "call.wav"
    path.write_bytes(wav())
    return path


@pytest.mark.parametrize(
    "door", [by_command_line, by_back_fill, by_api, by_page, by_generic_hook, by_watched_folder]
)
def test_a_person_who_opted_out_is_not_processed(
    house: House, web: Web, tmp_path: Path, door: Callable[[House, Web, Path], None]
) -> None:
    door(house, web, tmp_path)
    shelves = web.doors.shelves
    (call,) = reading.calls(shelves)
    assert (call.stage, call.recording, call.details.customer) == (Stage.DECLINED, None, Customer())
    assert not reading.is_worked_on(shelves, call.id)
    shelves.database.wash()
    files = [path for path in house.folder.rglob("*") if path.is_file()]
    assert not [path.name for path in files if MARKER in path.read_bytes() or path.suffix == ".sealed"]
