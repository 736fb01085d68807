"""A drift is found in what was decided, and told once: on the page, in the mail, by an event."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import func, select

from lifecycle import outgoing
from lifecycle.trust_alarms import alarms, told, watch_drifts, watched
from models.access import Actor
from models.tallies import WATCHED, Decided, of_item, week_of
from storage import trust_watches
from storage.shelves import Shelves
from storage.tables import OutgoingEventRow, TrustNewsRow, TrustWatchRow
from tests.lifecycle.house import NOW
from tests.lifecycle.trust.counted import RULES, decided, served

AUDITOR = Actor(name="ada@example.com", role="auditor")
MANAGER = Actor(name="cora@example.com", role="manager", teams=("blue",))
LEAD = Actor(name="leo@example.com", role="lead", teams=("red",))
OPERATOR = Actor(name="root", door="command_line")


@pytest.fixture
def shelves(shelves: Shelves) -> Shelves:
    return replace(shelves, clock=lambda: NOW)


def happen(shelves: Shelves, accepted: Iterable[bool]) -> None:
    with shelves.database.transaction() as session:
        for one in accepted:
            item = Decided(verdict="accept" if one else "reject", kind="promise", confidence=0.8)
            trust_watches.add_news(session, of_item(RULES, week_of(NOW), item), WATCHED)


def test_a_drop_is_told_once_with_its_numbers_wherever_somebody_looks(shelves: Shelves) -> None:
    outgoing.add(
        shelves, "desk", "https://example.com/hook", ("trust.drift",), with_items=False,
        private_hosts=(), actor=OPERATOR,
    )  # fmt: skip
    for ago in range(1, 27):
        decided(shelves, NOW - timedelta(weeks=ago), accept=45, reject=5)
        served(shelves, NOW - timedelta(weeks=ago), calls=20)
    chance = Random(3)
    happen(shelves, (chance.random() < 0.9 for _ in range(100)))
    assert watch_drifts(shelves) == 0
    happen(shelves, (chance.random() < 0.75 for _ in range(200)))
    assert watch_drifts(shelves) == 1
    happen(shelves, (chance.random() < 0.5 for _ in range(200)))
    assert watch_drifts(shelves) == 0
    (alarm,) = alarms(shelves, actor=AUDITOR)
    assert (alarm.measure, alarm.facet, alarm.before) == ("accept", "all", 0.9)
    assert alarm.now < 0.85
    assert told(alarm).startswith("items accepted as they stand went from 90% to ")
    assert alarms(shelves, actor=MANAGER) == (alarm,)
    assert alarms(shelves, actor=LEAD) == ()
    assert alarms(shelves, actor=AUDITOR, since=NOW + timedelta(seconds=1)) == ()
    with shelves.database.reading() as session:
        (event,) = session.scalars(select(OutgoingEventRow))
        assert event.kind == "trust.drift"
        assert json.loads(event.facts)["items"] == alarm.items
        assert session.scalar(select(func.count()).select_from(TrustNewsRow)) == 0
        watched = {(row.measure, row.facet): row.is_on for row in session.scalars(select(TrustWatchRow))}
    assert watched["accept", "all"] is False  # until enough of the weeks after are there
    assert watched["review_s", "all"] is True


def test_it_is_said_since_when_things_are_watched_and_what_is_too_little(shelves: Shelves) -> None:
    since = {one.measure: one.since for one in watched(shelves, actor=AUDITOR)}
    assert since == {"accept": None, "draft_s": None, "review_s": None, "coverage": None}
    for ago in range(1, 10):
        decided(shelves, NOW - timedelta(weeks=ago), accept=45, reject=5)
    happen(shelves, [True])
    watch_drifts(shelves)
    since = {one.measure: one.since for one in watched(shelves, actor=AUDITOR)}
    assert since == {"accept": week_of(NOW), "draft_s": None, "review_s": None, "coverage": None}
    later = replace(shelves, clock=lambda: NOW + timedelta(weeks=1))
    happen(later, [True])
    watch_drifts(later)
    assert watched(later, actor=AUDITOR)[0].since == week_of(NOW)
    assert [(one.value, one.since) for one in watched(later, actor=LEAD)] == [("red", None)] * 4
    happen(later, [False] * 100)
    assert watch_drifts(later) == 1
    assert watched(later, actor=MANAGER)[0].since is None  # until enough of the weeks after are there
