"""The daily mail: what it says, when it goes out, and that it goes out once, whatever happens."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from lifecycle import digest, links, outgoing, people, sending, signing, signing_in
from models.access import Actor, Role
from models.errors import InputError
from models.mail import DigestHours, Mail, Sending
from models.outgoing import Came
from models.working_time import WorkingTime
from pipeline.digests import Digesting
from storage import calls
from storage.accounts import Account
from storage.held_sending import hold_sending
from storage.shelves import Shelves, open_shelves
from tests.databases import with_tables
from tests.lifecycle.house import WAV, staged
from tests.lifecycle.promised import promised

BERLIN = ZoneInfo("Europe/Berlin")
#: A Friday, eleven in Berlin.
FRIDAY = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
BOSS = "eve@example.com"


class Post:
    """Takes mails and answers as it is told."""

    def __init__(self) -> None:
        self.mails: list[Mail] = []
        self.answers: list[Sending] = []

    def __call__(self, mail: Mail) -> Sending:
        self.mails.append(mail)
        return self.answers.pop(0) if self.answers else "sent"


class World:
    def __init__(self, shelves: Shelves, moment: list[datetime]) -> None:
        self.shelves, self.moment, self.post = shelves, moment, Post()
        hours = DigestHours(at="08:00", work=WorkingTime(holidays=frozenset({date(2026, 11, 24)})))
        self.digesting = Digesting(shelves, self.post, hours, BERLIN, "https://notes.example.com/")

    def person(self, email: str, role: Role = "agent", teams: tuple[str, ...] = ()) -> Account:
        first = links.first_link(self.shelves)
        if first is not None:
            links.use(self.shelves, first, email=BOSS, password="correct horse battery")
        secret = links.invite(self.shelves, email, role, teams=teams, by=BOSS)
        links.use(self.shelves, secret, email=email, password="correct horse battery")
        return next(one for one in people.everybody(self.shelves) if one.email == email)

    def call(self, seed: int = 0, *, agent: str = "sam@example.com", team: str | None = None) -> str:
        call = staged(self.shelves, audio=WAV + bytes([seed]))
        with self.shelves.database.transaction() as session:
            row = calls.locked(session, call.id)
            row.agent, row.team = agent, team
        return call.id

    def at(self, moment: datetime) -> list[str]:
        """Let it be this moment, and return to whom mails go out then."""
        before = len(self.post.mails)
        self.moment[0] = moment
        self.digesting.round()
        return [mail.to for mail in self.post.mails[before:]]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    moment = [FRIDAY]
    with open_shelves(with_tables(tmp_path / "house"), clock=lambda: moment[0]) as shelves:
        yield World(shelves, moment)


def test_an_agent_reads_how_many_calls_wait_and_nothing_that_was_said(world: World) -> None:
    world.person("sam@example.com")
    ids = []
    for seed in range(12):
        world.moment[0] += timedelta(seconds=1)
        ids.append(world.call(seed))
    world.call(99, agent="bob@example.com")
    assert world.at(FRIDAY + timedelta(minutes=1)) == ["sam@example.com"]
    (mail,) = world.post.mails
    assert mail.subject == "Call notes: 12 calls wait for you"
    assert f"https://notes.example.com/calls/{ids[0]}" in mail.text
    assert "and 2 more" in mail.text
    assert "of Fri 20 Nov, 11:00" in mail.text
    assert "https://notes.example.com/account" in mail.text
    told = re.sub(r"call_\w+", "", mail.text)  # an id of a call may hold any digits
    for said in ("Leeds", "call you back", "512", "contact_1"):
        assert said not in told


def test_a_restored_copy_mails_nobody_until_it_is_released(world: World) -> None:
    world.person("sam@example.com")
    world.call()
    with world.shelves.database.transaction() as session:
        hold_sending(session.connection(), since=FRIDAY, as_of=FRIDAY)
    assert world.at(FRIDAY) == []
    sending.release(world.shelves, by=BOSS)
    assert world.at(FRIDAY) == ["sam@example.com"]


def test_a_manager_reads_what_waits_in_the_teams_and_what_is_to_be_signed(world: World) -> None:
    world.person("cora@example.com", "manager", ("blue",))
    world.person("lea@example.com", "lead", ("blue",))
    world.person("fay@example.com", "auditor")
    world.call(1, team="blue")
    world.call(2, team="blue")
    world.call(3, team="red", agent="bob@example.com")
    high = world.call(4, team="blue")
    with world.shelves.database.transaction() as session:
        calls.locked(session, high).stage_why = signing.WAITS
    assert sorted(world.at(FRIDAY)) == ["cora@example.com", BOSS, "lea@example.com"]
    mails = {mail.to: mail for mail in world.post.mails}
    assert mails["cora@example.com"].subject == "Call notes: 1 call of high risk waits for your signature"
    assert high in mails["cora@example.com"].text
    assert (
        "2 calls of your teams wait for a person:\n  2 of sam@example.com" in mails["cora@example.com"].text
    )
    assert "signature" not in mails["lea@example.com"].text
    assert "waits for your signature" in mails[BOSS].text  # an admin to whom calls are granted
    assert "of your teams" not in mails[BOSS].text


def test_an_admin_is_told_of_a_paused_endpoint(world: World) -> None:
    world.person("sam@example.com")
    outgoing.add(
        world.shelves,
        "desk",
        "https://hooks.example.com/",
        ("call.received",),
        with_items=False,
        private_hosts=(),
        actor=Actor(name=BOSS, role="admin"),
    )
    world.call(agent="nobody@example.com")
    box = world.shelves.outbox()
    message = box.claim()
    assert message is not None
    box.came(message, Came("gone", 410))
    assert world.at(FRIDAY) == [BOSS]
    (mail,) = world.post.mails
    assert mail.subject == "Call notes: The outgoing webhook desk is paused"
    assert "1 event(s) wait until somebody resumes it" in mail.text


@pytest.mark.parametrize(
    ("moment", "goes_out"),
    [
        (datetime(2026, 11, 20, 7, 59, tzinfo=BERLIN), False),
        (datetime(2026, 11, 20, 8, 0, tzinfo=BERLIN), True),
        (datetime(2026, 11, 20, 16, 59, tzinfo=BERLIN), True),
        (datetime(2026, 11, 20, 17, 0, tzinfo=BERLIN), False),
        (datetime(2026, 11, 21, 9, 0, tzinfo=BERLIN), False),  # a Saturday
        (datetime(2026, 11, 24, 9, 0, tzinfo=BERLIN), False),  # a holiday
    ],
)
def test_it_goes_out_in_working_hours_alone(world: World, moment: datetime, *, goes_out: bool) -> None:
    world.person("sam@example.com")
    world.call()
    assert bool(world.at(moment)) is goes_out


def test_the_morning_is_that_of_the_recipients_zone_and_who_wants_none_gets_none(world: World) -> None:
    sam, bob = world.person("sam@example.com"), world.person("bob@example.com")
    world.call(1)
    world.call(2, agent="bob@example.com")
    signing_in.set_zone(world.shelves, sam, "America/New_York")
    digest.set_wish(world.shelves, bob, wanted=False)
    assert world.at(FRIDAY) == []
    assert world.at(datetime(2026, 11, 20, 13, 0, tzinfo=UTC)) == ["sam@example.com"]
    assert "Times are in America/New_York" in world.post.mails[0].text
    with pytest.raises(InputError):
        signing_in.set_zone(world.shelves, sam, "Mars/Base")


def test_one_a_person_and_day_and_none_where_nothing_waited_in_the_morning(world: World) -> None:
    world.person("sam@example.com")
    assert world.at(FRIDAY) == []
    world.call()
    assert world.at(FRIDAY + timedelta(hours=1)) == []
    monday = FRIDAY + timedelta(days=3)
    assert world.at(monday) == ["sam@example.com"]
    assert world.at(monday + timedelta(minutes=1)) == []
    people.change(world.shelves, "sam@example.com", role="agent", teams=(), disabled=True, by=BOSS)
    assert world.at(monday + timedelta(days=2)) == []


@pytest.mark.parametrize("outcome", ["unknown", "sent"])
def test_what_may_have_arrived_is_not_sent_again(world: World, outcome: Sending) -> None:
    world.person("sam@example.com")
    world.call()
    world.post.answers = [outcome]
    assert world.at(FRIDAY) == ["sam@example.com"]
    assert world.at(FRIDAY + timedelta(hours=4)) == []


def test_what_is_known_not_to_be_sent_comes_again_while_the_hours_last(world: World) -> None:
    world.person("sam@example.com")
    world.call()
    world.post.answers = ["no_connection", "refused", "sent"]
    assert world.at(FRIDAY) == ["sam@example.com"]
    assert world.at(FRIDAY + timedelta(minutes=14)) == []
    assert world.at(FRIDAY + timedelta(minutes=15)) == ["sam@example.com"]
    assert world.at(FRIDAY + timedelta(hours=1)) == ["sam@example.com"]
    assert world.at(FRIDAY + timedelta(hours=2)) == []
    assert len({mail.message_id for mail in world.post.mails}) == 1


def test_a_worker_that_dies_while_it_sends_does_not_make_two_mails_of_one(world: World) -> None:
    world.person("sam@example.com")
    world.call()

    def dying(mail: Mail) -> Sending:
        world.post(mail)
        raise SystemExit

    with pytest.raises(SystemExit):
        Digesting(world.shelves, dying, world.digesting.hours, BERLIN).round()
    assert world.at(FRIDAY + timedelta(minutes=30)) == []
    assert world.at(FRIDAY + timedelta(days=3)) == ["sam@example.com"]


def test_of_several_workers_one_sends(tmp_path: Path, database_url: str | None) -> None:
    folder = with_tables(tmp_path / "house")
    with (
        open_shelves(folder, database_url=database_url, clock=lambda: FRIDAY) as shelves,
        open_shelves(folder, database_url=database_url, clock=lambda: FRIDAY) as others,
    ):
        world = World(shelves, [FRIDAY])
        sam = world.person("sam@example.com")
        book, other, day = shelves.digests(), others.digests(), FRIDAY.date()
        assert book.is_due(sam.id, day)
        assert other.is_due(sam.id, day)
        taken = [one.claim(sam.id, day, has_content=True) for one in (book, other, book)]
        assert taken == [True, False, False]
        assert not other.is_due(sam.id, day)


def test_without_a_server_nothing_is_sent_or_noted(world: World) -> None:
    world.person("sam@example.com")
    world.call()
    assert Digesting(world.shelves, None, DigestHours(), BERLIN).round() == 0
    assert world.at(FRIDAY) == ["sam@example.com"]


def test_promises_that_are_due_and_overdue_are_counted_and_not_quoted(world: World) -> None:
    world.person("sam@example.com")
    world.person("lea@example.com", "lead", ("north",))
    promised(world.shelves, 1, due=date(2026, 11, 20))
    promised(world.shelves, 2, due=date(2026, 11, 19))
    assert sorted(world.at(FRIDAY)) == ["lea@example.com", "sam@example.com"]
    mails = {mail.to: mail for mail in world.post.mails}
    told = "2 promises of yours are overdue, 2 promises of yours are due today."
    assert told in mails["sam@example.com"].text
    assert mails["sam@example.com"].subject == "Call notes: 2 promises of yours are overdue"
    assert told.replace("of yours", "of your teams") in mails["lea@example.com"].text
    assert "Call back" not in "".join(mail.text for mail in world.post.mails)
