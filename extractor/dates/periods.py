"""Weeks, months, quarters and years as deadlines: "by the end of the month", "next week", "mid March", "Q1".

As a deadline a week ends on its last business day and a weekend on its Sunday; all else ends on its last day.
"""

from __future__ import annotations

import datetime as dt
import re

from extractor.dates.reading import (
    DAY,
    MONTHS,
    Moment,
    Reader,
    Reading,
    Rule,
    any_of,
    either,
    month_end,
    rule,
)
from extractor.dates.sounds import sounds_like

_UNITS = ("week", "weekend", "month", "quarter", "year")
_UNIT = rf"(?:business |working |calendar |financial |fiscal )?(?P<unit>{'|'.join(_UNITS)})(?:'s)?"
_NEXT = r"(?P<next>next|the following|the coming|coming)"
_EDGES = {
    "end": r"(?:the )?(?:very |latter )?(?:end|close|last day|back end) (?:of|off|in)|the (?:and|ant) of",
    "start": r"(?:the )?(?:start|beginning|1st day) of|(?:the )?(?:start|beginning)",
    "middle": r"(?:the )?middle of|mid|midweek",
    "late": r"late(?: in| on)?",
}
_EDGE = "(?:" + "|".join(f"(?P<{name}>{pattern})" for name, pattern in _EDGES.items()) + ")"
_MONTH = f"(?P<month>{any_of(MONTHS)})"
_YEAR = r"(?: (?:of )?(?P<year>20 ?\d\d))?"
_SOMETIME = r"(?:some ?time|some time|later|in the course of|during|in|over the course of)"
_LIKE_MONTH = re.compile(r"m[aeiouy]{1,2}(?:n|m|nt|nd|th|ns|ms|nth|nths|ths)")  # "moms", "men", "mouth"

_Bounds = tuple[dt.date, dt.date, dt.date]  # first, middle and last day


