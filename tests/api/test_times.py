"""Moments on pages: one form of dates, the call's own zone named, the house's once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from api.web.times import Times, dates_in_words, day

_HOUSE = ZoneInfo("Europe/Berlin")
_MOMENT = datetime(2026, 1, 29, 9, 30, tzinfo=UTC)


def test_a_moment_without_a_place_is_told_in_the_house() -> None:
    times = Times(_HOUSE)
    assert times.moment(_MOMENT) == "29 Jan 2026, 10:30"
    assert (times.told, times.told_elsewhere, times.house) == (True, False, "Europe/Berlin")


def test_a_moment_of_a_call_is_told_in_the_calls_own_zone_by_name() -> None:
    times = Times(ZoneInfo("UTC"))
    began = datetime(2026, 1, 23, 10, 0, tzinfo=timezone(timedelta(hours=1)))
    assert times.moment(_MOMENT, began) == "29 Jan 2026, 10:30 (UTC+01:00)"
    assert times.told_elsewhere


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
