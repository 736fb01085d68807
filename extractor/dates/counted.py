"""Counted time from the moment of the call: "in two weeks", "within 48 hours", "three to five business days".

A span ("three to five days") is read as its longer end; a vague one ("a few days") is not read at all.
"""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange

from extractor.dates.reading import Moment, Reading, Rule, either, one_day, rule

_ONE = r"(?:a|an|1|one)"
_NUMBER = r"\d+(?:[-/]\d+)?(?: (?:to|or|and|through) \d+)?"
_COUNT = rf"(?P<count>{_NUMBER}|{_ONE} couple(?: of)?|couple(?: of)?|half {_ONE}|{_ONE} half|{_ONE})"
_KIND = r"(?:business |working |work |week |calendar )?"
_UNIT = rf"(?P<unit>{_KIND}days?|weeks?|fortnights?|months?|years?|hours?|hrs?|minutes?|mins?)"
_ABOUT = r"(?: about| around| approximately| roughly| less than| under| at most| only| just)?"
_WITHIN = rf"(?:in|within|inside(?: of)?|over|during){_ABOUT}"
_WINDOW = r"(?:(?:the |your )?(?:next|coming|following) )?"
_FROM_NOW = r"(?:from (?:now|today)|from this call)"
_PER_UNIT = {"week": 7, "fortnight": 14, "day": 1}


def _counted(match: re.Match[str], call: Moment) -> Reading | None:
    unit = _LONG.get(match["unit"].rstrip("s"), match["unit"].rstrip("s"))
    count = _amount(match["count"])
    if unit in ("hour", "minute"):
        return _clock_time(call, dt.timedelta(**{f"{unit}s": count}), _words(count, unit))
    if count != int(count):
        return None
    doubts = ("due_vague",) if "couple" in match["count"] else ()
    day = _later(unit, int(count), call)
    return one_day(day, f"{_words(count, unit)} after {call.today}", *doubts)


_LONG = {"hr": "hour", "min": "minute"}


def _amount(said: str) -> float:
    """Return the number that was said, the longer end of a span; half an hour is 0.5."""
    numbers = [int(number) for number in re.findall(r"\d+", said)]
    if said.startswith("half") or said.endswith("half"):
        return 0.5
    if "couple" in said or said.endswith("or 2"):
        return 2
    return max(numbers) if numbers else 1


def _words(count: float, unit: str) -> str:
    return f"{count:g} {unit}{'' if count == 1 else 's'}"


def _clock_time(call: Moment, length: dt.timedelta, words: str) -> Reading:
    then = (call.now.astimezone(dt.UTC) + length).astimezone(call.now.tzinfo)
    return Reading(date=then.date(), time=f"{then:%H:%M}", basis=f"{words} after {call.now:%Y-%m-%d %H:%M}")


def _later(unit: str, count: int, call: Moment) -> dt.date:
    if unit in ("business day", "working day", "work day", "week day"):
        return call.work.later(call.today, count)
    if unit in ("month", "year"):
        return months_later(call.today, count * (12 if unit == "year" else 1))
    return call.today + dt.timedelta(days=count * _PER_UNIT[unit.rsplit(maxsplit=1)[-1]])


def months_later(today: dt.date, months: int) -> dt.date:
    """Return the same day so many months on, the last one of a month that is shorter."""
    years, index = divmod(today.month - 1 + months, 12)
    year, month = today.year + years, index + 1
    return dt.date(year, month, min(today.day, monthrange(year, month)[1]))


def _day_or_two(match: re.Match[str], call: Moment) -> Reading:
    unit = match["unit"]
    return one_day(_later(unit, 2, call), f"2 {unit}s after {call.today}")


def _and_a_half(match: re.Match[str], call: Moment) -> Reading | None:
    """An hour and a half is ninety minutes, a year and a half eighteen months; other halves are loose."""
    count = int(match["number"]) if match["number"].isdigit() else 1
    if "hour" in match.group():
        return _clock_time(call, dt.timedelta(minutes=60 * count + 30), f"{count} hours and a half")
    if "year" in match.group():
        months = 12 * count + 6
        return one_day(months_later(call.today, months), f"{months} months after {call.today}")
    return None


def _one_hour(match: re.Match[str], call: Moment) -> Reading:
    del match
    return _clock_time(call, dt.timedelta(hours=1), "1 hour")


def _quarter_hour(match: re.Match[str], call: Moment) -> Reading:
    del match
    return _clock_time(call, dt.timedelta(minutes=15), "a quarter of an hour")


def _next_working_day(match: re.Match[str], call: Moment) -> Reading:
    del match
    return one_day(call.work.later(call.today, 1), f"the business day after {call.today}")


def _idiom(match: re.Match[str], call: Moment) -> Reading:
    """Eight days, as a German says for a week, and fifteen, as a Frenchman for two: both counts are kept."""
    count = int(match["number"])
    days = {call.today + dt.timedelta(days=count - less) for less in (0, 1)}
    return either(days, f"{count - 1} or {count} days after {call.today}")


def _vague(match: re.Match[str], call: Moment) -> None:
    del match, call


RULES: tuple[Rule, ...] = (
    rule(r"in (?P<number>8|15) days loosely", _idiom),
    rule(rf"{_WITHIN} {_WINDOW}{_COUNT} {_UNIT}(?: time)?(?: {_FROM_NOW})?", _counted),
    rule(rf"(?:the )?next {_COUNT} {_UNIT}", _counted),
    rule(rf"{_COUNT} {_UNIT} {_FROM_NOW}", _counted),
    rule(rf"{_COUNT} {_UNIT}(?:'s|')? time", _counted),
    rule(rf"by {_COUNT} {_UNIT} {_FROM_NOW}", _counted),
    rule(rf"(?P<count>{_NUMBER}) (?P<unit>(?:business|working|work) days?)", _counted),
    rule(rf"(?:in|within) {_WINDOW}{_ONE} (?P<unit>day|week|month) or (?:2|so)", _day_or_two),
    rule(
        r"(?:in|within) (?:the next )?(?P<number>an?|\d+) (?:hour|year|week|day|month)s? and a half",
        _and_a_half,
    ),
    rule(r"(?:in|within) (?P<number>\d+) and a half (?:hour|year|week|day|month)s?", _and_a_half),
    rule(r"(?:in |within )?(?:a )?quarter of an hour", _quarter_hour),
    rule(r"within the (?:next )?hour(?: from now)?", _one_hour),
    rule(r"(?:on |by )?(?:the )?(?:next|following) (?:business|working|work) day", _next_working_day),
    rule(
        rf"{_WITHIN} {_WINDOW}(?:a few|a number of|several|some|few|many) {_UNIT.replace('?P<unit>', '?:')}",
        _vague,
    ),
    rule(rf"the next (?:few|several|couple) {_UNIT.replace('?P<unit>', '?:')}", _vague),
)
