"""Times of day: "ten thirty", "half past ten", "quarter to three", "3 p m", "noon", "between two and four".

An hour without "a m" or "p m" is read by the part of the day that was named, else from 8:00 on in the morning
and below that in the afternoon; the latter may be the other half as well ("at four"), which is kept.
"""

from __future__ import annotations

import re

from extractor.dates.reading import WEEKDAYS
from models.frozen import Frozen

_HOUR = r"(?P<hour>1\d|2[0-3]|0?\d)"
_MINUTE = r"(?P<minute>[0-5]\d)"
_HALF_DAY = r"(?: ?(?P<half>am|pm|a m|p m))"
_PREPOSITION = r"(?:at|by|before|around|about|until|till|from|after|no later than)"
_AT = rf"{_PREPOSITION} (?:(?:about|around|say|roughly|exactly) )?"
_SHARP = r"(?: oclock| sharp| on the dot| hours)?"
_PARTED = (
    r"(?P<part>half|quarter|a quarter|5|10|15|20|25)(?: minutes?)? (?P<side>past|after|to|before|till|of) "
)
_PARTS = r"(?= (?:in the|this) (?:morning|afternoon|evening))"
_DAYS = rf"(?:{'|'.join(WEEKDAYS)}|today|tonight|tomorrow)"

_BARE = (rf"{_AT}{_HOUR}[ .]{_MINUTE}", rf"{_AT}{_HOUR}{_SHARP}")
_PATTERNS = tuple(
    re.compile(rf"(?<![^ ])(?:{pattern})(?![^ ])")
    for pattern in (
        *_BARE,
        rf"(?:{_AT})?{_HOUR}(?:[: .]{_MINUTE})?{_SHARP}{_HALF_DAY}",
        rf"(?:{_AT})?{_HOUR}:{_MINUTE}",
        rf"(?:{_AT})?{_HOUR}(?: {_MINUTE})? oclock{_HALF_DAY}?",
        rf"(?:{_AT})?half past {_HOUR}{_HALF_DAY}?",
        rf"{_AT}half {_HOUR}",
        rf"half {_HOUR}(?= {_DAYS})",
        rf"(?:{_AT})?{_HOUR}[.]?(?: ?{_MINUTE})?{_PARTS}",
        rf"(?:{_AT})?(?P<hour>[01]\d|2[0-3]){_MINUTE}(?= (?:hours|{_DAYS}))",
        rf"(?:{_AT})?{_PARTED}{_HOUR}{_HALF_DAY}?",
        rf"{_HOUR}[ .]{_MINUTE}(?= (?:on |this |next )?{_DAYS})",
        rf"(?:{_AT})?(?P<named>noon|midday|12 noon|midnight|lunch ?time)",
        rf"between \d\d?(?:[: ]\d\d)?(?: ?(?:am|pm|a m|p m))? and {_HOUR}(?:[: ]{_MINUTE})?{_HALF_DAY}?",
    )
)
_LOOSE = re.compile(rf"(?<![^ ]){_HOUR}(?: {_MINUTE})?(?![^ ])")
_PART_OF_DAY = re.compile(r"(?<![^ ])(?:(?:in the )?(morning|afternoon|evening)|(?:at )?night)(?![^ ])")
_NOON = 12
_EARLIEST_BUSINESS_HOUR = 8


class Clock(Frozen):
    """A time as it was said; `half` is "am" or "pm" where one was said, `fixed` where none is needed."""

    start: int
    end: int
    hour: int
    minute: int
    half: str | None = None
    fixed: bool = False
    midnight: bool = False
    loose: bool = False  # "lunchtime": about that time
    bare: bool = False  # only "at ten": its preposition belongs to it, a noun after it would make it no time


class Time(Frozen):
    """A time of day, "HH:MM", the other half's where that may be meant, and how it was reckoned if it was."""

    at: str
    other: str | None = None
    how: str = ""


class PartOfDay(Frozen):
    """A named part of a day and which half of the day it is in."""

    start: int
    end: int
    half: str


def find_clocks(text: str) -> tuple[Clock, ...]:
    """Return the times in a plain text, every way of reading one place included, longest first."""
    found = [
        clock
        for place, pattern in enumerate(_PATTERNS)
        for match in pattern.finditer(text)
        if (clock := _clock(match, bare=place < len(_BARE))) is not None
    ]
    return tuple(sorted(found, key=lambda clock: (clock.start, -clock.end)))


def find_loose_clock(text: str, at: int) -> Clock | None:
    """Return the hour that begins exactly at this place, as in "Tuesday ten thirty"."""
    match = _LOOSE.match(text, at)
    return _clock(match, bare=True) if match else None


def find_parts_of_day(text: str) -> tuple[PartOfDay, ...]:
    """Return the mornings, afternoons, evenings and nights in a plain text."""
    return tuple(
        PartOfDay(start=match.start(), end=match.end(), half="am" if match[1] == "morning" else "pm")
        for match in _PART_OF_DAY.finditer(text)
    )


def _clock(match: re.Match[str], *, bare: bool) -> Clock | None:
    groups = match.groupdict()
    start, end = match.span()
    named = groups.get("named")
    if named:
        midnight = named == "midnight"
        hour = 0 if midnight else _NOON
        loose = named.startswith("lunch")
        return Clock(start=start, end=end, hour=hour, minute=0, fixed=True, midnight=midnight, loose=loose)
    hour, minute = int(groups["hour"]), int(groups.get("minute") or 0)
    if groups.get("part") or "half " in match.group():
        hour, minute = _parted(groups.get("part") or "half", groups.get("side") or "past", hour)
    half = (groups.get("half") or "").replace(" ", "") or None
    fixed = hour > _NOON or (groups["hour"].startswith("0") and not groups.get("part"))
    if half and not 1 <= hour <= _NOON:
        return None
    return Clock(start=start, end=end, hour=hour, minute=minute, half=half, fixed=fixed, bare=bare)


def _parted(part: str, side: str, hour: int) -> tuple[int, int]:
    minutes = {"half": 30, "quarter": 15, "a quarter": 15}.get(part) or int(part)
    if side in ("past", "after"):
        return hour, minutes
    return (hour - 1) or _NOON, 60 - minutes


def reckon(clock: Clock, half: str | None) -> Time:
    """Return "HH:MM"; `half` is of the part of day said with it."""
    if clock.fixed or clock.hour == 0:
        return Time(at=f"{clock.hour:02}:{clock.minute:02}")
    known = clock.half or half
    if known:
        hour = clock.hour % _NOON + (_NOON if known == "pm" else 0)
        return Time(at=f"{hour:02}:{clock.minute:02}")
    said = f"{clock.hour}:{clock.minute:02}"
    if _EARLIEST_BUSINESS_HOUR <= clock.hour <= _NOON:
        return Time(at=f"{clock.hour:02}:{clock.minute:02}", how=f"{said} read in business hours")
    return Time(
        at=f"{clock.hour + _NOON}:{clock.minute:02}",
        other=f"{clock.hour:02}:{clock.minute:02}",
        how=f"{said} read in business hours",
    )
