"""What a phrase means at a moment, found by walking over the days until one fits.

In: the name of a meaning, its numbers, and the local moment of the call. Out: `Truth`.
Not here, and never imported: the resolver's rules (extractor/dates). A meaning is a predicate over days ("a
Friday", "the last day of a month"), and the answer is the first day after the moment for which it holds.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

from evals.dates import days
from evals.dates.days import OPEN, Truth

_CALL = re.compile(r"(\w+)\(([^)]*)\)")


def truth_of(meaning: str, now: dt.datetime) -> Truth:
    """Return what this meaning of phrases.txt, with its numbers filled in, is at this local moment."""
    found = _CALL.fullmatch(meaning.strip())
    if found is None:
        msg = f"The meaning {meaning!r} is not a call such as weekday(4)."
        raise ValueError(msg)
    numbers = tuple(int(number) for number in found.group(2).split(",") if number.strip())
    return _MEANINGS[found.group(1)](now, *numbers)


_MEANINGS: dict[str, Callable[..., Truth]] = {
    "open": lambda _now: OPEN,
    "day": days.day_ahead,
    "tonight": lambda now: days.part_of(now, 0),
    "part_of": days.part_of,
    "end_of_day": days.end_of_day,
    "business_close": days.business_close,
    "business_days": days.business_days,
    "weekday": days.weekday,
    "part_of_weekday": lambda now, weekday: days.any_time(days.weekday(now, weekday)),
    "before_weekday": days.before_weekday,
    "this_weekday": days.this_weekday,
    "next_weekday": days.next_weekday,
    "weekday_of_week": lambda now, weekday, ahead: days.on_days(days.in_week(now, ahead)[weekday]),
    "week_from_weekday": days.week_from_weekday,
    "weeks": lambda now, count: days.day_ahead(now, 7 * count),
    "week_or_days": lambda now, few, more: days.on_days(
        now.date() + days.DAY * few, now.date() + days.DAY * more
    ),
    "months": days.months_later,
    "elapsed": days.elapsed,
    "elapsed_hours": lambda now, hours: days.elapsed(now, 60 * hours),
    "same_time": days.same_time,
    "end_of_week": days.end_of_week,
    "before_weekend": lambda now: days.end_of_week(now, 0),
    "weekend": days.weekend,
    "week_of": days.week_of,
    "end_of_month": lambda now, ahead: days.on_days(days.in_month(now, ahead)[-1]),
    "end_of_named_month": days.end_of_named_month,
    "middle_of": days.middle_of,
    "middle_of_month": days.middle_of_month,
    "in_month": lambda now, month: OPEN if now.month == month else days.end_of_named_month(now, month),
    "before_month": days.before_month,
    "first_of_the_month": days.first_of_the_month,
    "first_of_next_month": lambda now: days.on_days(days.in_month(now, 1)[0]),
    "last_weekday_of_month": lambda now, weekday, ahead: days.picked(
        now, days.weekdays(days.in_month(now, ahead), weekday), -1
    ),
    "nth_weekday_of_month": lambda now, weekday, nth, ahead: days.picked(
        now, days.weekdays(days.in_month(now, ahead), weekday), nth - 1
    ),
    "nth_weekday_of_named_month": lambda now, weekday, nth, month: days.picked(
        now, days.weekdays(days.named_month(now, month), weekday), nth - 1
    ),
    "last_weekday_of_named_month": lambda now, weekday, month: days.picked(
        now, days.weekdays(days.named_month(now, month), weekday), -1
    ),
    "last_business_day": lambda now, ahead: days.picked(
        now, list(filter(days.is_worked, days.in_month(now, ahead))), -1
    ),
    "first_business_day": lambda now, ahead: days.picked(
        now, list(filter(days.is_worked, days.in_month(now, ahead))), 0
    ),
    "end_of_quarter": days.end_of_quarter,
    "end_of_this_quarter": days.end_of_this_quarter,
    "end_of_year": days.end_of_year,
    "day_of_month": days.day_of_month,
    "before_day_of_month": days.before_day_of_month,
    "day_of_next_month": lambda now, number: days.on_days(days.in_month(now, 1)[number - 1]),
    "day_of_this_month": days.day_of_this_month,
    "month_day": days.month_day,
    "before_month_day": days.before_month_day,
    "full_date": days.full_date,
    "either_date": lambda now, *parts: days.all_known(
        days.month_day(now, *parts[:2]), days.month_day(now, *parts[2:])
    ),
    "either_full_date": lambda now, year, *parts: days.all_known(
        days.full_date(now, year, *parts[:2]), days.full_date(now, year, *parts[2:])
    ),
    "thanksgiving": lambda now: days.unless_gone(now, days.thanksgiving),
    "before_thanksgiving": lambda now: days.unless_gone(now, lambda day: days.thanksgiving(day + days.DAY)),
    "easter": days.easter,
    "before_easter": lambda now: days.easter(now, -1),
    "weekday_or": days.weekday_or,
    "weekday_and_day": days.weekday_and_day,
    "weekday_and_date": days.weekday_and_date,
    "minute": days.at_minute,
    "day_at": lambda now, ahead, *clock: days.at_clock(now, days.day_ahead(now, ahead), clock),
    "either_half": lambda now, ahead, hour, minute: days.at_clock(
        now, days.day_ahead(now, ahead), (hour, minute), (hour + 12, minute)
    ),
    "today_at": days.today_at,
    "weekday_at": lambda now, weekday, *clock: days.at_clock(now, days.weekday(now, weekday), clock),
    "next_weekday_at": lambda now, weekday, *clock: days.at_clock(
        now, days.next_weekday(now, weekday), clock
    ),
    "weekday_of_week_at": lambda now, weekday, ahead, *clock: days.at_clock(
        now, days.on_days(days.in_week(now, ahead)[weekday]), clock
    ),
    "month_day_at": lambda now, month, number, *clock: days.at_clock(
        now, days.month_day(now, month, number), clock
    ),
}
