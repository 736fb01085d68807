"""The words that the parts of this room share: a rule that matches a phrase, and the day that it reads."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

from pydantic import ConfigDict

from models.frozen import Frozen
from models.working_time import WorkingTime

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)

#: A day without a year that went by so lately may be the one that is meant.
LATELY = dt.timedelta(days=60)
DAY = dt.timedelta(days=1)


class Moment(Frozen):
    """The local moment of the call, the working time of the house, and which number of 3/4 is the day."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    now: dt.datetime
    work: WorkingTime = WorkingTime()
    day_first: bool | None = None

    @property
    def today(self) -> dt.date:
        """The local day of the call."""
        return self.now.date()


class Reading(Frozen):
    """The day that a phrase means, how that was reckoned, and the time where the phrase itself fixes it.

    `first` is where what was named begins, so that "before" it is the day before; None for what is an end.
    `others` are the other days that it may mean; `doubts` are codes of doubts.py.
    """

    date: dt.date
    basis: str
    time: str | None = None
    first: dt.date | None = None
    others: tuple[dt.date, ...] = ()
    doubts: tuple[str, ...] = ()


Reader = Callable[[re.Match[str], Moment], Reading | None]
"""Reads a match against the moment of the call; None where the day cannot be known."""

Rule = tuple[re.Pattern[str], Reader]


def rule(pattern: str, reader: Reader) -> Rule:
    """Compile a pattern over plain text; it stands between whole words only."""
    return re.compile(rf"(?<![^ ])(?:{pattern})(?![^ ])"), reader


def any_of(words: tuple[str, ...]) -> str:
    """Return the alternation of these words."""
    return "(?:" + "|".join(words) + ")"


def one_day(day: dt.date, basis: str, *doubts: str) -> Reading:
    """Return the reading of words that name a single day."""
    return Reading(date=day, basis=basis, first=day, doubts=doubts)


def either(days: set[dt.date], basis: str) -> Reading:
    """Return the reading of words that may mean any of these days: the earliest, the others beside it."""
    first, *others = sorted(days)
    doubts = ("due_two_days",) if others else ()
    return Reading(date=first, basis=basis, first=first, others=tuple(others), doubts=doubts)


def real_date(year: int, month: int, day: int) -> dt.date | None:
    """Return the date, None for one that the calendar lacks; `month` may run over the year's end."""
    try:
        return dt.date(year + (month - 1) // 12, (month - 1) % 12 + 1, day)
    except ValueError:
        return None


def month_end(year: int, month: int) -> dt.date:
    """Return the last day of a month; `month` may run over the year's end."""
    years, index = divmod(month, 12)
    return dt.date(year + years, index + 1, 1) - DAY


def weekday_name(day: dt.date) -> str:
    """Return the English name of the day's weekday."""
    return WEEKDAYS[day.weekday()].capitalize()
