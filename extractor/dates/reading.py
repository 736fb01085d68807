"""The words that the parts of this room share: a rule that matches a phrase, and the day that it reads."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

from models.frozen import Frozen

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)


class Reading(Frozen):
    """The day that a phrase means, how that was reckoned, and the time where the phrase itself fixes it."""

    date: dt.date
    basis: str
    time: str | None = None


Reader = Callable[[re.Match[str], dt.datetime], Reading | None]
"""Reads a match against the local moment of the call; None where the day cannot be known."""

Rule = tuple[re.Pattern[str], Reader]


def rule(pattern: str, reader: Reader) -> Rule:
    """Compile a pattern over plain text; it stands between whole words only."""
    return re.compile(rf"(?<![^ ])(?:{pattern})(?![^ ])"), reader


def any_of(words: tuple[str, ...]) -> str:
    """Return the alternation of these words."""
    return "(?:" + "|".join(words) + ")"


def month_end(year: int, month: int) -> dt.date:
    """Return the last day of a month; `month` may run over the year's end."""
    years, index = divmod(month, 12)
    return dt.date(year + years, index + 1, 1) - dt.timedelta(days=1)


def week_start(day: dt.date) -> dt.date:
    """Return the Monday of the day's week."""
    return day - dt.timedelta(days=day.weekday())


def weekday_name(day: dt.date) -> str:
    """Return the English name of the day's weekday."""
    return WEEKDAYS[day.weekday()].capitalize()
