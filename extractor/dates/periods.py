"""Weeks, months, quarters and years as deadlines: "by the end of the month", "next week", "mid March", "Q1".

As a deadline a week ends on its Friday and a weekend on its Sunday; all else ends on its last day.
"""

from __future__ import annotations

import datetime as dt
import re

from extractor.dates.reading import MONTHS, Reading, Rule, any_of, month_end, rule, week_start
from extractor.dates.sounds import sounds_like

_UNITS = ("week", "weekend", "month", "quarter", "year")
_UNIT = rf"(?:business |working |calendar |financial |fiscal )?(?P<unit>{'|'.join(_UNITS)})"
_NEXT = r"(?P<next>next|the following|the coming|coming)"
_EDGES = {
    "end": r"(?:the )?(?:very |latter )?(?:end|close|last day|back end) (?:of|off|in)|the (?:and|ant) of",
    "start": r"(?:the )?(?:start|beginning|1st day) of|(?:the )?(?:start|beginning)",
    "middle": r"(?:the )?middle of|mid",
}
_EDGE = "(?:" + "|".join(f"(?P<{name}>{pattern})" for name, pattern in _EDGES.items()) + ")"
_MONTH = f"(?P<month>{any_of(MONTHS)})"
_YEAR = r"(?: (?P<year>20 ?\d\d))?"
_DAY_ENDS = (
    r"(?:the )?(?:end|close) of (?:the |this )?(?:business|working|work) day",
    r"(?:the )?end of (?:the |my |this )?(?:day|shift)",
    r"(?:the )?(?:close|end) of (?:business|play|work)|cob|eod",
)
_LIKE_MONTH = re.compile(r"m[aeiouy]{1,2}(?:n|m|nt|nd|th|ns|ms|nth|nths|ths)")  # "moms", "men", "mouth"

_Bounds = tuple[dt.date, dt.date, dt.date]  # first, middle and last day


def _bounds(unit: str, today: dt.date, *, later: int) -> _Bounds:
    """Return the period of this kind that holds today, or the one `later` after it."""
    monday = week_start(today) + dt.timedelta(weeks=later)
    if unit == "week":
        return monday, monday + dt.timedelta(days=2), monday + dt.timedelta(days=4)
    if unit == "weekend":
        return monday + dt.timedelta(days=5), monday + dt.timedelta(days=5), monday + dt.timedelta(days=6)
    if unit == "month":
        return _months(today.year, today.month + later, 1)
    if unit == "quarter":
        return _months(today.year, (today.month - 1) // 3 * 3 + 3 + 3 * later, 3)
    return _months(today.year, 12 + 12 * later, 12)


def _months(year: int, last_month: int, count: int) -> _Bounds:
    """Return the bounds of `count` months that end with `last_month`, which may run over the year's end."""
    last = month_end(year, last_month)
    first = month_end(year, last_month - count) + dt.timedelta(days=1)
    middle = first.replace(day=15) if count == 1 else first + (last - first) // 2
    return first, middle, last


def _at_edge(match: re.Match[str], bounds: _Bounds) -> tuple[dt.date, str]:
    groups = match.groupdict()
    first, middle, last = bounds
    if groups.get("start"):
        return first, "the first day"
    return (middle, "the middle") if groups.get("middle") else (last, "the last day")


def _period(match: re.Match[str], now: dt.datetime) -> Reading:
    later = 1 if match.groupdict().get("next") else 0
    bounds = _bounds(match["unit"], now.date(), later=later)
    if not later and _at_edge(match, bounds)[0] < now.date():
        bounds = _bounds(match["unit"], now.date(), later=1)
    return _reading(match, match["unit"], bounds)


def _reading(match: re.Match[str], unit: str, bounds: _Bounds) -> Reading:
    day, edge = _at_edge(match, bounds)
    working = "working " if unit == "week" else ""
    return Reading(date=day, basis=f"{edge} of the {working}{unit} from {bounds[0]} to {bounds[2]}")


def _after_next(match: re.Match[str], now: dt.datetime) -> Reading:
    return _reading(match, match["unit"], _bounds(match["unit"], now.date(), later=2))


def _before_weekend(match: re.Match[str], now: dt.datetime) -> Reading:
    del match
    friday = _bounds("week", now.date(), later=int(now.weekday() > 4))[2]
    return Reading(date=friday, basis=f"Friday before the weekend, from {now.date()}")


def _named_month(match: re.Match[str], now: dt.datetime) -> Reading:
    month = MONTHS.index(match["month"]) + 1
    given = match["year"]
    year = int(given.replace(" ", "")) if given else now.year
    day, edge = _at_edge(match, _months(year, month, 1))
    if day < now.date() and not given:
        day, edge = _at_edge(match, _months(year + 1, month, 1))
    return Reading(date=day, basis=f"{edge} of {day:%B %Y}")


def _numbered_quarter(match: re.Match[str], now: dt.datetime) -> Reading:
    last_month = 3 * int(match["quarter"])
    bounds = _months(now.year, last_month, 3)
    if _at_edge(match, bounds)[0] < now.date():
        bounds = _months(now.year + 1, last_month, 3)
    return _reading(match, "quarter", bounds)


def read_end_of_day(match: re.Match[str], now: dt.datetime) -> Reading:
    """Read "the end of the day" as that of the call's day; beside another day it only says when on it."""
    del match
    return Reading(date=now.date(), basis=f"the end of {now.date()}, the day of the call")


def _new_year(match: re.Match[str], now: dt.datetime) -> Reading:
    del match
    return Reading(date=dt.date(now.year + 1, 1, 1), basis=f"the first day of {now.year + 1}")


def _vague(match: re.Match[str], now: dt.datetime) -> None:
    """Some day early or late in a period: which one cannot be known."""
    del match, now


def _misheard(match: re.Match[str], now: dt.datetime) -> Reading | None:
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
    day = _bounds(near[0], now.date(), later=0)[2]
    if day < now.date():
        day = _bounds(near[0], now.date(), later=1)[2]
    return Reading(date=day, basis=f"the last day of the {near[0]}, since '{heard}' sounds like it")


RULES: tuple[Rule, ...] = (
    *(rule(pattern, read_end_of_day) for pattern in _DAY_ENDS),
    rule(rf"{_EDGE} (?:{_NEXT}|the|this|our|your) {_UNIT}", _period),
    rule(rf"{_EDGE} {_UNIT}", _period),
    rule(rf"(?:(?:some ?time|some time|later|in the course of) )?{_NEXT} {_UNIT}", _period),
    rule(rf"(?:(?:some ?time|some time|later) )?this {_UNIT}", _period),
    rule(r"(?:over|during|at|on) the (?P<unit>weekend)", _period),
    rule(rf"(?:the )?{_UNIT} after next", _after_next),
    rule(r"(?:by|before|until) the weekend", _before_weekend),
    rule(rf"(?:{_EDGE} )(?:next )?{_MONTH}{_YEAR}", _named_month),
    rule(rf"(?:in|by|until|till|before|during|for)(?: next)? {_MONTH}{_YEAR}", _named_month),
    rule(rf"(?:{_EDGE} )?(?:the )?(?:q ?|quarter )(?P<quarter>[1-4])", _numbered_quarter),
    rule(rf"(?:{_EDGE} )?the (?P<quarter>[1-4])(?:st|nd|rd|th) quarter", _numbered_quarter),
    rule(r"(?:the )?new year", _new_year),
    rule(rf"(?:early|late) (?:on |in )?(?:{_NEXT}|this) {_UNIT}", _vague),
    rule(r"(?:the )?end of the (?P<heard>[a-z]+)", _misheard),
)
