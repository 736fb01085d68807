"""Moments on pages: one form of dates, in the viewer's zone; what clocks showed elsewhere stands behind."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from api.web.times import Times, dates_in_words, day

_HOUSE = ZoneInfo("Europe/Berlin")
_NEW_YORK = ZoneInfo("America/New_York")
_MOMENT = datetime(2026, 1, 29, 9, 30, tzinfo=UTC)
_IN_THE_HOUSE = datetime(2026, 1, 23, 10, 0, tzinfo=timezone(timedelta(hours=1)))


def test_a_moment_without_a_place_is_told_in_the_viewers_zone_alone() -> None:
    times = Times(_NEW_YORK, _HOUSE)
    assert times.moment(_MOMENT) == "29 Jan 2026, 04:30"
    assert (times.told, times.told_elsewhere, times.viewer) == (True, False, "America/New_York")


def test_a_moment_of_a_call_says_what_clocks_showed_there() -> None:
    times = Times(_NEW_YORK, _HOUSE)
    assert times.moment(_MOMENT, _IN_THE_HOUSE) == "29 Jan 2026, 04:30 (10:30 Europe/Berlin)"
    assert times.told_elsewhere
    assert times.moment(_IN_THE_HOUSE) == "23 Jan 2026, 04:00 (10:00 Europe/Berlin)"


def test_where_clocks_show_the_same_one_time_is_told() -> None:
    times = Times(ZoneInfo("Europe/Paris"), _HOUSE)
    assert times.moment(_MOMENT, _IN_THE_HOUSE) == "29 Jan 2026, 10:30"
    assert not times.told_elsewhere


def test_another_day_elsewhere_is_named() -> None:
    times = Times(_HOUSE, _HOUSE)
    called = datetime(2026, 1, 29, 3, 0, tzinfo=timezone(timedelta(hours=9)))
    assert times.moment(called) == "28 Jan 2026, 19:00 (29 Jan 2026, 03:00 UTC+09:00)"


@pytest.mark.parametrize(
    ("moment", "told"),
    [
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), "29 Mar 2026, 01:59"),
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "29 Mar 2026, 03:00"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "25 Oct 2026, 02:30"),
    ],
)
def test_summer_time_counts(moment: datetime, told: str) -> None:
    assert Times(_HOUSE, ZoneInfo("UTC")).moment(moment) == told


def test_a_zone_may_show_the_same_in_winter_and_something_else_in_summer() -> None:
    times = Times(ZoneInfo("America/Phoenix"), ZoneInfo("America/Denver"))
    winter, summer = (datetime(2026, month, 15, 18, 0, tzinfo=UTC) for month in (1, 7))
    assert times.moment(winter, winter) == "15 Jan 2026, 11:00"
    assert times.moment(summer, summer) == "15 Jul 2026, 11:00 (12:00 America/Denver)"


def test_what_is_due_is_told_as_the_call_said_it() -> None:
    due = datetime(2026, 3, 13, 21, 0, tzinfo=UTC)
    called = datetime(2026, 3, 11, 9, 0, tzinfo=timezone(timedelta(hours=-4)))
    assert Times(ZoneInfo("Asia/Tokyo"), _HOUSE).local(due, called) == "13 Mar 2026, 17:00 (UTC-04:00)"
    assert Times(_HOUSE, _HOUSE).local(due, None) == "13 Mar 2026, 22:00"


@pytest.mark.parametrize(("viewer", "mark"), [(_NEW_YORK, " (Europe/Berlin)"), (_HOUSE, "")])
def test_a_time_said_in_a_call_is_marked_by_its_zone(viewer: ZoneInfo, mark: str) -> None:
    times = Times(viewer, _HOUSE)
    assert times.mark(_IN_THE_HOUSE) == mark
    assert times.mark(None) == mark
    assert times.mark_of_due("2026-01-30", "15:00", datetime(2026, 1, 30, 14, 0, tzinfo=UTC)) == mark
    assert times.told


def test_a_due_time_of_a_call_elsewhere_is_marked_by_its_offset() -> None:
    times = Times(_HOUSE, _HOUSE)
    due = datetime(2026, 1, 30, 20, 0, tzinfo=UTC)
    assert times.mark_of_due("2026-01-30", "15:00", due) == " (UTC-05:00)"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Friday after 2026-01-20", "Friday after 20 Jan 2026"),
        ("2026-13-40 is no day", "2026-13-40 is no day"),
        ("no day at all", "no day at all"),
    ],
)
def test_days_in_a_text_are_said_in_words(text: str, said: str) -> None:
    assert dates_in_words(text) == said


def test_a_day_has_one_form() -> None:
    assert day(date(2026, 1, 3)) == "3 Jan 2026"
