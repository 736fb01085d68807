"""Counted time from the moment of the call: "in two weeks", "within 48 hours", "three to five business days".

A span ("three to five days") is read as its longer end; a vague one ("a few days") is not read at all.
"""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange

from extractor.dates.reading import Reading, Rule, rule

_ONE = r"(?:a|an|1|one)"
_NUMBER = r"\d+(?:[-/]\d+)?(?: (?:to|or|and|through) \d+)?"
_COUNT = rf"(?P<count>{_NUMBER}|{_ONE} couple(?: of)?|couple(?: of)?|half {_ONE}|{_ONE})"
_WORKING = r"(?:business |working |work |week |calendar )?"
_UNIT = rf"(?P<unit>{_WORKING}days?|weeks?|fortnights?|months?|years?|hours?|minutes?)"
_ABOUT = r"(?: about| around| approximately| roughly| less than| under| at most| only| just)?"
_WITHIN = rf"(?:in|within|inside|over|during){_ABOUT}"
_WINDOW = r"(?:(?:the |your )?(?:next|coming|following) )?"
_FROM_NOW = r"(?:from (?:now|today)|from this call)"
_PER_UNIT = {"week": 7, "fortnight": 14, "day": 1}


def _counted(match: re.Match[str], now: dt.datetime) -> Reading | None:
    unit = match["unit"].rstrip("s")
    count = _amount(match["count"])
    if count is None:
        return None
    if unit in ("hour", "minute", "half hour"):
        return _clock_time(now, dt.timedelta(**{f"{unit}s": count}), _words(count, unit))
    if count != int(count):
        return None
    return Reading(
        date=_later(unit, int(count), now.date()), basis=f"{_words(count, unit)} after {now.date()}"
    )


def _amount(said: str) -> float | None:
    """Return the number that was said, the longer end of a span; half an hour is 0.5."""
    numbers = [int(number) for number in re.findall(r"\d+", said)]
    if said.startswith("half"):
        return 0.5
    if "couple" in said or said.endswith("or 2"):
        return 2
    return max(numbers) if numbers else 1


def _words(count: float, unit: str) -> str:
    return f"{count:g} {unit}{'' if count == 1 else 's'}"


def _clock_time(now: dt.datetime, length: dt.timedelta, words: str) -> Reading:
    then = (now.astimezone(dt.UTC) + length).astimezone(now.tzinfo)
    return Reading(date=then.date(), time=f"{then:%H:%M}", basis=f"{words} after {now:%Y-%m-%d %H:%M}")


def _later(unit: str, count: int, today: dt.date) -> dt.date:
    if unit in ("business day", "working day", "work day", "week day"):
        return _working_days(today, count)
    if unit in ("month", "year"):
        return _months_later(today, count * (12 if unit == "year" else 1))
    return today + dt.timedelta(days=count * _PER_UNIT[unit.rsplit(maxsplit=1)[-1]])


def _working_days(today: dt.date, count: int) -> dt.date:
    """Count Mondays to Fridays; public holidays are not known here."""
    day = today
    while count > 0:
        day += dt.timedelta(days=1)
        count -= day.weekday() < 5
    return day


def _months_later(today: dt.date, months: int) -> dt.date:
    years, index = divmod(today.month - 1 + months, 12)
    year, month = today.year + years, index + 1
    return dt.date(year, month, min(today.day, monthrange(year, month)[1]))


def _day_or_two(match: re.Match[str], now: dt.datetime) -> Reading:
    unit = match["unit"]
    return Reading(date=_later(unit, 2, now.date()), basis=f"2 {unit}s after {now.date()}")


def _ninety_minutes(match: re.Match[str], now: dt.datetime) -> Reading:
    del match
    return _clock_time(now, dt.timedelta(minutes=90), "an hour and a half")


def _vague(match: re.Match[str], now: dt.datetime) -> None:
    del match, now


RULES: tuple[Rule, ...] = (
    rule(rf"{_WITHIN} {_WINDOW}{_COUNT} {_UNIT}(?: time)?(?: {_FROM_NOW})?", _counted),
    rule(rf"(?:the )?next {_COUNT} {_UNIT}", _counted),
    rule(rf"{_COUNT} {_UNIT} {_FROM_NOW}", _counted),
    rule(rf"{_COUNT} {_UNIT}(?:'s|')? time", _counted),
    rule(rf"by {_COUNT} {_UNIT} {_FROM_NOW}", _counted),
    rule(rf"(?:in|within) {_WINDOW}{_ONE} (?P<unit>day|week|month) or (?:2|so)", _day_or_two),
    rule(r"(?:in|within) (?:the next )?(?:an|1) hour and a half", _ninety_minutes),
    rule(
        rf"{_WITHIN} {_WINDOW}(?:a few|a number of|several|some|few|many) {_UNIT.replace('?P<unit>', '?:')}",
        _vague,
    ),
    rule(rf"the next (?:few|several|couple) {_UNIT.replace('?P<unit>', '?:')}", _vague),
)
