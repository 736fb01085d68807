from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.dates import find_due_phrases, resolve
from models.notes import Due
from tests.extractor.dates.phrases import table

NEW_YORK = ZoneInfo("America/New_York")
CALL = dt.datetime(2026, 11, 20, 10, 6, tzinfo=NEW_YORK)  # a Friday


def on(moment: dt.datetime, said: str, zone: ZoneInfo = NEW_YORK) -> Due | None:
    return resolve(said, started_at=moment, zone=zone)


@pytest.mark.parametrize(("said", "day", "time"), table(), ids=[row[0] for row in table()])
def test_a_phrase_means_this_day(said: str, day: dt.date | None, time: str | None) -> None:
    due = on(CALL, said)
    assert (due.date if due else None, due.time if due else None) == (day, time)
    if due:
        assert due.said == said
        assert due.basis


def test_the_table_is_as_long_as_it_claims() -> None:
    assert len(table()) >= 200
    assert len({row[0] for row in table()}) == len(table())


@pytest.mark.parametrize("said", [row[0] for row in table() if row[1] is not None])
def test_what_has_a_day_is_also_found_inside_a_sentence(said: str) -> None:
    sentence = f"so we will look at it by {said}" if said == "the third" else f"so we will look at it {said}"
    found = find_due_phrases(sentence)
    assert found, "the phrase was not found"
    due = on(CALL, sentence[found[0].start : found[-1].end])
    alone = on(CALL, said)
    assert due is not None
    assert alone is not None
    assert due.date == alone.date


@pytest.mark.parametrize("said", [row[0] for row in table() if row[1] is not None])
def test_capitals_and_marks_change_nothing(said: str) -> None:
    bare = said.lower().replace(",", "")
    due, plain = on(CALL, said), on(CALL, bare)
    assert due is not None
    assert plain is not None
    assert (due.date, due.time) == (plain.date, plain.time)


@pytest.mark.parametrize(
    ("call", "said", "day"),
    [
        ("2026-01-31T09:00", "in a month", "2026-02-28"),
        ("2028-01-31T09:00", "in a month", "2028-02-29"),
        ("2028-02-10T09:00", "by the end of the month", "2028-02-29"),
        ("2027-02-10T09:00", "by the end of the month", "2027-02-28"),
        ("2028-02-28T09:00", "tomorrow", "2028-02-29"),
        ("2028-02-29T09:00", "in a year", "2029-02-28"),
        ("2026-12-31T09:00", "tomorrow", "2027-01-01"),
        ("2026-12-31T09:00", "by the end of the year", "2026-12-31"),
        ("2026-12-31T09:00", "by the end of next month", "2027-01-31"),
        ("2026-12-30T09:00", "by the end of the week", "2027-01-01"),
        ("2026-12-30T09:00", "the third", "2027-01-03"),
        ("2026-11-30T09:00", "by the end of the month", "2026-11-30"),
        ("2026-11-20T09:00", "the thirty first", "2026-11-30"),
        ("2026-11-21T09:00", "by the end of the week", "2026-11-27"),
        ("2026-11-22T09:00", "this weekend", "2026-11-22"),
        ("2026-11-22T09:00", "next Monday", "2026-11-23"),
        ("2026-11-16T09:00", "next Friday", "2026-11-20"),
        ("2026-11-16T09:00", "this Friday", "2026-11-20"),
        ("2026-11-16T09:00", "Monday", "2026-11-23"),
        ("2026-02-20T09:00", "february 29th", "2028-02-29"),
        ("2028-02-20T09:00", "february 29th", "2028-02-29"),
        ("2026-12-24T09:00", "within three business days", "2026-12-29"),
    ],
)
def test_months_years_and_weeks_end_where_they_end(call: str, said: str, day: str | None) -> None:
    due = on(dt.datetime.fromisoformat(call).replace(tzinfo=NEW_YORK), said)
    assert (str(due.date) if due else None) == day


def test_hours_are_counted_through_a_change_of_the_clocks() -> None:
    before = dt.datetime(2026, 3, 7, 22, 0, tzinfo=NEW_YORK)  # clocks go forward at 2:00 on the 8th
    due = on(before, "within 24 hours")
    assert due is not None
    assert (str(due.date), due.time) == ("2026-03-08", "23:00")


def test_a_day_is_a_day_also_when_the_clocks_change() -> None:
    before = dt.datetime(2026, 3, 7, 23, 30, tzinfo=NEW_YORK)
    due = on(before, "tomorrow at ten")
    assert due is not None
    assert (str(due.date), due.time) == ("2026-03-08", "10:00")


def test_today_is_the_local_day_of_the_call() -> None:
    moment = dt.datetime(2026, 11, 21, 2, 0, tzinfo=dt.UTC)  # still Friday evening in New York
    here, there = on(moment, "tomorrow"), on(moment, "tomorrow", ZoneInfo("Europe/Berlin"))
    assert here is not None
    assert there is not None
    assert (str(here.date), str(there.date)) == ("2026-11-21", "2026-11-22")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("by Friday", "Friday after 2026-11-20"),
        ("before Friday", "before"),
        ("Tuesday at ten", "10:00 read in business hours"),
        ("by the end of the mind", "'mind' sounds like it"),
        ("at three", "still ahead"),
    ],
)
def test_the_basis_says_how_the_day_was_reckoned(said: str, words: str) -> None:
    due = on(CALL, said)
    assert due is not None
    assert words in due.basis


def test_two_days_that_disagree_are_not_guessed() -> None:
    assert on(CALL, "if you sign on Monday we install on Thursday") is None


MOMENTS = st.datetimes(dt.datetime(2024, 1, 1), dt.datetime(2032, 12, 31))  # noqa: DTZ001 - the zone is added
ZONES = st.sampled_from(["America/New_York", "Europe/London", "Asia/Tokyo", "Australia/Sydney", "UTC"])
SAID = st.sampled_from([row[0] for row in table()])


@given(moment=MOMENTS, zone=ZONES, said=SAID)
def test_a_due_day_is_never_before_the_day_of_the_call(moment: dt.datetime, zone: str, said: str) -> None:
    local = ZoneInfo(zone)
    due = on(moment.replace(tzinfo=local), said, local)
    assert due is None or due.date >= moment.date()


@given(moment=MOMENTS, said=st.text(alphabet="abcdefghij mondaytueswk0123456789:/.,'-%", max_size=60))
def test_no_text_breaks_it(moment: dt.datetime, said: str) -> None:
    due = on(moment.replace(tzinfo=NEW_YORK), said)
    assert due is None or due.date >= moment.date()


@given(
    moment=MOMENTS,
    weekday=st.sampled_from(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]),
)
def test_a_weekday_is_that_weekday_within_a_week(moment: dt.datetime, weekday: str) -> None:
    due = on(moment.replace(tzinfo=NEW_YORK), f"by {weekday}")
    assert due is not None
    assert f"{due.date:%A}".lower() == weekday
    assert 1 <= (due.date - moment.date()).days <= 7
