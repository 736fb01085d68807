"""Days of the calendar: "the 3rd of December", "March 17th", "the third", "Friday the 13th", "2026-12-03".

A day without a year is the next one on or after the call; with a contradicting weekday it cannot be known.
"""

from __future__ import annotations

import datetime as dt
import re

from extractor.dates.reading import MONTHS, WEEKDAYS, Reading, Rule, any_of, rule

_SHORT = {name[:3]: place for place, name in enumerate(MONTHS, start=1)} | {"sept": 9}
_INDEX = {name: place for place, name in enumerate(MONTHS, start=1)} | _SHORT
_MONTH = f"(?P<month>{any_of((*MONTHS, *(name for name in _SHORT if name != 'may')))})"
_NUMBER = r"(?P<number>[12]?\d|3[01])"
_DAY = rf"(?:the )?{_NUMBER}(?:st|nd|rd|th)?"
_ORDINAL = rf"{_NUMBER}(?:st|nd|rd|th)"
_YEAR = r"(?: (?:of |in )?(?P<year>20 ?\d\d))?"
_WEEKDAY = rf"(?:(?P<weekday>{any_of(WEEKDAYS)}) )?"
_MUST_WEEKDAY = rf"(?P<weekday>{any_of(WEEKDAYS)}) "
_FEASTS = {
    "christmas": (12, 25),
    "christmas day": (12, 25),
    "christmas eve": (12, 24),
    "new year's eve": (12, 31),
    "new years eve": (12, 31),
    "new year's day": (1, 1),
    "new year's": (1, 1),
    "valentine's day": (2, 14),
    "halloween": (10, 31),
}


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _fits(day: dt.date | None, match: re.Match[str], today: dt.date) -> bool:
    """True for a real day that is not past and whose weekday, if one was said, is right."""
    weekday = match.groupdict().get("weekday")
    if day is None or day < today:
        return False
    return weekday is None or WEEKDAYS.index(weekday) == day.weekday()


def _full(match: re.Match[str], now: dt.datetime) -> Reading | None:
    month, number = _INDEX[match["month"]], int(match["number"])
    given = match["year"]
    years = [int(given.replace(" ", ""))] if given else [now.year, now.year + 1]
    days = [day for year in years if (day := _date(year, month, number)) and day >= now.date()]
    if not days or not _fits(days[0], match, now.date()):
        return None
    return Reading(date=days[0], basis=f"{days[0]:%d %B %Y}, the next such date from {now.date()}")


def _day_of_month(match: re.Match[str], now: dt.datetime) -> Reading | None:
    """The next such day after today; months that have no such day are passed over."""
    number = int(match["number"])
    year, month = now.year, now.month
    for _ in range(12):
        day = _date(year, month, number)
        if day is not None and day > now.date():
            if not _fits(day, match, now.date()):
                return None
            return Reading(date=day, basis=f"the next day {number} of a month after {now.date()}")
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return None


def _of_month(match: re.Match[str], now: dt.datetime) -> Reading | None:
    """The 3rd of this or of next month."""
    step = int(match["which"] == "next")
    years, index = divmod(now.month - 1 + step, 12)
    day = _date(now.year + years, index + 1, int(match["number"]))
    if day is None or not _fits(day, match, now.date()):
        return None
    return Reading(date=day, basis=f"day {match['number']} of {match['which']} month, from {now.date()}")


def _iso(match: re.Match[str], now: dt.datetime) -> Reading | None:
    day = _date(int(match["year"]), int(match["month"]), int(match["number"]))
    if day is None or day < now.date():
        return None
    return Reading(date=day, basis="the date as it was said")


def _slashed(match: re.Match[str], now: dt.datetime) -> Reading | None:
    """12/25 can be read in one way only, 3/4 in two: that one cannot be known."""
    if match.group() == "24/7":
        return None
    one, two = int(match["one"]), int(match["two"])
    year = match["year"]
    readings = {(one, two), (two, one)}
    years = [int(year) if len(year) == 4 else 2000 + int(year)] if year else [now.year, now.year + 1]
    days = {
        found[0]
        for month, number in readings
        if (found := [d for y in years if (d := _date(y, month, number)) and d >= now.date()])
    }
    if len(days) != 1:
        return None
    return Reading(date=days.pop(), basis="the only day that these numbers can mean")


def _feast(match: re.Match[str], now: dt.datetime) -> Reading:
    month, number = _FEASTS[match["feast"]]
    day = dt.date(now.year, month, number)
    if day < now.date():
        day = day.replace(year=now.year + 1)
    return Reading(date=day, basis=f"the next {day:%d %B}")


RULES: tuple[Rule, ...] = (
    rule(rf"{_WEEKDAY}{_DAY} (?:of )?{_MONTH}{_YEAR}", _full),
    rule(rf"{_WEEKDAY}{_MONTH} {_DAY}{_YEAR}", _full),
    rule(rf"{_MUST_WEEKDAY}the {_ORDINAL}", _day_of_month),
    rule(rf"{_MUST_WEEKDAY}{_ORDINAL}", _day_of_month),
    rule(rf"{_WEEKDAY}(?:the )?{_ORDINAL} of (?P<which>this|next|the) month", _of_month),
    rule(r"(?P<year>20\d\d)-(?P<month>\d\d)-(?P<number>\d\d)", _iso),
    rule(r"(?P<one>\d\d?)/(?P<two>\d\d?)(?:/(?P<year>\d{4}|\d\d))?", _slashed),
    rule(rf"(?P<feast>{'|'.join(sorted(_FEASTS, reverse=True))})", _feast),
)

#: A bare "the 3rd" is a day only where no noun follows; find.py looks at what stands around it.
BARE_DAY: Rule = rule(rf"the {_ORDINAL}", _day_of_month)
