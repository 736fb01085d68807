from __future__ import annotations

import datetime as dt

from models.working_time import WorkingTime

FRIDAY = dt.date(2026, 12, 18)
HOUSE = WorkingTime(holidays=frozenset({dt.date(2026, 12, 24), dt.date(2026, 12, 25)}))


def test_business_days_are_counted_over_weekends_and_holidays() -> None:
    assert HOUSE.later(FRIDAY, 3) == dt.date(2026, 12, 23)
    assert HOUSE.later(FRIDAY, 4) == dt.date(2026, 12, 28)


def test_a_week_begins_where_the_house_says() -> None:
    sunday = dt.date(2026, 12, 20)
    assert WorkingTime().week_start(sunday) == dt.date(2026, 12, 14)
    assert WorkingTime(week_starts_on=6).week_start(sunday) == sunday
    assert WorkingTime(week_starts_on=6).week_close(sunday) == dt.date(2026, 12, 25)


def test_a_week_ends_on_its_last_business_day() -> None:
    assert WorkingTime(days=frozenset({6, 0, 1, 2, 3}), week_starts_on=6).week_close(FRIDAY) == dt.date(
        2026, 12, 17
    )


def test_the_day_before_the_holidays_is_known_only_from_the_houses_own() -> None:
    assert HOUSE.before_holidays(FRIDAY) == dt.date(2026, 12, 23)
    assert WorkingTime().before_holidays(FRIDAY) is None
