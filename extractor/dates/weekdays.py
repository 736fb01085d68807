"""Days that are named: today, tomorrow, Friday, next Tuesday, a week from Monday, Thursday week.

A bare weekday is the first one after the day of the call; "next" is that of the week after, from Monday.
"""

from __future__ import annotations

import datetime as dt
import re

from extractor.dates.reading import WEEKDAYS, Reading, Rule, any_of, rule, week_start, weekday_name

_SHORT = {"mon": 0, "tue": 1, "tues": 1, "wed": 2, "weds": 2, "thu": 3, "thur": 3, "thurs": 3, "fri": 4}
_INDEX = {name: place for place, name in enumerate(WEEKDAYS)} | _SHORT
_DAY = f"(?P<day>{any_of((*WEEKDAYS, *_SHORT))})"
_WEEKS = r"(?P<weeks>a|1|2|3|4)"
_UNITS = {"a": 1, "1": 1, "2": 2, "3": 3, "4": 4}


def _today(match: re.Match[str], now: dt.datetime) -> Reading:
    del match
    return Reading(date=now.date(), basis=f"the day of the call, {now.date()}")


def _tomorrow(match: re.Match[str], now: dt.datetime) -> Reading:
    del match
    return Reading(date=now.date() + dt.timedelta(days=1), basis=f"the day after {now.date()}")


def _overmorrow(match: re.Match[str], now: dt.datetime) -> Reading:
    del match
    return Reading(date=now.date() + dt.timedelta(days=2), basis=f"two days after {now.date()}")


_HEARD = {
    0: "money|mondays|mon day|man day|mundane",
    1: "to stay|two stay|2 stay|choose day|chews day|tuesdays",
    2: "wednesdays|when's day|wins day|winds day|once day",
    3: "there is a|there's a|thursdays|thirsty|thirst day|third day|3rd day|thus day",
    4: "fridays|fry day|fried day|free day|fright day",
    5: "saturdays|sat a day|sad her day",
    6: "sundays|sun day|son day",
}  # what recognisers make of a weekday; believed after a word that leads to a day only


def _heard(index: int) -> Rule:
    def read(match: re.Match[str], now: dt.datetime) -> Reading:
        day = coming(index, now.date())
        if match["lead"] == "next":
            day = week_start(now.date()) + dt.timedelta(days=7 + index)
        name = weekday_name(day)
        return Reading(date=day, basis=f"{name} after {now.date()}, since '{match['heard']}' sounds like it")

    leads = r"(?P<lead>by|on|next|until|before|this)"
    return rule(rf"{leads} (?P<heard>{_HEARD[index]})(?! (?:order|transfer|back|of))", read)


def coming(index: int, today: dt.date) -> dt.date:
    """Return the first such weekday after today (0 is Monday)."""
    return today + dt.timedelta(days=(index - today.weekday() - 1) % 7 + 1)


def _bare(match: re.Match[str], now: dt.datetime) -> Reading:
    day = coming(_INDEX[match["day"]], now.date())
    return Reading(date=day, basis=f"{weekday_name(day)} after {now.date()}")


def _this(match: re.Match[str], now: dt.datetime) -> Reading:
    index = _INDEX[match["day"]]
    day = now.date() if index == now.weekday() else coming(index, now.date())
    return Reading(date=day, basis=f"{weekday_name(day)} on or after {now.date()}")


def _next(match: re.Match[str], now: dt.datetime) -> Reading:
    day = week_start(now.date()) + dt.timedelta(days=7 + _INDEX[match["day"]])
    return Reading(date=day, basis=f"{weekday_name(day)} of the week after that of {now.date()}")


def _after_next(match: re.Match[str], now: dt.datetime) -> Reading:
    day = week_start(now.date()) + dt.timedelta(days=14 + _INDEX[match["day"]])
    return Reading(date=day, basis=f"{weekday_name(day)} of the second week after that of {now.date()}")


def _weeks_from(match: re.Match[str], now: dt.datetime) -> Reading:
    groups = match.groupdict()
    weeks = _UNITS[groups.get("weeks") or "1"]
    start, named = _anchor(groups["from"], now.date())
    return Reading(
        date=start + dt.timedelta(weeks=weeks), basis=f"{weeks} week{'s' if weeks > 1 else ''} after {named}"
    )


def _anchor(word: str, today: dt.date) -> tuple[dt.date, str]:
    if word in ("today", "now"):
        return today, str(today)
    day = today + dt.timedelta(days=1) if word == "tomorrow" else coming(_INDEX[word], today)
    return day, f"{weekday_name(day)} {day}"


_FROM = f"(?P<from>{any_of((*WEEKDAYS, 'today', 'tomorrow', 'now'))})"

RULES: tuple[Rule, ...] = (
    rule(
        r"(?:later (?:on )?|still )?(?:today|to day|to date)"
        r"|(?:later )?this (?:morning|afternoon|evening)|tonight",
        _today,
    ),
    rule(r"(?:the )?same day", _today),
    rule(r"tomorrow", _tomorrow),
    rule(r"(?:the )?day after tomorrow", _overmorrow),
    rule(rf"(?:the )?(?:coming |upcoming )?{_DAY}", _bare),
    rule(rf"{_DAY} coming", _bare),
    *(_heard(index) for index in _HEARD),
    rule(rf"this (?:coming )?{_DAY}", _this),
    rule(rf"{_DAY} (?:of )?this week", _this),
    rule(rf"this week (?:on |by |before )?{_DAY}", _this),
    rule(rf"(?:next|the following) {_DAY}", _next),
    rule(rf"{_DAY} (?:of )?(?:next|the following) week", _next),
    rule(rf"(?:next|the following) week (?:on |by |before )?{_DAY}", _next),
    rule(rf"(?:the )?{_DAY} after next", _after_next),
    rule(rf"{_DAY} (?:of )?the week after next", _after_next),
    rule(rf"{_WEEKS} weeks? (?:from|after|on) {_FROM}", _weeks_from),
    rule(rf"(?:a )?week {_FROM}", _weeks_from),
    rule(rf"{_FROM} week", _weeks_from),
)
