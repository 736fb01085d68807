from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from crm_sync.due_moment import due_moment
from models.notes import Due

BERLIN = ZoneInfo("Europe/Berlin")


def due(day: date, time: str | None = None) -> Due:
    return Due(said="then", date=day, time=time, basis="said so")


def test_what_has_no_due_date_has_no_due_moment() -> None:
    assert due_moment(None, BERLIN) is None


@pytest.mark.parametrize(
    ("time", "moment"),
    [
        ("09:30", datetime(2026, 11, 27, 8, 30, tzinfo=UTC)),
        (None, datetime(2026, 11, 27, 16, 0, tzinfo=UTC)),
        ("noon", datetime(2026, 11, 27, 16, 0, tzinfo=UTC)),
    ],
)
def test_the_time_is_that_of_the_calls_own_zone(time: str | None, moment: datetime) -> None:
    assert due_moment(due(date(2026, 11, 27), time), BERLIN) == moment


def test_a_time_that_the_clocks_skip_is_an_hour_later() -> None:
    moment = due_moment(due(date(2027, 3, 28), "02:30"), BERLIN)
    assert moment == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    assert moment.astimezone(BERLIN).hour == 3


def test_of_a_time_that_comes_twice_the_first_is_meant() -> None:
    assert due_moment(due(date(2026, 10, 25), "02:30"), BERLIN) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
