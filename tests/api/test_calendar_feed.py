"""A person's calendar at its private address: only what is that person's, and only while it may be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from callnotes.calendar_feed import feed_of
from lifecycle import calendar_feed, people
from lifecycle.erase import erase
from lifecycle.promises import PromiseAct, act_on_promise
from models.errors import ForbiddenError
from models.promises import Proof
from storage.accounts import Account
from tests.api.house import House, open_house
from tests.api.people import account_of
from tests.lifecycle.promised import FRIDAY, promised


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    write = partial(feed_of, public_url="https://notes.example.com")
    with open_house(tmp_path, calendar=write) as opened:
        yield opened


def address(house: House, account: Account) -> str:
    return f"/calendar/{calendar_feed.make(house.doors.shelves, account)}.ics"


def events(house: House, path: str) -> list[Any]:
    answer = house.client.get(path, headers={"authorization": ""})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))


def test_it_holds_what_the_person_has_to_do_and_nothing_else(house: House) -> None:
    ann, shelves = account_of(house, "ann@example.com", "agent"), house.doors.shelves
    call_id = promised(shelves, 1, agent="ann@example.com").id
    promised(shelves, 2, agent="bob@example.com")
    promised(shelves, 3, agent="ann@example.com", decided=False)
    promised(shelves, 4, agent="ann@example.com", due=None)
    call_back, offer = sorted(events(house, address(house, ann)), key=lambda event: str(event["uid"]))[::-1]
    assert (call_back["uid"], call_back["summary"]) == (f"{call_id}-p1@callnotes", "Call back")
    assert (call_back["dtstart"].dt, call_back["dtend"].dt) == (FRIDAY, FRIDAY + timedelta(days=1))
    assert call_back["url"] == f"https://notes.example.com/calls/{call_id}"
    assert (offer["summary"], offer["sequence"]) == ("Write the offer", 0)
    assert "I will call you back" not in str(call_back) + str(offer)  # no quote


def test_what_is_done_with_a_promise_is_there_when_the_calendar_asks_again(house: House) -> None:
    ann = account_of(house, "ann@example.com", "agent")
    bob = account_of(house, "bob@example.com", "agent")
    shelves, path = house.doors.shelves, address(house, ann)
    of_bob = address(house, bob)
    call_id = promised(shelves, 1, agent="ann@example.com").id
    tag = house.client.get(path).headers["etag"]

    def act(item_id: str, **what: Any) -> None:  # noqa: ANN401 - fields of the act
        act_on_promise(shelves, call_id, item_id, PromiseAct(**what), by="ann@example.com", actor=ann.actor)

    act("p1", kind="postponed", why="Dana is away", due_on=date(2026, 12, 4), due_time="09:30")
    answer = house.client.get(path, headers={"if-none-match": tag})
    assert answer.status_code == 200
    moved = next(event for event in events(house, path) if event["uid"] == f"{call_id}-p1@callnotes")
    assert (moved["dtstart"].dt, moved["sequence"]) == (datetime(2026, 12, 4, 9, 30, tzinfo=UTC), 1)
    act("p1", kind="kept", proof=Proof(kind="note", words="called"))
    act("f2", kind="reassigned", owner="bob@example.com")
    assert events(house, path) == []
    assert [event["summary"] for event in events(house, of_bob)] == ["Write the offer"]


def test_a_program_that_asks_again_is_told_whether_anything_changed(house: House) -> None:
    ann = account_of(house, "ann@example.com", "agent")
    path = address(house, ann)
    call_id = promised(house.doors.shelves, 1, agent="ann@example.com").id
    first = house.client.get(path)
    tag, since = first.headers["etag"], first.headers["last-modified"]
    for known in ({"if-none-match": tag}, {"if-none-match": f'"x", W/{tag}'}, {"if-modified-since": since}):
        again = house.client.get(path, headers=known)
        assert (again.status_code, again.content) == (304, b"")
    assert house.client.head(path).headers["etag"] == tag
    other = {"if-none-match": '"other"', "if-modified-since": since}
    assert house.client.get(path, headers=other).status_code == 200
    assert house.client.get(path, headers={"if-modified-since": "soon"}).status_code == 200
    erase(
        house.doors.shelves, call_id, by="eve@example.com", reason="asked", enqueue=house.doors.enqueue
    )  # in the very same second
    for known in ({"if-none-match": tag}, {"if-modified-since": since}):
        again = house.client.get(path, headers=known)
        assert again.status_code == 200
        assert b"VEVENT" not in again.content


@pytest.mark.parametrize("how", ["made anew", "ended", "another role", "closed"])
def test_it_ends_at_once(house: House, how: str) -> None:
    account_of(house, "eve@example.com", "admin")
    ann = account_of(house, "ann@example.com", "agent")
    path, shelves = address(house, ann), house.doors.shelves
    assert events(house, path) == []
    if how == "made anew":
        calendar_feed.make(shelves, ann)
    elif how == "ended":
        calendar_feed.end(shelves, ann)
    else:
        people.change(
            shelves,
            ann.email,
            role="manager" if how == "another role" else "agent",
            teams=(),
            disabled=how == "closed",
            by="eve@example.com",
        )
    answer = house.client.get(path)
    assert answer.status_code == 404
    assert "VCALENDAR" not in answer.text
    assert house.client.get("/calendar/.ics").status_code == 404


def test_the_secret_is_kept_as_a_hash_and_the_acts_are_noted(house: House) -> None:
    ann = account_of(house, "ann@example.com", "agent")
    secret = calendar_feed.make(house.doors.shelves, ann)
    kept = (house.folder / "callnotes.db").read_bytes() + (house.folder / "callnotes.db-wal").read_bytes()
    assert secret.encode() not in kept
    calendar_feed.end(house.doors.shelves, ann)
    calendar_feed.end(house.doors.shelves, ann)
    acts = [one.action for one in house.doors.shelves.audit().entries(actor="ann@example.com")]
    assert acts[:2] == ["ended_the_calendar_address", "made_a_calendar_address"]


def test_who_reads_no_words_of_calls_gets_no_calendar(house: House) -> None:
    fay = account_of(house, "fay@example.com", "auditor")
    with pytest.raises(ForbiddenError, match="does not read"):
        calendar_feed.make(house.doors.shelves, fay)
