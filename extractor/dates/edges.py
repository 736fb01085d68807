"""What the words before a day make of it: "before" it, "by" it, "three days before" it, "after" it.

In: a plain text and the day in it. Out: its `Reading`, or that it only begins there.
"""

from __future__ import annotations

import datetime as dt
import re

from extractor.dates.atoms import Atom, DayAtom
from extractor.dates.clock import Time
from extractor.dates.counted import months_later
from extractor.dates.reading import DAY, Moment, Reading

_BEFORE = re.compile(r"(?<![^ ])(?:before|ahead of|prior to) (?:the )?$")
_BY = re.compile(r"(?<![^ ])(?:by|until|till) (?:the )?$")
_TO = re.compile(r"(?:to|through|until|till)(?![^ ])")
_OPEN_START = re.compile(
    r"(?<![^ ])(?:after|since|from|starting(?: on| from)?|beginning|as of|not (?:before|until|till)"
    r"|no (?:earlier|sooner) than|not (?:earlier|sooner) than|earliest)(?: the)? $"
)
_OPEN_END = re.compile(r"^ (?:at the (?:very )?earliest|onwards?|on(?=$| \|)|or later)(?![^ ])")
#: "three days before the end of the month", "a month from Friday".
_COUNTED_FROM = re.compile(
    r"(?<![^ ])(?P<count>\d+|an?|the) (?P<unit>(?:business |working )?day|week|month)s? "
    r"(?P<side>before|prior to|after|from|following) (?:the )?$"
)
#: "five working days after delivery", "within ten days of receipt", "half an hour before noon".
_FROM_EVENT = re.compile(r"^ (?:after|of|from|following|upon|before|prior to)(?![^ ])")
_MINUTES_BEFORE = re.compile(r"(?:hours?|minutes?) (?:(?:before|after|from) (?:the )?)?$")


def opens(text: str, atom: DayAtom) -> bool:
    """True for "after Monday" and "Monday at the earliest": from then on, with no end."""
    if _TO.match(text, atom.end + 1) or _COUNTED_FROM.search(text[: atom.start]):
        return False
    return bool(_OPEN_START.search(text[: atom.start]) or _OPEN_END.match(text[atom.end :]))


def counted_from_event(text: str, atoms: tuple[Atom, ...]) -> bool:
    """True where it is counted from something else than the call."""
    days = (atom for atom in atoms if isinstance(atom, DayAtom))
    after = any(
        {"unit", "count"} <= atom.match.groupdict().keys() and _FROM_EVENT.match(text[atom.end :])
        for atom in days
    )
    return after or any(_MINUTES_BEFORE.search(text[: atom.start]) for atom in atoms)


def read_edged(text: str, atom: DayAtom, call: Moment, time: Time | None) -> Reading | None:
    """Read the day; "before" it is the day before, and "by" a whole period its first or its last day."""
    reading = atom.reader(atom.match, call) if atom.reader is not None else None
    led = text[: atom.start]
    counted = _COUNTED_FROM.search(led)
    if reading is not None and counted:
        return _counted_from(counted, reading, call)
    if reading is None or reading.first is None or time is not None:
        return reading
    lead = re.match(r"(?:before|by|until|till) ", atom.match.group())
    led += lead.group() if lead else ""
    if _BEFORE.search(led) and not text.startswith((" is out", " is over"), atom.end):
        return _before(atom, reading, reading.first)
    return _by(atom, reading, reading.first, call) if _BY.search(led) else reading


def _before(atom: DayAtom, reading: Reading, first: dt.date) -> Reading:
    earlier = reading.date - first + DAY
    loose = ("due_vague",) if reading.date != first and "week" in atom.match.group() else ()
    return Reading(
        date=reading.date - earlier,
        others=tuple(day - earlier for day in reading.others),
        basis=f"the day before {first}: {reading.basis}",
        doubts=(*reading.doubts, *loose),
    )


def _by(atom: DayAtom, reading: Reading, first: dt.date, call: Moment) -> Reading:
    if first <= call.today < reading.date and "quarter" in atom.match.groupdict():
        return reading.model_copy(update={"doubts": (*reading.doubts, "due_vague")})
    if call.today < first < reading.date:
        doubts = (*reading.doubts, "due_two_days")
        return reading.model_copy(update={"date": first, "others": (reading.date,), "doubts": doubts})
    return reading


def _counted_from(counted: re.Match[str], reading: Reading, call: Moment) -> Reading | None:
    """Read "three days before" or "a month from" the day that was named."""
    count = int(counted["count"]) if counted["count"].isdigit() else 1
    sign = -1 if counted["side"] in ("before", "prior to") else 1
    basis = f"{counted.group().strip()} {reading.date}: {reading.basis}"
    if reading.others or reading.time or reading.first not in (None, reading.date):
        return None
    if "ing day" in counted["unit"] or "business" in counted["unit"]:
        day = call.work.later(reading.date, count) if sign > 0 else call.work.earlier(reading.date, count)
    elif counted["unit"] == "month":
        day = months_later(reading.date, sign * count)
    else:
        day = reading.date + DAY * sign * count * (7 if counted["unit"] == "week" else 1)
    return reading.model_copy(update={"date": day, "first": None, "basis": basis})
