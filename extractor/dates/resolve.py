"""Says which day, and which time if any, a phrase means on the day of the call.

In: the phrase as it was said, the moment of the call, its zone.
Out: `Due`, or None: what cannot be known is not guessed.
"""

from __future__ import annotations

import datetime as dt
import re

from extractor.dates.atoms import Atom, DayAtom, find_atoms
from extractor.dates.clock import Clock, PartOfDay, reckon
from extractor.dates.periods import read_end_of_day
from extractor.dates.plain import plain
from extractor.dates.reading import Reading
from models.notes import Due

_CHOICE = re.compile(r"(?<![^ ])(?:or|to|and|through|until|till|latest|between|maybe)(?![^ ])")
_BEFORE = re.compile(r"(?<![^ ])before(?![^ ])")
_MORNING = re.compile(r"(?<![^ ])in the morning(?![^ ])")
_HALVES = (
    (re.compile(r"(?<![^ ])(?:tonight|this (?:afternoon|evening))(?![^ ])"), "pm"),
    (re.compile(r"this morning"), "am"),
)


def resolve(said: str, *, started_at: dt.datetime, zone: dt.tzinfo) -> Due | None:
    """Return the local day that the phrase means; None for no phrase, a past day, two days, or a vague one.

    `started_at` is aware. Times are "HH:MM" in `zone`. `basis` says in words how the day was reckoned.
    """
    now = started_at.astimezone(zone)
    text = plain(said).text
    atoms = find_atoms(text)
    time, how = _time(text, atoms)
    reading = _day(text, atoms, now, time)
    if reading is None or reading.date < now.date():
        return None
    limit = "before, at the latest on: " if _BEFORE.search(text) else ""
    basis = f"{limit}{reading.basis}{f'; {how}' if how and reading.time is None else ''}"
    return Due(said=said, date=reading.date, time=reading.time or time, basis=basis)


def _day(text: str, atoms: tuple[Atom, ...], now: dt.datetime, time: str | None) -> Reading | None:
    days = [atom for atom in atoms if isinstance(atom, DayAtom) and atom.reader is not None]
    days = [atom for atom in days if atom.reader is not read_end_of_day] or days
    if not days:
        return _day_of_time(text, now, time)
    readings = [_read(atom, now) for atom in days]
    known = [reading for reading in readings if reading is not None]
    if len(known) != len(readings):
        return None
    last = max(known, key=lambda reading: reading.date)
    agreed = all(reading.date == last.date for reading in known)
    return last if agreed or _CHOICE.search(text) else None


def _read(atom: DayAtom, now: dt.datetime) -> Reading | None:
    return atom.reader(atom.match, now) if atom.reader is not None else None


def _day_of_time(text: str, now: dt.datetime, time: str | None) -> Reading | None:
    """A time without a day is today's while it is still ahead; "in the morning" is tomorrow's."""
    if _MORNING.search(text):
        return Reading(date=now.date() + dt.timedelta(days=1), basis=f"the morning after {now.date()}")
    if time is None or time <= f"{now:%H:%M}":
        return None
    return Reading(date=now.date(), basis=f"{now.date()}, as {time} was still ahead at {now:%H:%M}")


def _time(text: str, atoms: tuple[Atom, ...]) -> tuple[str | None, str]:
    """Return the time of day and how it was reckoned; the last one of a window, None when there are two."""
    clocks = [atom for atom in atoms if isinstance(atom, Clock)]
    if not clocks:
        return None, ""
    half = next((atom.half for atom in atoms if isinstance(atom, PartOfDay)), None) or _half_of(text)
    times = [reckon(clock, half) for clock in clocks]
    last = max(times)
    if len({time for time, _ in times}) > 1 and not _CHOICE.search(text):
        return None, ""
    return last


def _half_of(text: str) -> str | None:
    return next((half for pattern, half in _HALVES if pattern.search(text)), None)
