"""Finds the phrases about future time in a text: days, times of day, and the words that tie them together.

In: a text, clean or as a recogniser heard it. Out: `DuePhrase` for each, with its place in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.dates.atoms import Atom, DayAtom, find_atoms
from extractor.dates.clock import Clock
from extractor.dates.plain import LANGUAGES, code_of, plain
from models.frozen import Frozen

_BOTH = (
    "at",
    "by",
    "on",
    "in",
    "before",
    "around",
    "about",
    "until",
    "till",
    "no",
    "later",
    "than",
    "of",
    "for",
)
_EARLY = ("sometime", "between", "either", "1st", "thing", "early", "late")
_TIES = frozenset({*_BOTH, *_EARLY, "the", "or", "to", "and", "through", "say", "maybe", "then"})
_LEADS = frozenset({*_BOTH, *_EARLY, "from", "not", "within", "latest", "starting"}) - {"in", "of"}
_TRAIL = re.compile(
    r" (?:at the (?:very )?latest|latest|sharp|1st thing|or (?:earlier|sooner|before))(?![^ ])"
)
#: Whose time it is; the resolver flags what is not the call's own.
_WHOSE_TIME = re.compile(
    r",? (?:your time|(?:us )?(?:eastern|central|mountain|pacific)(?: (?:standard |daylight )?time)?"
    r"|[ecmp][sd]?t|gmt|utc|cet|bst)(?![^ ,.?!])"
)
_ASKS = re.compile(r"(?<![^ ])(?:how|what) about$")  # proposes; the day is not "about"
_MOST_TIES = 4


class DuePhrase(Frozen):
    """A phrase about time: its place in the text, its words, and whether it names a day and a time of day."""

    start: int
    end: int
    text: str
    has_day: bool
    has_time: bool


def find_due_phrases(text: str, language: str = "en") -> tuple[DuePhrase, ...]:
    """Return the phrases about future time, in order; days that are past or recur are none."""
    code = code_of(language)
    if code not in LANGUAGES:
        return ()
    form = plain(text, code)
    phrases = []
    for group in _groups(form.text, find_atoms(form.text)):
        start, end = _widened(form.text, group[0].start, group[-1].end)
        left, right = form.source_span(start, end)
        phrases.append(
            DuePhrase(
                start=left,
                end=right,
                text=text[left:right],
                has_day=any(isinstance(atom, DayAtom) for atom in group),
                has_time=any(isinstance(atom, Clock) for atom in group),
            )
        )
    return tuple(phrases)


def _groups(text: str, atoms: tuple[Atom, ...]) -> Iterator[list[Atom]]:
    """Yield the atoms that belong to one phrase: only ties such as "at" or "or" stand between them."""
    group: list[Atom] = []
    for atom in atoms:
        past = isinstance(atom, DayAtom) and atom.reader is None
        if group and (past or not _tied(text[group[-1].end : atom.start])):
            yield group
            group = []
        if not past:
            group.append(atom)
    if group:
        yield group


def _tied(between: str) -> bool:
    words = between.split()
    return len(words) <= _MOST_TIES and _TIES.issuperset(words)


def _widened(text: str, start: int, end: int) -> tuple[int, int]:
    """Take in the words that lead to the phrase ("by", "no later than") and those that close it."""
    while start > 0:
        before = text.rfind(" ", 0, start - 1) + 1
        if text[before : start - 1] not in _LEADS or _ASKS.search(text[: start - 1]):
            break
        start = before
    for closing in (_TRAIL, _WHOSE_TIME):
        trail = closing.match(text, end)
        end = trail.end() if trail else end
    return start, end
