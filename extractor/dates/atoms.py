"""Finds in a plain text what names a day, a time of day or a part of a day, each as one atom.

In: `Plain`. Out: atoms in order, without overlap: at one place the longest wins.
Not here: which atoms belong to one phrase (find.py), what day they mean (resolve.py).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from extractor.dates import calendar, counted, periods, weekdays
from extractor.dates.clock import Clock, PartOfDay, find_clocks, find_loose_clock, find_parts_of_day
from extractor.dates.reading import WEEKDAYS, Reader, Rule, any_of


class DayAtom(NamedTuple):
    """A match that names a day, and what reads it; no reader for a day that is past or recurs."""

    start: int
    end: int
    match: re.Match[str]
    reader: Reader | None


Atom = DayAtom | Clock | PartOfDay

_RULES: tuple[Rule, ...] = (*weekdays.RULES, *periods.RULES, *counted.RULES, *calendar.RULES)
_DAY = any_of((*WEEKDAYS, "week", "weekend", "month", "year", "quarter", "night", "day", "time"))
_MEETING_WORDS = "morning|afternoon|evening|day|week|weekend|night"
_NOT_DUE = re.compile(
    rf"(?<![^ ])(?:(?:last|past|previous|every|each|since|any|most|the other|a|per) {_DAY}"
    r"(?: (?:morning|night))?"
    rf"|yesterday(?: (?:{_MEETING_WORDS}))?|\S+ (?:days?|weeks?|months?|years?|hours?|minutes?) ago"
    rf"|(?:end|middle|start|beginning) of last \w+|earlier (?:today|this \w+)"
    rf"|(?:good|great|nice|lovely|wonderful|have a) (?:{_MEETING_WORDS}))(?![^ ])"
)
_AFTER_BARE = re.compile(
    r" (?:\||and|at|if|so|or|but|i|we|you|he|she|they|it|okay|ok|then|that|please|to|because|when|for|is|was"
    r"|works?|sounds?|suits?|seems?|fits?|should|may|would|will|i'll|we'll|i'd|you'll|right|alright|in|on|thanks|thank|yeah|yes|no|by|with|let's|great|good|fine"
    r"|this|next|today|tomorrow|tonight|after|before|does|do|can|could|latest|though|about|as|just|once|everything"
    rf"|um|uh|mister|sir|madam|local|eastern|central|pacific|{'|'.join(WEEKDAYS)})(?![^ ])"
)
_BEFORE_BARE_DAY = re.compile(r"(?:^|(?:by|before|on|until|till|for|from|around|than|come|about|at|is|be) )$")


def find_atoms(text: str) -> tuple[Atom, ...]:
    """Return the atoms of a plain text."""
    found: list[Atom] = [DayAtom(m.start(), m.end(), m, None) for m in _NOT_DUE.finditer(text)]
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
        if isinstance(atom, Clock) or (isinstance(atom, DayAtom) and atom.reader is None):
            continue
        clock = find_loose_clock(text, atom.end + 1)
        free = clock is not None and (following is None or clock.end <= following.start)
        if clock is not None and free and _stands_alone(text, clock.end):
            every.append(clock)
    return tuple(every)
