"""Days of the calendar: "the 3rd of December", "March 17th", "the third", "Friday the 13th", "3/4".

A day without a year is the next one on or after the call; one that went by lately is doubted. With a
contradicting weekday it cannot be known.
"""

from __future__ import annotations

import datetime as dt
import re

from extractor.dates.reading import (
    DAY,
    LATELY,
    MONTHS,
    WEEKDAYS,
    Moment,
    Reading,
    Rule,
    any_of,
    either,
    month_end,
    one_day,
    real_date,
    rule,
)

_SHORT = {name[:3]: place for place, name in enumerate(MONTHS, start=1)} | {"sept": 9}
_INDEX = {name: place for place, name in enumerate(MONTHS, start=1)} | _SHORT
_MONTH = f"(?P<month>{any_of((*MONTHS, *(name for name in _SHORT if name != 'may')))})"
_NUMBER = r"(?P<number>[12]?\d|3[01])"
_DAY = rf"(?:the )?{_NUMBER}(?:st|nd|rd|th)?"
_ORDINAL = rf"{_NUMBER}(?:st|nd|rd|th)"
_YEAR = r"(?: (?:of |in )?(?P<year>(?:19|20) ?\d\d))?"
_WEEKDAYS = any_of((*WEEKDAYS, "mon", "tues?", "weds?", "thu(?:rs?)?", "fri", "sat", "sun"))
_WEEKDAY = rf"(?:(?P<weekday>{_WEEKDAYS}) )?"
_MUST_WEEKDAY = rf"(?P<weekday>{_WEEKDAYS}) "
_MANY_YEARS = 9


def _fits(day: dt.date, match: re.Match[str]) -> bool:
    """True where no weekday was said with the day, or the right one."""
    weekday = match.groupdict().get("weekday")
    return weekday is None or f"{day:%A}".lower().startswith(weekday[:3])


def yearly(month: int, number: int, today: dt.date) -> Reading | None:
    """Return the next such day, doubted if the last one went by lately or it is no yearly day."""
    years = range(today.year - 1, today.year + _MANY_YEARS)
    days = [day for year in years if (day := real_date(year, month, number))]
    coming = next((day for day in days if day >= today), None)
    if coming is None:
        return None
    late = any(today - LATELY <= day < today for day in days)
    doubts = ("due_past",) if late else ("due_vague",) if (coming - today).days > 366 else ()
    return one_day(coming, f"{coming:%d %B %Y}, the next such date from {today}", *doubts)


def _full(match: re.Match[str], call: Moment) -> Reading | None:
    month, number = _INDEX[match["month"]], int(match["number"])
    given = match["year"]
    if not given:
        reading = yearly(month, number, call.today)
        return reading if reading is not None and _fits(reading.date, match) else None
    day = real_date(int(given.replace(" ", "")), month, number)
    if day is None or day < call.today or not _fits(day, match):
        return None
    return one_day(day, f"{day:%d %B %Y}, the date as it was said")


def _day_of_month(match: re.Match[str], call: Moment) -> Reading | None:
    """The next such day; today's as well, and the end of a month that lacks it."""
    number, today = int(match["number"]), call.today
    if not 1 <= number <= 31:
        return None
    month = today.month + (number < today.day)
    meant = real_date(today.year, month, number) or month_end(today.year, month)
    months = (real_date(today.year, later, number) for later in range(today.month, today.month + 12))
    coming = next(day for day in months if day and day > today)
    days = {day for day in (meant, coming) if _fits(day, match)}
    if not days:
        return None
    return either(days, f"the next day {number} of a month after {today}")


def _of_month(match: re.Match[str], call: Moment) -> Reading | None:
    """The 3rd of this or of next month; "the 1st of the month" is the next one."""
    number, which = int(match["number"]), match["which"]
    if which == "the" and (number == 1 or number < call.today.day):
        return _day_of_month(match, call)
    day = real_date(call.today.year, call.today.month + (which == "next"), number)
    if day is None or day < call.today or not _fits(day, match):
        return None
    return one_day(day, f"day {number} of {which} month, from {call.today}")


def _iso(match: re.Match[str], call: Moment) -> Reading | None:
    day = real_date(int(match["year"]), int(match["month"]), int(match["number"]))
    return one_day(day, "the date as it was said") if day and day >= call.today else None


def _slashed(match: re.Match[str], call: Moment) -> Reading | None:
    """12/25 can be read in one way only; 3/4 in two, unless the language of the call decides."""
    if match.group() == "24/7":
        return None
    one, two = int(match["one"]), int(match["two"])
    orders = {True: {(two, one)}, False: {(one, two)}, None: {(one, two), (two, one)}}[call.day_first]
    orders = set(filter(_is_day, orders)) or set(filter(_is_day, ((one, two), (two, one))))
    found = [reading for order in orders if (reading := _slashed_day(order, match["year"], call))]
    if not found:
        return None
    reading = either({one.date for one in found}, "the days that these numbers can mean")
    doubts = dict.fromkeys((*reading.doubts, *(code for one in found for code in one.doubts)))
    return reading.model_copy(update={"doubts": tuple(doubts)})