def _bounds(unit: str, call: Moment, *, later: int) -> _Bounds:
    """Return the period of this kind that holds today, or the one `later` after it."""
    today = call.today
    start = call.work.week_start(today) + dt.timedelta(weeks=later)
    if unit == "week":
        return start, start + DAY * ((2 - start.weekday()) % 7), call.work.week_close(start)
    if unit == "weekend":
        saturday = today + DAY * (5 - today.weekday()) + dt.timedelta(weeks=later)
        return saturday, saturday, saturday + DAY
    if unit == "month":
        return _months(today.year, today.month + later, 1)
    if unit == "quarter":
        return _months(today.year, (today.month - 1) // 3 * 3 + 3 + 3 * later, 3)
    return _months(today.year, 12 + 12 * later, 12)


def _months(year: int, last_month: int, count: int) -> _Bounds:
    """Return the bounds of `count` months that end with `last_month`, which may run over the year's end."""
    last = month_end(year, last_month)
    first = month_end(year, last_month - count) + DAY
    middle = first.replace(day=15) if count == 1 else first + (last - first) // 2
    return first, middle, last


def _at_edge(match: re.Match[str], bounds: _Bounds) -> tuple[dt.date, str]:
    groups = match.groupdict()
    first, middle, last = bounds
    if groups.get("start"):
        return first, "the first day"
    return (middle, "the middle") if groups.get("middle") else (last, "the last day")


def _period(match: re.Match[str], call: Moment) -> Reading:
    """The period that is meant; one whose day is over already gives way to the next, with a doubt."""
    later, unit = 1 if match.groupdict().get("next") else 0, match["unit"]
    if later and unit == "weekend":
        return either(
            {_bounds(unit, call, later=ahead)[2] for ahead in (0, 1)}, "the coming weekend, or the next"
        )
    reading = _reading(match, unit, _bounds(unit, call, later=later))
    if reading.date > call.today or (reading.date == call.today and unit != "weekend"):
        return reading
    if reading.date == call.today:
        return reading.model_copy(update={"doubts": ("due_vague",)})
    after = _reading(match, unit, _bounds(unit, call, later=1))
    return after.model_copy(update={"doubts": ("due_past",)})


def _reading(match: re.Match[str], unit: str, bounds: _Bounds) -> Reading:
    day, edge = _at_edge(match, bounds)
    whole = not any(match.groupdict().get(name) for name in _EDGES)
    unit_words = "working week" if unit == "week" else unit
    loose = unit == "week" and edge == "the first day"
    return Reading(
        date=day,
        basis=f"{edge} of the {unit_words} from {bounds[0]} to {bounds[2]}",
        first=bounds[0] if whole or edge == "the first day" else None,
        doubts=("due_vague",) if loose else (),
    )


def _end_of(unit: str) -> Reader:
    def read(match: re.Match[str], call: Moment) -> Reading:
        del match
        first, _, last = _bounds(unit, call, later=0)
        doubts = () if last >= call.today else ("due_past",)
        last = last if not doubts else _bounds(unit, call, later=1)[2]
        return Reading(date=last, basis=f"the last day of the {unit} from {first} on", doubts=doubts)

    return read


def _after_next(match: re.Match[str], call: Moment) -> Reading:
    return _reading(match, match["unit"], _bounds(match["unit"], call, later=2))


def _weekend(match: re.Match[str], call: Moment) -> Reading:
    """Until it is over; on its last day it is not certain that this one is meant."""
    reading = _reading(match, "weekend", _bounds("weekend", call, later=0))
    return reading.model_copy(update={"doubts": ("due_vague",)}) if reading.date == call.today else reading


def _before_weekend(match: re.Match[str], call: Moment) -> Reading:
    del match
    close = call.work.week_close(call.today)
    if close >= call.today:
        return Reading(date=close, basis=f"the last business day before the weekend, from {call.today}")
    close = call.work.week_close(call.today + dt.timedelta(weeks=1))
    return Reading(
        date=close,
        basis=f"the last business day before the next weekend, from {call.today}",
        doubts=("due_past",),
    )


def _week_of(match: re.Match[str], call: Moment) -> Reading | None:
    """The business days of the week that holds the next such day of a month."""
    number = int(match["number"])
    start = call.work.week_start(call.today)
    days = (start + DAY * ahead for ahead in range(70))
    day = next((one for one in days if one.day == number), None)
    if day is None:
        return None
    close = call.work.week_close(day)
    clear = day > call.today and day.weekday() in call.work.days and close >= call.today
    if close < call.today:
        return None
    doubts = () if clear else ("due_vague",)
    return Reading(date=close, basis=f"the last business day of the week of {day}", doubts=doubts)


def _named_month(match: re.Match[str], call: Moment) -> Reading | None:
    month = MONTHS.index(match["month"]) + 1
    given = match["year"]
    year = int(given.replace(" ", "")) if given else call.today.year
    reading = _month_reading(match, _months(year, month, 1))
    if given:
        return reading
    whole = reading.first is not None and not match.groupdict().get("start")
    running = month == call.today.month and (reading.date < call.today or whole)
    if reading.date < call.today:
        reading = _month_reading(match, _months(year + 1, month, 1))
    return reading.model_copy(update={"doubts": ("due_past",)}) if running else reading


def _month_reading(match: re.Match[str], bounds: _Bounds) -> Reading:
    day, edge = _at_edge(match, bounds)
    whole = not any(match.groupdict().get(name) for name in _EDGES)
    first = bounds[0] if whole or match.groupdict().get("start") else None
    return Reading(date=day, basis=f"{edge} of {day:%B %Y}", first=first)


def _numbered_quarter(match: re.Match[str], call: Moment) -> Reading:
    last_month = 3 * int(match["quarter"])
    bounds = _months(call.today.year, last_month, 3)
    if _at_edge(match, bounds)[0] < call.today:
        bounds = _months(call.today.year + 1, last_month, 3)
    return _reading(match, "quarter", bounds)


def read_end_of_day(match: re.Match[str], call: Moment) -> Reading:
    """Read "the end of the day" as that of the call's day; beside another day it only says when on it."""
    del match
    over = f"{call.now:%H:%M}" >= call.work.closes_at
    doubts = ("due_past",) if over else ()
    return Reading(date=call.today, basis=f"the end of {call.today}, the day of the call", doubts=doubts)


def read_close(match: re.Match[str], call: Moment) -> Reading:
    """Read "close of business" as that of the call's day; of a day without business it is not certain."""
    reading = read_end_of_day(match, call)
    doubts = reading.doubts if call.work.works_on(call.today) else ("due_vague",)
    return reading.model_copy(update={"time": call.work.closes_at, "doubts": doubts})


def _new_year(match: re.Match[str], call: Moment) -> Reading:
    del match
    year = call.today.year + 1
    return Reading(date=dt.date(year, 1, 1), basis=f"the first day of {year}", doubts=("due_vague",))


def _year_end(match: re.Match[str], call: Moment) -> Reading:
    del match
    return Reading(date=dt.date(call.today.year, 12, 31), basis=f"the last day of {call.today.year}")


def _vague(match: re.Match[str], call: Moment) -> None:
    """Some day early or late in a period: which one cannot be known."""
    del match, call


def _misheard(match: re.Match[str], call: Moment) -> Reading | None:
    """Read "the end of the mind" as "month": after these words only a few can follow."""
    heard = match["heard"]
    near = [
        unit
        for unit in ("week", "month", "quarter", "year")
        if sounds_like(heard, unit) or sounds_like(heard.removesuffix("s"), unit)
    ]
    if not near and _LIKE_MONTH.fullmatch(heard):
        near = ["month"]
    if len(near) != 1:
        return None
    day = _bounds(near[0], call, later=0)[2]
    if day < call.today:
        day = _bounds(near[0], call, later=1)[2]
    return Reading(date=day, basis=f"the last day of the {near[0]}, since '{heard}' sounds like it")


_CLOSE = (
    r"(?:the )?(?:close|end) of (?:the )?(?:business|play|trading)(?: (?:today|day))?|cob|c o b|eob|e o b",
    r"(?:the )?(?:end|close) of (?:the |this )?(?:business|working|work) day",
)
_DAY_ENDS = (r"(?:the )?end of (?:the |my |this )?(?:day|shift)|eod|e o d", r"(?:before )?the day is out")

RULES: tuple[Rule, ...] = (
    *(rule(pattern, read_close) for pattern in _CLOSE),
    *(rule(pattern, read_end_of_day) for pattern in _DAY_ENDS),
    rule(rf"{_EDGE} (?:{_NEXT}|the|this|our|your) {_UNIT}", _period),
    rule(rf"{_EDGE} {_UNIT}", _period),
    rule(rf"(?:the )?(?P<unit>{'|'.join(_UNITS)})'?s? end", _period),
    rule(
        rf"(?P<end>(?:before )?(?:the|this)) (?P<unit>{'|'.join(_UNITS)}) (?:is out|is over|ends|closes)",
        _period,
    ),
    rule(r"eow|e o w", _end_of("week")),
    rule(r"eom|e o m", _end_of("month")),
    rule(rf"(?:{_SOMETIME} )?{_NEXT} {_UNIT}", _period),
    rule(rf"(?:{_SOMETIME} )?this (?P<unit>week|month|quarter|year)", _period),
    rule(r"(?:over|during|at|on|in)? ?(?:the|this) (?P<unit>weekend)", _weekend),
    rule(r"(?:the )?end of (?:the|this) (?P<unit>weekend)", _weekend),
    rule(rf"(?:{_EDGE} )?(?:{_SOMETIME} )?(?:the )?{_UNIT} after next", _after_next),
    rule(r"(?:by|before|until|ahead of) the weekend", _before_weekend),
    rule(r"(?:in |during )?the week of the (?P<number>\d\d?)(?:st|nd|rd|th)", _week_of),
    rule(rf"(?:{_EDGE} )(?:next )?{_MONTH}{_YEAR}(?! \d)", _named_month),
    rule(
        rf"(?:{_SOMETIME}|by|until|till|before|for)(?: next)? {_MONTH}{_YEAR}(?! (?:the )?\d)", _named_month
    ),
    rule(rf"(?:{_SOMETIME} )?(?:{_EDGE} )?(?:the )?(?:q ?|quarter )(?P<quarter>[1-4])", _numbered_quarter),
    rule(rf"(?:{_SOMETIME} )?(?:{_EDGE} )?the (?P<quarter>[1-4])(?:st|nd|rd|th) quarter", _numbered_quarter),
    rule(r"(?:before|ahead of) (?:the )?new year", _year_end),
    rule(r"(?:in |by )?(?:the )?new year", _new_year),
    rule(rf"early (?:on |in |part of )?(?:{_NEXT}|this) {_UNIT}", _vague),
    rule(rf"(?:in )?the (?:early part|1st half|2nd half) of (?:{_NEXT}|the|this) {_UNIT}", _vague),
    rule(rf"(?:early|around)(?: in)? {_MONTH}", _vague),
    rule(r"(?:in the |this |next )(?:spring|summer|autumn|fall|winter)", _vague),
    rule(r"(?:the )?end of the (?P<heard>[a-z]+)", _misheard),
)
