"""The time of day of a phrase, and the day of a time that was said alone.

In: a plain text, its atoms, the moment of the call. Out: `Time`, `Reading`.
"""

from __future__ import annotations

import datetime as dt
import re

from extractor.dates.atoms import Atom
from extractor.dates.clock import Clock, PartOfDay, Time, reckon
from extractor.dates.reading import DAY, Moment, Reading, one_day

#: The last day or time of a window is the due one; of an "or" each may be.
WINDOW = re.compile(r"(?<![^ ])(?:to|through|until|till|latest|between|maybe)(?![^ ])")
OR = re.compile(r"(?<![^ ])or(?! (?:so|earlier|sooner|before))(?![^ ])")
_MORNING = re.compile(r"(?<![^ ])in the morning(?![^ ])")
_HALVES = (
    (re.compile(r"(?<![^ ])(?:tonight|this (?:afternoon|evening))(?![^ ])"), "pm"),
    (re.compile(r"this morning"), "am"),
)


def exists(day: dt.date, at: str, call: Moment) -> bool:
    """True unless the clocks skip this time on this day."""
    local = dt.datetime.combine(day, dt.time.fromisoformat(at), tzinfo=call.now.tzinfo)
    return local.astimezone(dt.UTC).astimezone(call.now.tzinfo).replace(fold=0) == local


def day_of_time(text: str, call: Moment, time: Time | None) -> Reading | None:
    """Return today for a time without a day that is still ahead, tomorrow for "in the morning"."""
    if _MORNING.search(text) and (time is None or time.at <= f"{call.now:%H:%M}"):
        doubts = () if time is None else ("due_past",)
        return one_day(call.today + DAY, f"the morning after {call.today}", *doubts)
    if time is None or (time.at <= f"{call.now:%H:%M}" and time.at != "00:00"):
        return None
    return one_day(call.today, f"{call.today}, as {time.at} was still ahead at {call.now:%H:%M}")


def time_of(text: str, atoms: tuple[Atom, ...]) -> Time | None:
    """Return the time of day; the last one of a window, None when there are two."""
    clocks = [atom for atom in atoms if isinstance(atom, Clock)]
    if not clocks:
        return None
    half = next((atom.half for atom in atoms if isinstance(atom, PartOfDay)), None) or _half_of(text)
    times = [reckon(clock, half) for clock in clocks]
    if len({time.at for time in times}) > 1 and not (WINDOW.search(text) or OR.search(text)):
        return None
    first, last = min(times, key=lambda time: time.at), max(times, key=lambda time: time.at)
    if OR.search(text) and first.at != last.at and not WINDOW.search(text):
        return first.model_copy(update={"other": last.at})
    return last


def _half_of(text: str) -> str | None:
    return next((half for pattern, half in _HALVES if pattern.search(text)), None)
