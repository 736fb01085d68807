"""What may mean two things keeps both, and what cannot be known is flagged or has no date."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from extractor.dates import resolution
from extractor.dates.doubts import DOUBTS
from models.notes import Due
from models.working_time import WorkingTime

LONDON = ZoneInfo("Europe/London")
WEDNESDAY = dt.datetime(2026, 11, 18, 10, 15, tzinfo=LONDON)


def due_of(said: str, work: WorkingTime | None = None) -> Due:
    due = resolution(said, started_at=WEDNESDAY, zone=LONDON, work=work).due
    assert due is not None
    return due


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("next Friday", ["2026-11-20", "2026-11-27"]),
        ("3/4", ["2027-03-04", "2027-04-03"]),
        ("by the 31st", ["2026-11-30", "2026-12-31"]),
        ("on the 18th", ["2026-11-18", "2026-12-18"]),
        ("Monday or Tuesday", ["2026-11-23", "2026-11-24"]),
        ("by March", ["2027-03-01", "2027-03-31"]),
    ],
)
def test_both_readings_are_kept_the_earliest_first(said: str, days: list[str]) -> None:
    due = due_of(said)
    assert [str(day) for day in (due.date, *due.alternatives)] == days
    assert "due_two_days" in due.doubts


def test_an_hour_without_its_half_keeps_the_other_one() -> None:
    due = due_of("tomorrow at four")
    assert (due.time, due.other_times, due.doubts) == ("16:00", ("04:00",), ("due_two_times",))
    assert due_of("tomorrow at four in the afternoon").doubts == ()
    assert due_of("tomorrow at ten").doubts == ()


@pytest.mark.parametrize(
    ("said", "doubt"),
    [
        ("half past ten your time tomorrow", "due_their_zone"),
        ("in a couple of days", "due_vague"),
        ("five working days after delivery", "due_from_event"),
        ("this morning", None),
        ("by noon today", None),
        ("this Monday", "due_past"),
    ],
)
def test_a_loose_phrase_is_flagged(said: str, doubt: str | None) -> None:
    assert due_of(said).doubts == ((doubt,) if doubt else ())


def test_a_time_that_the_clocks_skip_is_flagged() -> None:
    saturday = dt.datetime(2027, 3, 27, 12, 0, tzinfo=LONDON)
    due = resolution("tomorrow at 1:30 am", started_at=saturday, zone=LONDON).due
    assert due is not None
    assert (str(due.date), due.time, due.doubts) == ("2027-03-28", "01:30", ("due_no_such_time",))


def test_what_is_over_by_the_time_of_the_call_is_flagged() -> None:
    evening = WEDNESDAY.replace(hour=19)
    due = resolution("by close of business", started_at=evening, zone=LONDON).due
    assert due is not None
    assert "due_past" in due.doubts
    assert resolution("last Friday", started_at=evening, zone=LONDON).doubts == ("due_past",)


def test_the_house_decides_on_business_days_weeks_and_holidays() -> None:
    house = WorkingTime(
        days=frozenset({6, 0, 1, 2, 3}),
        week_starts_on=6,
        closes_at="18:30",
        holidays=frozenset({dt.date(2026, 11, 19), dt.date(2026, 12, 25)}),
    )
    assert str(due_of("in two business days", house).date) == "2026-11-23"
    assert str(due_of("by the end of the week", house).date) == "2026-11-19"
    assert due_of("close of business on Monday", house).time == "18:30"
    before = due_of("before the holidays", WorkingTime(holidays=frozenset({dt.date(2026, 12, 25)})))
    assert (str(before.date), before.doubts) == ("2026-12-24", ("due_vague",))
    assert resolution("before the holidays", started_at=WEDNESDAY, zone=LONDON).due is None


def test_every_doubt_has_words() -> None:
    for said in ("next Friday", "every Friday", "after Friday", "in a couple of days", "11 am your time"):
        found = resolution(said, started_at=WEDNESDAY, zone=LONDON)
        assert found.doubts
        assert set(found.doubts) <= DOUBTS.keys()
