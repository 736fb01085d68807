"""Days by their place in a month: "the last Friday of the month", "the first business day of next month"."""

from __future__ import annotations

import datetime as dt
import re

from extractor.dates.reading import MONTHS, Moment, Reading, Rule, any_of, one_day, real_date, rule

_MONTH = f"(?P<month>{any_of(MONTHS)})"
_PLACE = r"(?:the )?(?P<place>last|[1-4](?:st|nd|rd|th))"
_KIND = r"(?P<kind>monday|tuesday|wednesday|thursday|friday|saturday|sunday|(?:business|working) day)"


def _nth_weekday(match: re.Match[str], call: Moment) -> Reading | None:
    """The second Tuesday of next month, the last Friday of March, the last business day of the month."""
    days = _days_of(match, call)
    weekday = match["kind"]
    wanted = [day for day in days if _is(weekday, day, call)]
    place = -1 if match["place"] == "last" else int(re.sub(r"\D", "", match["place"])) - 1
    if place >= len(wanted):
        return None
    day = wanted[place]
    if day < call.today:
        return None
    return one_day(day, f"the {match['place']} {weekday} of {day:%B %Y}")


def _is(kind: str, day: dt.date, call: Moment) -> bool:
    return call.work.works_on(day) if kind.endswith(" day") else f"{day:%A}".lower() == kind


def _days_of(match: re.Match[str], call: Moment) -> list[dt.date]:
    groups = match.groupdict()
    month, year = call.today.month, call.today.year
    if groups.get("month"):
        month = MONTHS.index(groups["month"]) + 1
        year += month < call.today.month
    elif match["which"].startswith("next"):
        month += 1
    return [day for number in range(1, 32) if (day := real_date(year, month, number))]


def _unread(match: re.Match[str], call: Moment) -> None:
    """Second to last: which one that is was not learnt; nobody is told the last one instead."""
    del match, call


RULES: tuple[Rule, ...] = (
    rule(rf"(?:the )?(?:next|2nd|3rd) to last {_KIND} (?:of|in) (?:the |this |next )?\w+", _unread),
    rule(
        r"(?:by |in )?(?:the )?(?:end of the )?(?:1st|2nd|3rd|last|4th) week (?:of|in) (?:the )?\w+", _unread
    ),
    rule(rf"{_PLACE} {_KIND} (?:of|in) (?:the |this )?(?P<which>month|next month)", _nth_weekday),
    rule(rf"{_PLACE} {_KIND} (?P<which>next month|this month)", _nth_weekday),
    rule(rf"{_PLACE} {_KIND} (?:of|in) {_MONTH}", _nth_weekday),
)
