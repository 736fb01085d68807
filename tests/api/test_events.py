"""Pages hear of changes by server-sent events: of which calls, for how long, and nothing else."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from typing import Any, Final

import pytest

from api import session_cookie
from api.change_feed import MOST_PER_ACCOUNT
from api.web import events
from lifecycle import people, review, signing_in
from models.access import Role
from storage import presence
from storage.changes import last_number
from tests.api.calls import new_call, staged_call
from tests.api.house import House
from tests.api.live_server import live_server
from tests.api.people import account_of

ANN: Final = "ann@example.com"
BOB: Final = "bob@example.com"


@pytest.fixture
def port(house: House, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A real server beside the house, which looks at who listens often enough for a test."""
    monkeypatch.setattr(events, "_CHECKS_EVERY_S", 0.2)
    with live_server(replace(house.doors, listens_s=30.0)) as number:
        yield number


def _session(house: House, email: str, role: Role = "agent") -> str:
    return signing_in.open_session(
        house.doors.shelves, account_of(house, email, role).id, email, browser=None
    )


class Page:
    """What an open page hears, event by event."""

    def __init__(self, answer: http.client.HTTPResponse) -> None:
        self.answer = answer

    def next(self) -> dict[str, Any]:
        """Return the next event; empty at the end."""
        found: dict[str, Any] = {}
        while line := self.answer.readline().decode():
            name, _, value = line.rstrip("\n").partition(": ")
            if name in {"event", "id", "data"}:
                found[name] = value
            elif not line.strip() and found:
                return found
        return {}


@contextmanager
def _page(port: int, secret: str, path: str = "/events", **headers: str) -> Iterator[Page]:
    shown = {"Cookie": f"{session_cookie.NAME}={secret}", "Accept": "text/event-stream"}
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        connection.request("GET", path, headers=shown | headers)
        yield Page(connection.getresponse())


def _now(house: House) -> int:
    with house.doors.shelves.database.reading() as session:
        return last_number(session)


def test_a_page_hears_ids_and_numbers_of_the_calls_that_the_person_sees_and_of_no_others(
    house: House, port: int
) -> None:
    with _page(port, _session(house, ANN), f"/events?after={_now(house)}") as page:
        assert page.answer.headers["content-type"].startswith("text/event-stream")
        assert page.answer.headers["x-accel-buffering"] == "no"
        new_call(house, seed=1, agent=BOB, customer="+15125550123")
        own = new_call(house, seed=2, agent=ANN, customer="+15125550199")
        heard = page.next()
    assert heard["event"] == "call"
    assert json.loads(heard["data"]) == {"call": own, "version": int(heard["id"])}


def test_who_comes_back_hears_what_came_meanwhile_once(house: House, port: int) -> None:
    secret, before = _session(house, ANN), _now(house)
    first, second = (new_call(house, seed=seed, agent=ANN) for seed in (1, 2))
    with _page(port, secret, "/events", **{"Last-Event-ID": str(before)}) as page:
        assert [json.loads(page.next()["data"])["call"] for _ in range(2)] == [first, second]
    with _page(port, secret, "/events?after=0", **{"Last-Event-ID": str(_now(house) - 1)}) as page:
        assert json.loads(page.next()["data"])["call"] == second


def test_a_number_of_another_database_makes_the_page_look_again(house: House, port: int) -> None:
    with _page(port, _session(house, ANN), "/events?after=999999") as page:
        assert page.next()["event"] == "again"


def test_who_signs_out_hears_nothing_more(house: House, port: int) -> None:
    secret = _session(house, ANN)
    with _page(port, secret, f"/events?after={_now(house)}") as page:
        signing_in.sign_out(house.doors.shelves, secret)
        new_call(house, agent=ANN)
        assert page.next()["event"] == "over"
        assert page.next() == {}
    with _page(port, secret) as page:
        assert page.answer.status == 401


def test_one_account_cannot_listen_without_end(house: House, port: int) -> None:
    secret = _session(house, ANN)
    opened = [http.client.HTTPConnection("127.0.0.1", port, timeout=20) for _ in range(MOST_PER_ACCOUNT)]
    for connection in opened:
        connection.request("GET", "/events", headers={"Cookie": f"{session_cookie.NAME}={secret}"})
        assert connection.getresponse().status == 200
    with _page(port, secret) as page:
        assert page.answer.status == 429
        assert json.loads(page.answer.read())["code"] == "events.too_many_pages"
    for connection in opened:
        connection.close()


def test_the_second_reviewer_is_seen_and_goes_again(house: House, port: int) -> None:
    call_id, shelves = staged_call(house, agent=ANN, team="blue"), house.doors.shelves

    def others() -> tuple[str, ...]:
        with shelves.database.reading() as session:
            return presence.others_on(session, call_id, besides=ANN, at=house.doors.clock())

    here = f"/calls/{call_id}/events"
    with _page(port, _session(house, ANN), f"{here}?after={_now(house)}") as page:
        assert json.loads(page.next()["data"])["call"] == call_id, "that Ann came is a change, too"
        assert others() == ()
        cora = account_of(house, "cora@example.com", "manager")
        people.change(shelves, cora.email, role="manager", teams=("blue",), disabled=False, by="test")
        secret = signing_in.open_session(shelves, cora.id, cora.email, browser=None)
        with _page(port, secret, here):
            page.next()
            assert others() == ("cora@example.com",)
        page.next()
        assert others() == ()


def test_a_page_that_went_without_a_word_is_no_longer_there_after_its_time(house: House) -> None:
    call_id, database = staged_call(house), house.doors.shelves.database
    with database.transaction() as session:
        presence.come(session, call_id, BOB, at=house.doors.clock())
    before = _now(house)
    house.pass_time(presence.LASTS)
    with database.transaction() as session:
        assert presence.are_over(session, house.doors.clock())
        assert presence.others_on(session, call_id, besides=ANN, at=house.doors.clock()) == ()
        presence.forget_over(session, house.doors.clock())
    assert _now(house) == before + 1, "those who look at the call hear of it"


def test_a_server_that_is_told_to_stop_does_not_wait_for_its_pages(house: House) -> None:
    secret = _session(house, ANN)
    with live_server(replace(house.doors, listens_s=600.0)) as number:
        connection = http.client.HTTPConnection("127.0.0.1", number, timeout=20)
        connection.request("GET", "/events", headers={"Cookie": f"{session_cookie.NAME}={secret}"})
        page = Page(connection.getresponse())
    assert page.next() == {}
    connection.close()


def test_every_change_has_a_number_of_its_own_and_what_is_taken_back_has_none(house: House) -> None:
    call_id, shelves = staged_call(house, customer="+15125550123"), house.doors.shelves
    before = _now(house)
    with suppress(RuntimeError), shelves.database.transaction() as session:
        presence.come(session, call_id, ANN, at=house.doors.clock())
        session.flush()
        raise RuntimeError
    assert _now(house) == before
    review.decide(shelves, call_id, (), reject_rest=True, by=ANN, enqueue=house.doors.enqueue)
    assert _now(house) == before + 1
