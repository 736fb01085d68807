"""Finds in a plain text what names a day, a time of day or a part of a day, each as one atom.

In: `Plain`. Out: atoms in order, without overlap: at one place the longest wins.
Not here: which atoms belong to one phrase (find.py), what day they mean (resolve.py).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from extractor.dates import calendar, counted, minutes, periods, places, weekdays
from extractor.dates.clock import Clock, PartOfDay, find_clocks, find_loose_clock, find_parts_of_day
from extractor.dates.reading import MONTHS, WEEKDAYS, Reader, Rule, any_of


class DayAtom(NamedTuple):
    """A match that names a day, and what reads it; no reader for what is past or recurs, and `why`."""

    start: int
    end: int
    match: re.Match[str]
    reader: Reader | None
    why: str | None = None


Atom = DayAtom | Clock | PartOfDay

_RULES: tuple[Rule, ...] = (
    *weekdays.RULES,
    *periods.RULES,
    *counted.RULES,
    *calendar.RULES,
    *minutes.RULES,
    *places.RULES,
)
_CALENDAR = any_of((*WEEKDAYS, "week", "weekend", "month", "year", "quarter", "night", "day"))
_DAY = any_of((_CALENDAR, "time"))
_MEETING_WORDS = "morning|afternoon|evening|day|week|weekend|night"
_NUMBER_AGO = r"(?:\S+ )?\S+ (?:days?|weeks?|months?|years?|hours?|minutes?) ago"
_MONTH_OR_YEAR = rf"(?:{any_of(MONTHS)}|(?:19|20)\d\d)"
_UNDUE: tuple[tuple[str | None, re.Pattern[str]], ...] = tuple(
    (why, re.compile(rf"(?<![^ ])(?:{pattern})(?![^ ])"))
    for why, pattern in (
        (
            "due_past",
            (
                rf"(?:last|past|previous) {_DAY}(?: (?:morning|night))?|yesterday(?: (?:{_MEETING_WORDS}))?"
                rf"|(?:the )?day before yesterday|{_NUMBER_AGO}|(?:as of )?last {_DAY}"
                rf"|(?:the )?{any_of(WEEKDAYS)} before last|(?:the )?last (?:few|couple of) {_DAY}s?"
                rf"|(?:end|middle|start|beginning) of last \w+|earlier (?:today|this \w+)"
                rf"|(?:back in|last|since|in early|in late) {_MONTH_OR_YEAR}|since (?:last )?{_DAY}"
            ),
        ),
        (
            "due_recurs",
            (
                rf"(?:every|each|any|most|the other|per)(?: (?:other|2nd|second|single))? {_CALENDAR}"
                rf"|{_CALENDAR} every week|(?:on )?{any_of(tuple(f'{day}s' for day in WEEKDAYS))}|weekdays"
                r"|(?:the )?\d+(?:st|nd|rd|th) of every month|(?:every|each) \d+ \w+"
                r"|(?:once|twice|\d+ times) (?:a|per|every) \w+|daily|weekly|monthly|fortnightly"
            ),
        ),
        (None, rf"(?:a|per) {_DAY}|(?:good|great|nice|lovely|wonderful|have a) (?:{_MEETING_WORDS})"),
    )
)
_AFTER_BARE = re.compile(
    r" (?:\||and|at|if|so|or|but|i|we|you|he|she|they|it|okay|ok|then|that|please|to|because|when|for|is|was"
    r"|works?|sounds?|suits?|seems?|fits?|should|may|would|will|i'll|we'll|i'd|you'll|right|alright|in|on|thanks|thank|yeah|yes|no|by|with|let's|great|good|fine"
    r"|this|next|today|tomorrow|tonight|after|before|does|do|can|could|latest|though|about|as|just|once|everything"
    rf"|um|uh|mister|sir|madam|local|eastern|central|pacific|{'|'.join(WEEKDAYS)})(?![^ ])"
)
_BEFORE_BARE_DAY = re.compile(
    r"(?:^|(?:by|before|on|until|till|for|from|around|than|come|about|at|is|be|say|us|know"
    r"|then|so|uh|um|no|or|and|likely|probably|either|maybe) )$"
)


def find_atoms(text: str) -> tuple[Atom, ...]:
    """Return the atoms of a plain text."""
    found: list[Atom] = [
        DayAtom(m.start(), m.end(), m, None, why) for why, pattern in _UNDUE for m in pattern.finditer(text)
    ]
    found += [
        DayAtom(m.start(), m.end(), m, reader) for pattern, reader in _RULES for m in pattern.finditer(text)
    ]
    found += _bare_days(text)
    found += [clock for clock in find_clocks(text) if not clock.bare or _stands_alone(text, clock.end)]
    found += find_parts_of_day(text)
    return _with_loose_clocks(text, _longest(found))


def _bare_days(text: str) -> list[DayAtom]:
    """Find "by the third", but not "on the third floor": a preposition precedes and no noun follows."""
    pattern, reader = calendar.BARE_DAY
    return [
        DayAtom(m.start(), m.end(), m, reader)
        for m in pattern.finditer(text)
        if _stands_alone(text, m.end()) and _BEFORE_BARE_DAY.search(text[: m.start()])
    ]


def _stands_alone(text: str, end: int) -> bool:
    return end == len(text) or _AFTER_BARE.match(text, end) is not None


def _longest(found: list[Atom]) -> list[Atom]:
    """Keep the longest of what overlaps; of equals the one found first."""
    kept: list[Atom] = []
    for atom in sorted(found, key=lambda atom: atom.start - atom.end):
        if all(atom.end <= other.start or other.end <= atom.start for other in kept):
            kept.append(atom)
    return sorted(kept, key=lambda atom: atom.start)


def _with_loose_clocks(text: str, atoms: list[Atom]) -> tuple[Atom, ...]:
    """Add the hours that follow a day with nothing between: "Tuesday ten thirty"."""
    every: list[Atom] = []
    for place, atom in enumerate(atoms):
        following = atoms[place + 1] if place + 1 < len(atoms) else None
        every.append(atom)
        if isinstance(atom, Clock) and text.startswith(" or ", atom.end):
            other = find_loose_clock(text, atom.end + len(" or "))
            if other is not None and _stands_alone(text, other.end):
                every.append(other)
        if isinstance(atom, Clock) or (isinstance(atom, DayAtom) and atom.reader is None):
            continue
        clock = find_loose_clock(text, atom.end + 1)
        free = clock is not None and (following is None or clock.end <= following.start)
        if clock is not None and free and _stands_alone(text, clock.end):
            every.append(clock)
    return tuple(every)
