"""A person's calendar at its private address: only what is that person's, and only while it may be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from callnotes.calendar_feed import feed_of
from lifecycle import calendar_feed, consent, drafts, intake, link, people, review
from lifecycle.stage import move
from lifecycle.take_back import take_back
from models.call import CallDetails
from models.errors import ForbiddenError
from models.notes import CallNotes, Due, Owner
from models.review import Decision
from models.stages import Stage
from storage import calls
from storage.accounts import Account
from tests.api.house import House, open_house
from tests.api.people import account_of
from tests.lifecycle.house import GRANTED, LIMITS, WAV, notes_of, transcript_of

ZONE = ZoneInfo("Europe/Berlin")
FRIDAY = date(2026, 11, 27)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    write = partial(feed_of, zone=ZONE, public_url="https://notes.example.com")
    with open_house(tmp_path, calendar=write) as opened:
        yield opened


def dated(notes: CallNotes, *, at: str | None, owner: Owner) -> CallNotes:
    due = Due(said="Friday", date=FRIDAY, time=at, basis="Friday after 2026-11-20")
    promise = notes.promises[0].model_copy(update={"due": due, "side": owner.side, "owner": owner})
    follow_up = notes.follow_ups[0].model_copy(update={"due": due, "owner": owner, "from_promise": "p1"})
    return notes.model_copy(update={"promises": (promise,), "follow_ups": (follow_up,)})


def decided(
    house: House,
    agent: str,
    *,
    seed: int = 0,
    yes: bool = True,
    at: str | None = None,
    owner: Owner | None = None,
    done: bool = True,
) -> str:
    """Bring a call of this agent to where a person has decided all of it, or to just before."""
    shelves, enqueue = house.doors.shelves, house.doors.enqueue
    call_id = intake.accept(
        shelves,
        CallDetails(agent=agent, started_at=datetime(2026, 11, 20, 10, 0, tzinfo=ZONE)),
        GRANTED.model_copy(update={"at": datetime(2026, 11, 20, 9, 0, tzinfo=UTC)}),
        audio=(WAV + bytes([seed]),),
        transcript=None,
        limits=LIMITS,
        enqueue=enqueue,
    ).call.id
    assert consent.gate(shelves, call_id).answer == "go"
    drafts.store_transcript(shelves, transcript_of(call_id))
    drafts.store_notes(shelves, dated(notes_of(call_id), at=at, owner=owner or Owner(side="ours")))
    drafts.mark_staged(shelves, call_id)
    link.link_matched(shelves, call_id, "contact_1")
    if done:
        review.decide(shelves, call_id, (), accept_rest=yes, reject_rest=not yes, by=agent, enqueue=enqueue)
    return call_id


def address(house: House, account: Account) -> str:
    return f"/calendar/{calendar_feed.make(house.doors.shelves, account)}.ics"


def events(house: House, path: str) -> list[Any]:
    answer = house.client.get(path, headers={"authorization": ""})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))


def test_it_holds_the_persons_own_confirmed_things_and_nothing_else(house: House) -> None:
    ann = account_of(house, "ann@example.com", "agent")
    call_id = decided(house, "ann@example.com")
    decided(house, "bob@example.com", seed=1)
    decided(house, "ann@example.com", seed=2, yes=False)
    decided(house, "ann@example.com", seed=3, done=False)
    decided(house, "ann@example.com", seed=4, owner=Owner(side="theirs"))
    timed = decided(house, "ann@example.com", seed=5, at="09:30")
    whole, half = sorted(events(house, address(house, ann)), key=lambda event: len(str(event["dtstart"].dt)))
    assert (whole["uid"], whole["summary"]) == (f"{call_id}-f1@callnotes", "Call the customer")
    assert (whole["dtstart"].dt, whole["dtend"].dt) == (FRIDAY, FRIDAY + timedelta(days=1))
    assert whole["url"] == f"https://notes.example.com/calls/{call_id}"
    assert half["uid"] == f"{timed}-f1@callnotes"
    assert half["dtstart"].dt == datetime(2026, 11, 27, 8, 30, tzinfo=UTC)
    assert "I will call you back" not in str(whole) + str(half)  # no quote


def test_a_program_that_asks_again_is_told_whether_anything_changed(house: House) -> None:
    ann = account_of(house, "ann@example.com", "agent")
    path = address(house, ann)
    call_id = decided(house, "ann@example.com")
    first = house.client.get(path)
    tag, since = first.headers["etag"], first.headers["last-modified"]
    for known in ({"if-none-match": tag}, {"if-none-match": f'"x", W/{tag}'}, {"if-modified-since": since}):
        again = house.client.get(path, headers=known)
        assert (again.status_code, again.content) == (304, b"")
    assert house.client.head(path).headers["etag"] == tag
    other = {"if-none-match": '"other"', "if-modified-since": since}
    assert house.client.get(path, headers=other).status_code == 200
    assert house.client.get(path, headers={"if-modified-since": "soon"}).status_code == 200
    with house.doors.shelves.database.transaction() as session:  # in the very same second
        row = calls.locked(session, call_id)
        move(session, row, Stage.SETTLED, at=house.moment[0])
        move(session, row, Stage.ERASED, at=house.moment[0])
    for known in ({"if-none-match": tag}, {"if-modified-since": since}):
        again = house.client.get(path, headers=known)
        assert again.status_code == 200
        assert b"VEVENT" not in again.content


def test_an_item_keeps_its_name_when_the_decision_on_it_is_another(tmp_path: Path) -> None:
    write = partial(feed_of, zone=ZONE, public_url=None)
    with open_house(tmp_path, calendar=write, undo=timedelta(minutes=5)) as house:
        ann = account_of(house, "ann@example.com", "agent")
        path, call_id = address(house, ann), decided(house, "ann@example.com")
        (before,) = events(house, path)
        take_back(house.doors.shelves, call_id, by="ann@example.com", actor=ann.actor)
        assert events(house, path) == []
        house.pass_time(timedelta(minutes=1))
        edit = Decision(
            item_id="f1", verdict="edit", text="Ring Mr Reed", by="ann@example.com", at=house.moment[0]
        )
        review.decide(
            house.doors.shelves,
            call_id,
            (edit,),
            accept_rest=True,
            by="ann@example.com",
            enqueue=house.doors.enqueue,
        )
        (after,) = events(house, path)
        assert (after["uid"], after["summary"]) == (before["uid"], "Ring Mr Reed")
        assert after["last-modified"].dt > before["last-modified"].dt
        assert "url" not in after


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
