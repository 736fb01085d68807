"""Says which day, and which time if any, a phrase means on the day of the call.

In: the phrase as it was said, the moment of the call, its zone, the language, when the house works.
Out: `Due`, or None: what cannot be known is not guessed. `resolution` says why as well.
"""

from __future__ import annotations

import datetime as dt
import re
from itertools import pairwise

from extractor.dates.atoms import Atom, DayAtom, find_atoms
from extractor.dates.clock import Clock, Time
from extractor.dates.edges import counted_from_event, opens, read_edged
from extractor.dates.periods import read_close, read_end_of_day
from extractor.dates.plain import LANGUAGES, code_of, plain
from extractor.dates.reading import DAY, Moment, Reading
from extractor.dates.times import OR, WINDOW, day_of_time, exists, time_of
from models.frozen import Frozen
from models.notes import Due
from models.working_time import WorkingTime

_ZONES = re.compile(
    r"(?<![^ ])(?:(?:your|their|my|our|local|his|her) (?:local )?time|your end|where you are|chez vous"
    r"|(?:eastern|pacific|central|mountain)(?: (?:standard |daylight )?time)?"
    r"|est|edt|cst|cdt|mst|mdt|pst|pdt|gmt|bst|cet|cest|utc)(?![^ ])"
)

#: Days with more words between them belong to different things that were said.
_CLOSE = 5
#: "10:75": what looks like a time and is none is not passed over in silence.
_NO_TIME = re.compile(r"(?<![^ ])(?:\d+:[6-9]\d|(?:2[4-9]|[3-9]\d):\d\d)(?![^ ])")
_NEXT_DAY = re.compile(r"(?<![^ ])or the day after(?![^ ])(?! tomorrow)")


class Resolution(Frozen):
    """The due date, if there is one, and the codes of what is doubtful or keeps it from being one."""

    due: Due | None = None
    doubts: tuple[str, ...] = ()


def resolve(
    said: str,
    *,
    started_at: dt.datetime,
    zone: dt.tzinfo,
    language: str = "en",
    work: WorkingTime | None = None,
) -> Due | None:
    """Return the local day that the phrase means; None for no phrase, a past day, or a vague one.

    `started_at` is aware. Times are "HH:MM" in `zone`. `basis` says in words how the day was reckoned;
    `doubts` what a person should look at.
    """
    return resolution(said, started_at=started_at, zone=zone, language=language, work=work).due


def resolution(
    said: str,
    *,
    started_at: dt.datetime,
    zone: dt.tzinfo,
    language: str = "en",
    work: WorkingTime | None = None,
) -> Resolution:
    """Return what `resolve` does, and why there is no date where there is none."""
    code = code_of(language)
    if code not in LANGUAGES:
        return Resolution()
    day_first = None if code == "en" else True
    call = Moment(now=started_at.astimezone(zone), work=work or WorkingTime(), day_first=day_first)
    text = plain(said, code).text
    atoms = find_atoms(text)
    undue = [atom.why for atom in atoms if isinstance(atom, DayAtom) and atom.reader is None and atom.why]
    if undue:
        return Resolution(doubts=tuple(dict.fromkeys(undue)))
    if any(opens(text, atom) for atom in atoms if isinstance(atom, DayAtom)):
        return Resolution(doubts=("due_earliest",))
    time = time_of(text, atoms)
    reading = _day(text, atoms, call, time)
    if reading is None:
        return Resolution()
    if reading.date < call.today:
        return Resolution(doubts=("due_past",))
    return _resolved(said, text, reading, time, atoms, call)


