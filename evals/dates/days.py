"""Days found by walking over the calendar until one fits; the meanings of truth.py are made of these.

In: the local moment of the call. Out: `Truth`. Not here, and never imported: the resolver's rules.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

from models.frozen import Frozen

ANY_TIME = "*"
_EASTER = {2026: (4, 5), 2027: (3, 28), 2028: (4, 16), 2029: (4, 1), 2030: (4, 21)}
DAY = dt.timedelta(days=1)

#: A date without a year that went by so recently may mean the one that went by.
_RECENT = 60

Predicate = Callable[[dt.date], bool]


class Truth(Frozen):
    """The days and times that the words may mean: one of each, several, or none that can be known."""

    dates: frozenset[dt.date] = frozenset()
    times: frozenset[str | None] = frozenset({None})

    @property
    def kind(self) -> str:
        """Return "one", "several" or "open"."""
        if not self.dates:
            return "open"
        return "one" if len(self.dates) == len(self.times) == 1 else "several"


OPEN = Truth()


def days_from(now: dt.datetime, start: int) -> Iterator[dt.date]:
    return (now.date() + DAY * ahead for ahead in range(start, 2000))


def first_day(now: dt.datetime, fits: Predicate, start: int = 1) -> dt.date:
    return next(day for day in days_from(now, start) if fits(day))


def lately(now: dt.datetime, fits: Predicate) -> bool:
    return any(fits(now.date() - DAY * back) for back in range(1, _RECENT + 1))


def on_days(*days: dt.date, at: str | None = None) -> Truth:
    return Truth(dates=frozenset(days), times=frozenset({at}))


def ends_month(day: dt.date) -> bool:
    return (day + DAY).month != day.month


def in_week(now: dt.datetime, ahead: int) -> list[dt.date]:
    monday = next(now.date() - DAY * back for back in range(7) if (now.date() - DAY * back).weekday() == 0)
    return [monday + DAY * (7 * ahead + day) for day in range(7)]


def in_month(now: dt.datetime, ahead: int) -> list[dt.date]:
    number = now.year * 12 + now.month - 1 + ahead
    first = dt.date(number // 12, number % 12 + 1, 1)
    return [day for day in (first + DAY * more for more in range(31)) if day.month == first.month]


def is_worked(day: dt.date) -> bool:
    return day.weekday() not in (5, 6)


def day_ahead(now: dt.datetime, ahead: int) -> Truth:
    return on_days(now.date() + DAY * ahead, at=None if ahead else ANY_TIME)


def part_of(now: dt.datetime, ahead: int) -> Truth:
    return on_days(now.date() + DAY * ahead, at=ANY_TIME)


def end_of_day(now: dt.datetime, ahead: int) -> Truth:
    return OPEN if now.hour >= 17 else part_of(now, ahead)


def business_close(now: dt.datetime, ahead: int) -> Truth:
    day = now.date() + DAY * ahead
    return OPEN if not is_worked(day) or (not ahead and now.hour >= 17) else on_days(day, at="17:00")


def business_days(now: dt.datetime, count: int) -> Truth:
    return on_days([day for day in days_from(now, 1) if is_worked(day)][count - 1])


def weekday(now: dt.datetime, weekday: int) -> Truth:
    return on_days(first_day(now, lambda day: day.weekday() == weekday))


def before_weekday(now: dt.datetime, weekday: int) -> Truth:
    return on_days(first_day(now, lambda day: (day + DAY).weekday() == weekday, 0))


def this_weekday(now: dt.datetime, weekday: int) -> Truth:
    day = in_week(now, 0)[weekday]
    return on_days(day) if day > now.date() else OPEN


def next_weekday(now: dt.datetime, weekday: int) -> Truth:
    return on_days(first_day(now, lambda day: day.weekday() == weekday), in_week(now, 1)[weekday])


def week_from_weekday(now: dt.datetime, weekday: int, weeks: int) -> Truth:
    counted = {first_day(now, lambda day: day.weekday() == weekday, start) for start in (0, 1)}
    return on_days(*(day + DAY * 7 * weeks for day in counted))


def elapsed(now: dt.datetime, minutes: int) -> Truth:
    then = (now.astimezone(dt.UTC) + dt.timedelta(minutes=minutes)).astimezone(now.tzinfo)
    return on_days(then.date(), at=f"{then:%H:%M}")


def months_later(now: dt.datetime, count: int) -> Truth:
    days = in_month(now, count)
    return on_days(next((day for day in days if day.day == now.day), days[-1]))


def end_of_week(now: dt.datetime, ahead: int) -> Truth:
    friday = in_week(now, ahead)[4]
    return on_days(friday) if friday >= now.date() else OPEN


def weekend(now: dt.datetime) -> Truth:
    return OPEN if now.weekday() == 6 else on_days(first_day(now, lambda day: day.weekday() == 6))


def week_of(now: dt.datetime, number: int) -> Truth:
    day = first_day(now, lambda day: day.day == number, 0)
    gone = any(day.day == number and day <= now.date() for day in in_week(now, 0))
    if gone or not is_worked(day):
        return OPEN
    return on_days(next(later for later in (day + DAY * more for more in range(7)) if later.weekday() == 4))


def middle_of_month(now: dt.datetime, ahead: int) -> Truth:
    day = in_month(now, ahead)[14]
    return on_days(day) if day >= now.date() else OPEN


def middle_of(now: dt.datetime, month: int) -> Truth:
    if now.month == month and now.day > 15:
        return OPEN
    return on_days(first_day(now, lambda day: (day.month, day.day) == (month, 15), 0))


def end_of_named_month(now: dt.datetime, month: int) -> Truth:
    return on_days(first_day(now, lambda day: day.month == month and ends_month(day), 0))


def before_month(now: dt.datetime, month: int) -> Truth:
    return OPEN if now.month == month else on_days(first_day(now, lambda day: (day + DAY).month == month, 0))


def first_of_the_month(now: dt.datetime) -> Truth:
    return on_days(*{first_day(now, lambda day: day.day == 1, start) for start in (0, 1)})


def picked(now: dt.datetime, days: list[dt.date], which: int) -> Truth:
    return on_days(days[which]) if days[which] >= now.date() else OPEN


def weekdays(days: list[dt.date], weekday: int) -> list[dt.date]:
    return [day for day in days if day.weekday() == weekday]


def named_month(now: dt.datetime, month: int) -> list[dt.date]:
    return next(days for ahead in range(12) if (days := in_month(now, ahead))[0].month == month)


def end_of_quarter(now: dt.datetime, quarter: int) -> Truth:
    return end_of_named_month(now, quarter * 3)


def end_of_this_quarter(now: dt.datetime, ahead: int) -> Truth:
    ends = (day for day in days_from(now, 0) if ends_month(day) and day.month in (3, 6, 9, 12))
    return on_days([next(ends) for _ in range(ahead + 1)][-1])


def end_of_year(now: dt.datetime, ahead: int) -> Truth:
    return on_days(dt.date(now.year + ahead, 12, 31))


def day_of_month(now: dt.datetime, number: int) -> Truth:
    month = in_month(now, 0 if number >= now.day else 1)
    ahead = first_day(now, lambda day: day.day == number)
    if number > len(month):
        return on_days(month[-1], ahead)
    return on_days(month[number - 1], ahead)


def before_day_of_month(now: dt.datetime, number: int) -> Truth:
    return OPEN if number == now.day else on_days(first_day(now, lambda day: (day + DAY).day == number, 0))


def day_of_this_month(now: dt.datetime, number: int) -> Truth:
    return on_days(now.date().replace(day=number)) if number >= now.day else OPEN


def unless_gone(now: dt.datetime, fits: Predicate, at: str | None = None) -> Truth:
    if lately(now, fits):
        return OPEN
    day = first_day(now, fits, 0)
    return on_days(day, at=at) if (day - now.date()).days <= 366 else OPEN


def month_day(now: dt.datetime, month: int, number: int) -> Truth:
    return unless_gone(now, lambda day: (day.month, day.day) == (month, number))


def before_month_day(now: dt.datetime, month: int, number: int) -> Truth:
    if lately(now, lambda day: (day + DAY).month == month and (day + DAY).day == number):
        return OPEN
    return on_days(first_day(now, lambda day: ((day + DAY).month, (day + DAY).day) == (month, number), 0))


def full_date(now: dt.datetime, year: int, month: int, number: int) -> Truth:
    day = dt.date(year, month, number)
    return on_days(day) if day >= now.date() else OPEN


def all_known(*truths: Truth) -> Truth:
    if any(truth.kind == "open" for truth in truths):
        return OPEN
    return Truth(dates=frozenset().union(*(truth.dates for truth in truths)), times=truths[0].times)


def thanksgiving(day: dt.date) -> bool:
    return day.month == 11 and day.weekday() == 3 and 22 <= day.day <= 28


def easter(now: dt.datetime, after: int) -> Truth:
    feasts = {dt.date(year, *day) + DAY * after for year, day in _EASTER.items()}
    return unless_gone(now, feasts.__contains__)


def weekday_or(now: dt.datetime, first: int, second: int) -> Truth:
    days = [min(weekday(now, wanted).dates) for wanted in (first, second)]
    return on_days(*days) if days[0] < days[1] and now.weekday() != first else OPEN


def weekday_and_day(now: dt.datetime, weekday: int, number: int) -> Truth:
    if number == now.day:
        return OPEN
    day = first_day(now, lambda day: day.day == number)
    return on_days(day) if day.weekday() == weekday else OPEN


def weekday_and_date(now: dt.datetime, weekday: int, month: int, number: int) -> Truth:
    truth = month_day(now, month, number)
    return truth if all(day.weekday() == weekday for day in truth.dates) else OPEN


def at_minute(now: dt.datetime, minute: int) -> Truth:
    if now.minute == minute:
        return OPEN
    return next(
        elapsed(now, ahead)
        for ahead in range(1, 61)
        if (now.astimezone(dt.UTC) + dt.timedelta(minutes=ahead)).astimezone(now.tzinfo).minute == minute
    )


def at_clock(now: dt.datetime, truth: Truth, *clocks: tuple[int, int]) -> Truth:
    """Put times to the days; a time that the clocks skip is no time."""
    for day in truth.dates:
        for hour, minute in clocks:
            local = dt.datetime(day.year, day.month, day.day, hour, minute, tzinfo=now.tzinfo)
            if local.astimezone(dt.UTC).astimezone(now.tzinfo).replace(fold=0) != local:
                return OPEN
    return Truth(dates=truth.dates, times=frozenset(f"{hour:02}:{minute:02}" for hour, minute in clocks))


def today_at(now: dt.datetime, hour: int, minute: int) -> Truth:
    return (
        OPEN if (hour, minute) <= (now.hour, now.minute) else at_clock(now, day_ahead(now, 0), (hour, minute))
    )


def same_time(now: dt.datetime, ahead: int) -> Truth:
    return at_clock(now, day_ahead(now, ahead), (now.hour, now.minute))


def any_time(truth: Truth) -> Truth:
    return Truth(dates=truth.dates, times=frozenset({ANY_TIME}))
