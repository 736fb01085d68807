"""What a phrase means at a moment, found by walking over the days until one fits.

In: the name of a meaning, its numbers, and the local moment of the call. Out: `Truth`.
Not here, and never imported: the resolver's rules (extractor/dates). A meaning is a predicate over days ("a
Friday", "the last day of a month"), and the answer is the first day after the moment for which it holds.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator

from models.frozen import Frozen

ANY_TIME = "*"
_CALL = re.compile(r"(\w+)\(([^)]*)\)")
_EASTER = {2026: (4, 5), 2027: (3, 28), 2028: (4, 16), 2029: (4, 1), 2030: (4, 21)}
_DAY = dt.timedelta(days=1)

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


def truth_of(meaning: str, now: dt.datetime) -> Truth:
    """Return what this meaning, as written in phrases.txt with its numbers filled in, is at this local moment."""
    found = _CALL.fullmatch(meaning.strip())
    if found is None:
        msg = f"The meaning {meaning!r} is not a call such as weekday(4)."
        raise ValueError(msg)
    numbers = tuple(int(number) for number in found.group(2).split(",") if number.strip())
    return _MEANINGS[found.group(1)](now, *numbers)


def _days(now: dt.datetime, start: int) -> Iterator[dt.date]:
    return (now.date() + _DAY * ahead for ahead in range(start, 2000))


def _first(now: dt.datetime, fits: Predicate, start: int = 1) -> dt.date:
    return next(day for day in _days(now, start) if fits(day))


def _lately(now: dt.datetime, fits: Predicate) -> bool:
    return any(fits(now.date() - _DAY * back) for back in range(1, _RECENT + 1))


def _on(*days: dt.date, at: str | None = None) -> Truth:
    return Truth(dates=frozenset(days), times=frozenset({at}))


def _ends_month(day: dt.date) -> bool:
    return (day + _DAY).month != day.month


def _in_week(now: dt.datetime, ahead: int) -> list[dt.date]:
    monday = next(now.date() - _DAY * back for back in range(7) if (now.date() - _DAY * back).weekday() == 0)
    return [monday + _DAY * (7 * ahead + day) for day in range(7)]


def _in_month(now: dt.datetime, ahead: int) -> list[dt.date]:
    number = now.year * 12 + now.month - 1 + ahead
    first = dt.date(number // 12, number % 12 + 1, 1)
    return [day for day in (first + _DAY * more for more in range(31)) if day.month == first.month]


def _worked(day: dt.date) -> bool:
    return day.weekday() not in (5, 6)


def _day(now: dt.datetime, ahead: int) -> Truth:
    return _on(now.date() + _DAY * ahead, at=None if ahead else ANY_TIME)


def _part_of(now: dt.datetime, ahead: int) -> Truth:
    return _on(now.date() + _DAY * ahead, at=ANY_TIME)


def _end_of_day(now: dt.datetime, ahead: int) -> Truth:
    return OPEN if now.hour >= 17 else _part_of(now, ahead)


def _business_close(now: dt.datetime, ahead: int) -> Truth:
    day = now.date() + _DAY * ahead
    return OPEN if not _worked(day) or (not ahead and now.hour >= 17) else _on(day, at="17:00")


def _business_days(now: dt.datetime, count: int) -> Truth:
    return _on([day for day in _days(now, 1) if _worked(day)][count - 1])


def _weekday(now: dt.datetime, weekday: int) -> Truth:
    return _on(_first(now, lambda day: day.weekday() == weekday))


def _before_weekday(now: dt.datetime, weekday: int) -> Truth:
    return _on(_first(now, lambda day: (day + _DAY).weekday() == weekday, 0))


def _this_weekday(now: dt.datetime, weekday: int) -> Truth:
    day = _in_week(now, 0)[weekday]
    return _on(day) if day > now.date() else OPEN


def _next_weekday(now: dt.datetime, weekday: int) -> Truth:
    return _on(_first(now, lambda day: day.weekday() == weekday), _in_week(now, 1)[weekday])


def _week_from_weekday(now: dt.datetime, weekday: int, weeks: int) -> Truth:
    counted = {_first(now, lambda day: day.weekday() == weekday, start) for start in (0, 1)}
    return _on(*(day + _DAY * 7 * weeks for day in counted))


def _elapsed(now: dt.datetime, minutes: int) -> Truth:
    then = (now.astimezone(dt.UTC) + dt.timedelta(minutes=minutes)).astimezone(now.tzinfo)
    return _on(then.date(), at=f"{then:%H:%M}")


def _months(now: dt.datetime, count: int) -> Truth:
    days = _in_month(now, count)
    return _on(next((day for day in days if day.day == now.day), days[-1]))


def _end_of_week(now: dt.datetime, ahead: int) -> Truth:
    friday = _in_week(now, ahead)[4]
    return _on(friday) if friday >= now.date() else OPEN


def _weekend(now: dt.datetime) -> Truth:
    return OPEN if now.weekday() == 6 else _on(_first(now, lambda day: day.weekday() == 6))


def _week_of(now: dt.datetime, number: int) -> Truth:
    day = _first(now, lambda day: day.day == number, 0)
    gone = any(day.day == number and day <= now.date() for day in _in_week(now, 0))
    if gone or not _worked(day):
        return OPEN
    return _on(next(later for later in (day + _DAY * more for more in range(7)) if later.weekday() == 4))


def _middle_of_month(now: dt.datetime, ahead: int) -> Truth:
    day = _in_month(now, ahead)[14]
    return _on(day) if day >= now.date() else OPEN


def _middle_of(now: dt.datetime, month: int) -> Truth:
    if now.month == month and now.day > 15:
        return OPEN
    return _on(_first(now, lambda day: (day.month, day.day) == (month, 15), 0))


def _end_of_named_month(now: dt.datetime, month: int) -> Truth:
    return _on(_first(now, lambda day: day.month == month and _ends_month(day), 0))


def _before_month(now: dt.datetime, month: int) -> Truth:
    return OPEN if now.month == month else _on(_first(now, lambda day: (day + _DAY).month == month, 0))


def _first_of_the_month(now: dt.datetime) -> Truth:
    return _on(*{_first(now, lambda day: day.day == 1, start) for start in (0, 1)})


def _picked(now: dt.datetime, days: list[dt.date], which: int) -> Truth:
    return _on(days[which]) if days[which] >= now.date() else OPEN


def _weekdays(days: list[dt.date], weekday: int) -> list[dt.date]:
    return [day for day in days if day.weekday() == weekday]


def _named_month(now: dt.datetime, month: int) -> list[dt.date]:
    return next(days for ahead in range(12) if (days := _in_month(now, ahead))[0].month == month)


def _end_of_quarter(now: dt.datetime, quarter: int) -> Truth:
    return _end_of_named_month(now, quarter * 3)


def _end_of_this_quarter(now: dt.datetime, ahead: int) -> Truth:
    ends = (day for day in _days(now, 0) if _ends_month(day) and day.month in (3, 6, 9, 12))
    return _on([next(ends) for _ in range(ahead + 1)][-1])


def _end_of_year(now: dt.datetime, ahead: int) -> Truth:
    return _on(dt.date(now.year + ahead, 12, 31))


def _day_of_month(now: dt.datetime, number: int) -> Truth:
    month = _in_month(now, 0 if number >= now.day else 1)
    ahead = _first(now, lambda day: day.day == number)
    if number > len(month):
        return _on(month[-1], ahead)
    return _on(month[number - 1], ahead)


def _before_day_of_month(now: dt.datetime, number: int) -> Truth:
    return OPEN if number == now.day else _on(_first(now, lambda day: (day + _DAY).day == number, 0))


def _day_of_this_month(now: dt.datetime, number: int) -> Truth:
    return _on(now.date().replace(day=number)) if number >= now.day else OPEN


def _unless_gone(now: dt.datetime, fits: Predicate, at: str | None = None) -> Truth:
    if _lately(now, fits):
        return OPEN
    day = _first(now, fits, 0)
    return _on(day, at=at) if (day - now.date()).days <= 366 else OPEN


def _month_day(now: dt.datetime, month: int, number: int) -> Truth:
    return _unless_gone(now, lambda day: (day.month, day.day) == (month, number))


def _before_month_day(now: dt.datetime, month: int, number: int) -> Truth:
    if _lately(now, lambda day: (day + _DAY).month == month and (day + _DAY).day == number):
        return OPEN
    return _on(_first(now, lambda day: ((day + _DAY).month, (day + _DAY).day) == (month, number), 0))


def _full_date(now: dt.datetime, year: int, month: int, number: int) -> Truth:
    day = dt.date(year, month, number)
    return _on(day) if day >= now.date() else OPEN


def _all_known(*truths: Truth) -> Truth:
    if any(truth.kind == "open" for truth in truths):
        return OPEN
    return Truth(dates=frozenset().union(*(truth.dates for truth in truths)), times=truths[0].times)


def _thanksgiving(day: dt.date) -> bool:
    return day.month == 11 and day.weekday() == 3 and 22 <= day.day <= 28


def _easter(now: dt.datetime, after: int) -> Truth:
    feasts = {dt.date(year, *day) + _DAY * after for year, day in _EASTER.items()}
    return _unless_gone(now, feasts.__contains__)


def _weekday_or(now: dt.datetime, first: int, second: int) -> Truth:
    days = [_first(now, lambda day, wanted=wanted: day.weekday() == wanted) for wanted in (first, second)]
    return _on(*days) if days[0] < days[1] and now.weekday() != first else OPEN


def _weekday_and_day(now: dt.datetime, weekday: int, number: int) -> Truth:
    if number == now.day:
        return OPEN
    day = _first(now, lambda day: day.day == number)
    return _on(day) if day.weekday() == weekday else OPEN


def _weekday_and_date(now: dt.datetime, weekday: int, month: int, number: int) -> Truth:
    truth = _month_day(now, month, number)
    return truth if all(day.weekday() == weekday for day in truth.dates) else OPEN


def _minute(now: dt.datetime, minute: int) -> Truth:
    if now.minute == minute:
        return OPEN
    return next(
        _elapsed(now, ahead)
        for ahead in range(1, 61)
        if (now.astimezone(dt.UTC) + dt.timedelta(minutes=ahead)).astimezone(now.tzinfo).minute == minute
    )


def _at(now: dt.datetime, truth: Truth, *clocks: tuple[int, int]) -> Truth:
    """Put times to the days; a time that the clocks skip is no time."""
    for day in truth.dates:
        for hour, minute in clocks:
            local = dt.datetime(day.year, day.month, day.day, hour, minute, tzinfo=now.tzinfo)
            if local.astimezone(dt.UTC).astimezone(now.tzinfo).replace(fold=0) != local:
                return OPEN
    return Truth(dates=truth.dates, times=frozenset(f"{hour:02}:{minute:02}" for hour, minute in clocks))


def _today_at(now: dt.datetime, hour: int, minute: int) -> Truth:
    return OPEN if (hour, minute) <= (now.hour, now.minute) else _at(now, _day(now, 0), (hour, minute))


def _same_time(now: dt.datetime, ahead: int) -> Truth:
    return _at(now, _day(now, ahead), (now.hour, now.minute))


def _any_time(truth: Truth) -> Truth:
    return Truth(dates=truth.dates, times=frozenset({ANY_TIME}))


_MEANINGS: dict[str, Callable[..., Truth]] = {
    "open": lambda _now: OPEN,
    "day": _day,
    "tonight": lambda now: _part_of(now, 0),
    "part_of": _part_of,
    "end_of_day": _end_of_day,
    "business_close": _business_close,
    "business_days": _business_days,
    "weekday": _weekday,
    "part_of_weekday": lambda now, weekday: _any_time(_weekday(now, weekday)),
    "before_weekday": _before_weekday,
    "this_weekday": _this_weekday,
    "next_weekday": _next_weekday,
    "weekday_of_week": lambda now, weekday, ahead: _on(_in_week(now, ahead)[weekday]),
    "week_from_weekday": _week_from_weekday,
    "weeks": lambda now, count: _day(now, 7 * count),
    "week_or_days": lambda now, days, more: _on(now.date() + _DAY * days, now.date() + _DAY * more),
    "months": _months,
    "elapsed": _elapsed,
    "elapsed_hours": lambda now, hours: _elapsed(now, 60 * hours),
    "same_time": _same_time,
    "end_of_week": _end_of_week,
    "before_weekend": lambda now: _end_of_week(now, 0),
    "weekend": _weekend,
    "week_of": _week_of,
    "end_of_month": lambda now, ahead: _on(_in_month(now, ahead)[-1]),
    "end_of_named_month": _end_of_named_month,
    "middle_of": _middle_of,
    "middle_of_month": _middle_of_month,
    "in_month": lambda now, month: OPEN if now.month == month else _end_of_named_month(now, month),
    "before_month": _before_month,
    "first_of_the_month": _first_of_the_month,
    "first_of_next_month": lambda now: _on(_in_month(now, 1)[0]),
    "last_weekday_of_month": lambda now, weekday, ahead: _picked(now, _weekdays(_in_month(now, ahead), weekday), -1),
    "nth_weekday_of_month": lambda now, weekday, nth, ahead: _picked(
        now, _weekdays(_in_month(now, ahead), weekday), nth - 1
    ),
    "nth_weekday_of_named_month": lambda now, weekday, nth, month: _picked(
        now, _weekdays(_named_month(now, month), weekday), nth - 1
    ),
    "last_weekday_of_named_month": lambda now, weekday, month: _picked(
        now, _weekdays(_named_month(now, month), weekday), -1
    ),
    "last_business_day": lambda now, ahead: _picked(now, list(filter(_worked, _in_month(now, ahead))), -1),
    "first_business_day": lambda now, ahead: _picked(now, list(filter(_worked, _in_month(now, ahead))), 0),
    "end_of_quarter": _end_of_quarter,
    "end_of_this_quarter": _end_of_this_quarter,
    "end_of_year": _end_of_year,
    "day_of_month": _day_of_month,
    "before_day_of_month": _before_day_of_month,
    "day_of_next_month": lambda now, number: _on(_in_month(now, 1)[number - 1]),
    "day_of_this_month": _day_of_this_month,
    "month_day": _month_day,
    "before_month_day": _before_month_day,
    "full_date": _full_date,
    "either_date": lambda now, *parts: _all_known(_month_day(now, *parts[:2]), _month_day(now, *parts[2:])),
    "either_full_date": lambda now, year, *parts: _all_known(
        _full_date(now, year, *parts[:2]), _full_date(now, year, *parts[2:])
    ),
    "thanksgiving": lambda now: _unless_gone(now, _thanksgiving),
    "before_thanksgiving": lambda now: _unless_gone(now, lambda day: _thanksgiving(day + _DAY)),
    "easter": _easter,
    "before_easter": lambda now: _easter(now, -1),
    "weekday_or": _weekday_or,
    "weekday_and_day": _weekday_and_day,
    "weekday_and_date": _weekday_and_date,
    "minute": _minute,
    "day_at": lambda now, ahead, *clock: _at(now, _day(now, ahead), clock),
    "either_half": lambda now, ahead, hour, minute: _at(now, _day(now, ahead), (hour, minute), (hour + 12, minute)),
    "today_at": _today_at,
    "weekday_at": lambda now, weekday, *clock: _at(now, _weekday(now, weekday), clock),
    "next_weekday_at": lambda now, weekday, *clock: _at(now, _next_weekday(now, weekday), clock),
    "weekday_of_week_at": lambda now, weekday, ahead, *clock: _at(
        now, _on(_in_week(now, ahead)[weekday]), clock
    ),
    "month_day_at": lambda now, month, number, *clock: _at(now, _month_day(now, month, number), clock),
}