def _resolved(
    said: str, text: str, reading: Reading, time: Time | None, atoms: tuple[Atom, ...], call: Moment
) -> Resolution:
    doubts = list(reading.doubts)
    at = reading.time or (time.at if time else None)
    other = time.other if time and reading.time is None else None
    if any(isinstance(atom, Clock) and atom.midnight for atom in atoms):
        at, other = None, None
        doubts.append("due_vague")
    clocks = [atom for atom in atoms if isinstance(atom, Clock)]
    if _NO_TIME.search(text) or (clocks and all(one.loose for one in clocks)):
        doubts.append("due_vague")
    if counted_from_event(text, atoms):
        doubts.append("due_from_event")
    if other:
        doubts.append("due_two_times")
    if _ZONES.search(text):
        doubts.append("due_their_zone")
    if at is not None and reading.date == call.today and at < f"{call.now:%H:%M}" and not _elapses(reading):
        doubts.append("due_past")
    if at is not None and not exists(reading.date, at, call):
        doubts.append("due_no_such_time")
    how = f"; {time.how}" if time and time.how and reading.time is None else ""
    due = Due(
        said=said, date=reading.date, time=at, basis=f"{reading.basis}{how}", alternatives=reading.others,
        other_times=(other,) if other else (), doubts=tuple(dict.fromkeys(doubts)),
    )  # fmt: skip
    return Resolution(due=due, doubts=due.doubts)


def _elapses(reading: Reading) -> bool:
    """True where the time was counted from the call: in the hour that comes twice it may be less."""
    return reading.time is not None and reading.first is None


def _day(text: str, atoms: tuple[Atom, ...], call: Moment, time: Time | None) -> Reading | None:
    days = [atom for atom in atoms if isinstance(atom, DayAtom) and atom.reader is not None]
    closing = [atom for atom in days if atom.reader in (read_end_of_day, read_close)]
    days = [atom for atom in days if atom not in closing] or days
    if not days:
        return day_of_time(text, call, time)
    readings = [read_edged(text, atom, call, time) for atom in days]
    known = [reading for reading in readings if reading is not None]
    if len(known) != len(readings):
        return None
    apart = any(text[one.end : two.start].count(" ") > _CLOSE for one, two in pairwise(days))
    if apart and len({one.date for one in known}) > 1:
        return None
    meant = _one_of(text, known)
    return meant if meant is None or days == closing or not closing else _closed(meant, days, closing, call)


def _closed(meant: Reading, days: list[DayAtom], closing: list[DayAtom], call: Moment) -> Reading:
    """Put the end of the day, or of business, to the day that was named."""
    if meant.date == call.today:
        meant = meant.model_copy(update={"doubts": (*meant.doubts, *_doubts_of(closing, call))})
    if not any(atom.reader is read_close for atom in closing):
        return meant
    odd = not call.work.works_on(meant.date) and not any("day" in atom.match.groupdict() for atom in days)
    doubts = (*meant.doubts, "due_vague") if odd else meant.doubts
    return meant.model_copy(update={"time": call.work.closes_at, "doubts": doubts})


def _doubts_of(atoms: list[DayAtom], call: Moment) -> tuple[str, ...]:
    readings = (atom.reader(atom.match, call) for atom in atoms if atom.reader)
    return tuple(code for reading in readings if reading for code in reading.doubts)


def _one_of(text: str, known: list[Reading]) -> Reading | None:
    """Return the one day that several words name; the last of a window, and each of "Monday or Tuesday"."""
    if _NEXT_DAY.search(text):
        known = [*known, *(one.model_copy(update={"date": one.date + DAY}) for one in known)]
    if WINDOW.search(text) and len(known) == 2 and known[1].date < known[0].date <= known[1].date + DAY * 7:
        known = [known[0], known[1].model_copy(update={"date": known[1].date + DAY * 7})]
    first, last = min(known, key=lambda one: one.date), max(known, key=lambda one: one.date)
    if all(one.date == last.date for one in known):
        doubts = dict.fromkeys(code for one in known for code in one.doubts)
        timed = next((one for one in known if one.time), last)
        return timed.model_copy(update={"doubts": tuple(doubts)})
    if OR.search(text) and "latest" not in text:
        others = tuple(sorted({one.date for one in known} - {first.date}))
        return first.model_copy(update={"others": others, "doubts": (*first.doubts, "due_two_days")})
    return last if WINDOW.search(text) or "latest" in text else None