def _is_day(order: tuple[int, int]) -> bool:
    return 1 <= order[0] <= 12 and real_date(2000, *order) is not None


def _slashed_day(order: tuple[int, int], year: str | None, call: Moment) -> Reading | None:
    if not year:
        return yearly(*order, call.today)
    day = real_date(int(year) if len(year) == 4 else 2000 + int(year), *order)
    return one_day(day, "") if day and day >= call.today else None


def _easter(year: int) -> dt.date:
    """Return Easter Sunday (the "anonymous" Gregorian computus, Meeus, Astronomical Algorithms, ch. 8)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e, f = b // 4, b % 4, (b + 8) // 25
    g = (b - f + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return dt.date(year, month, day + 1)


def _thanksgiving(year: int) -> dt.date:
    first = dt.date(year, 11, 1)
    return first + DAY * ((3 - first.weekday()) % 7 + 21)


_FEASTS = {
    "christmas": (12, 25),
    "christmas day": (12, 25),
    "christmas eve": (12, 24),
    "boxing day": (12, 26),
    "new year's eve": (12, 31),
    "new years eve": (12, 31),
    "new year's day": (1, 1),
    "new years day": (1, 1),
    "new year's": (1, 1),
    "new years": (1, 1),
    "valentine's day": (2, 14),
    "valentines day": (2, 14),
    "halloween": (10, 31),
}
_MOVING = {
    "easter": (_easter, 0),
    "easter sunday": (_easter, 0),
    "easter monday": (_easter, 1),
    "good friday": (_easter, -2),
    "maundy thursday": (_easter, -3),
    "whit monday": (_easter, 50),
    "thanksgiving": (_thanksgiving, 0),
    "thanksgiving day": (_thanksgiving, 0),
}


def _feast(match: re.Match[str], call: Moment) -> Reading | None:
    return yearly(*_FEASTS[match["feast"]], call.today)


def _moving_feast(match: re.Match[str], call: Moment) -> Reading:
    falls, later = _MOVING[match["feast"]]
    days = [falls(call.today.year + ahead) + DAY * later for ahead in (-1, 0, 1)]
    coming = next(day for day in days if day >= call.today)
    late = any(call.today - LATELY <= day < call.today for day in days)
    return one_day(coming, f"{match['feast'].title()}, {coming}", *(("due_past",) if late else ()))


def _before_holidays(match: re.Match[str], call: Moment) -> Reading | None:
    """Only the house's own calendar knows them, and which ones are meant stays open."""
    del match
    day = call.work.before_holidays(call.today)
    basis = "the last business day before the next holiday of the settings"
    return Reading(date=day, basis=basis, doubts=("due_vague",)) if day else None


def _names(feasts: dict[str, object]) -> str:
    return f"(?P<feast>{'|'.join(sorted(feasts, reverse=True))})"


RULES: tuple[Rule, ...] = (
    rule(rf"{_WEEKDAY}{_DAY} (?:of )?{_MONTH}{_YEAR}", _full),
    rule(rf"{_WEEKDAY}{_MONTH} {_DAY}{_YEAR}", _full),
    rule(rf"{_MUST_WEEKDAY}the {_ORDINAL}", _day_of_month),
    rule(rf"{_MUST_WEEKDAY}{_ORDINAL}(?! (?:thing|of))", _day_of_month),
    rule(rf"{_WEEKDAY}(?:the )?{_ORDINAL} (?:of )?(?P<which>this|next|the) month", _of_month),
    rule(rf"(?P<which>this|next) month (?:on )?the {_ORDINAL}", _of_month),
    rule(r"(?P<year>20\d\d)-(?P<month>\d\d)-(?P<number>\d\d)", _iso),
    rule(r"(?P<one>\d\d?)/(?P<two>\d\d?)(?:/(?P<year>\d{4}|\d\d))?", _slashed),
    rule(_names(dict(_FEASTS)), _feast),
    rule(_names(dict(_MOVING)), _moving_feast),
    rule(r"monthday (?P<number>\d\d?)(?:st|nd|rd|th)?", _day_of_month),
    rule(r"before the (?:bank |public |christmas |school )?holidays?", _before_holidays),
)

#: A bare "the 3rd" is a day only where no noun follows; atoms.py looks at what stands around it.
BARE_DAY: Rule = rule(rf"the {_ORDINAL}", _day_of_month)
