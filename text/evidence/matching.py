"""Where in a text a quote stands, word for word: casing, punctuation, fillers and number forms aside.

In: two texts in units. Out: spans of units.
Every word must be there, in order and without a gap, so a changed number, name or negation cannot match.
Not here: which words of the text may be passed over (passing_over.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from text.evidence.passing_over import is_filler, skips
from text.spoken.units import Unit
from text.spoken.vocabulary import AMBIGUOUS, OTHER_WORDS

_MAX_JOINED = 24
_MIN_JOINED_DIGITS = 3
#: Words that may stand for another one or for a part of one, such as "we" for the begin of "we'll".
_IN_PAIRS = frozenset(AMBIGUOUS) | {word for pairs in AMBIGUOUS.values() for pair in pairs for word in pair}


@dataclass(frozen=True, slots=True)
class Span:
    """The first and last unit of a match."""

    first: int
    last: int


def spans(quote: Sequence[Unit], text: Sequence[Unit]) -> tuple[Span, ...]:
    """Return every place at which the whole quote stands in the text, in order.

    Of two that end alike the shorter counts: a word said twice before a quote is no part of it.
    """
    wanted = [unit for at, unit in enumerate(quote) if not is_filler(quote, at)]
    if not wanted:
        return ()
    found: list[Span] = []
    for start, first in enumerate(text):
        if not first.opens or first.glued or not _may_begin(wanted[0], first):
            continue
        last = _match_from(wanted, text, start)
        if last is not None:
            if found and found[-1].last == last:
                found.pop()
            found.append(Span(start, last))
    return tuple(found)


def must_hold(quote: Sequence[Unit]) -> frozenset[str]:
    """Return words that a text has to hold for this quote to stand in it; cheap to look up beforehand."""
    return frozenset(
        unit.key
        for at, unit in enumerate(quote)
        if not unit.is_number and unit.key not in _IN_PAIRS and not is_filler(quote, at)
    )


def _may_begin(mine: Unit, theirs: Unit) -> bool:
    """Rules out at once nearly every place where a match cannot begin."""
    if mine.is_number or theirs.is_number:
        return mine.is_number and theirs.is_number
    return mine.key == theirs.key or mine.key in _IN_PAIRS or theirs.key in _IN_PAIRS


def _match_from(quote: Sequence[Unit], text: Sequence[Unit], start: int) -> int | None:
    """Return the last unit of the match that begins exactly here; depth first, few branches."""
    open_places = [(0, start)]
    seen: set[tuple[int, int]] = set()
    while open_places:
        at, place = open_places.pop()
        if (at, place) in seen:
            continue
        seen.add((at, place))
        if at == len(quote):
            if _may_end(text, place - 1):
                return place - 1
            continue
        if place >= len(text):
            continue
        if place > start:
            open_places.extend((at, place + skip) for skip in skips(text, place))
        open_places.extend((at + used, place + taken) for used, taken in _steps(quote, at, text, place))
    return None


def _may_end(text: Sequence[Unit], last: int) -> bool:
    """A match may not stop inside a token or inside a number that goes on."""
    goes_on = last + 1 < len(text) and text[last].is_number and (text[last + 1].glued or text[last + 1].apart)
    return text[last].closes and not goes_on


def _steps(quote: Sequence[Unit], at: int, text: Sequence[Unit], place: int) -> list[tuple[int, int]]:
    """How many units of quote and text say the same here: usually one and one."""
    mine, theirs = quote[at], text[place]
    if mine.is_number and theirs.is_number:
        return _number_steps(quote, at, text, place)
    found = []
    if mine.key == theirs.key and mine.is_number == theirs.is_number and not _is_read_into(mine, theirs):
        found.append((1, 1))
    if mine.key in AMBIGUOUS and _says(mine, text, place):
        found.append((1, 2))
    if (
        theirs.key in AMBIGUOUS
        and _says(theirs, quote, at)
        and (theirs.apostrophe or theirs.key not in OTHER_WORDS)
    ):
        found.append((2, 1))
    return found


def _is_read_into(mine: Unit, theirs: Unit) -> bool:
    """True when only the quote makes two words of one: "we'll try it" of "well, try it"."""
    return mine.apostrophe and not theirs.apostrophe and mine.key in OTHER_WORDS


def _says(short: Unit, long: Sequence[Unit], at: int) -> bool:
    return at + 1 < len(long) and (long[at].key, long[at + 1].key) in AMBIGUOUS[short.key]


def _number_steps(quote: Sequence[Unit], at: int, text: Sequence[Unit], place: int) -> list[tuple[int, int]]:
    mine, theirs = quote[at], text[place]
    if mine.ordinal != theirs.ordinal and not (mine.near_month or theirs.near_month):
        return []
    if mine.key == theirs.key:
        return [(1, 1)]
    for used, left in enumerate(_prefixes(quote, at), start=1):
        for taken, right in enumerate(_prefixes(text, place), start=1):
            if left == right and _same_digits(quote[at : at + used], text[place : place + taken]):
                return [(used, taken)]
    return []


def _prefixes(sequence: Sequence[Unit], at: int) -> list[str]:
    """The digits of one, two, three.. numbers in a row from here, as far as they may be one number."""
    joined = ""
    found: list[str] = []
    for unit in sequence[at : at + _MAX_JOINED]:
        parted = bool(found) and (not unit.glued or unit.apart)
        if not unit.is_number or unit.ordinal or parted or "." in unit.key:
            break
        joined += unit.key
        found.append(joined)
    return found


def _same_digits(left: Sequence[Unit], right: Sequence[Unit]) -> bool:
    """Digits cut differently are one number when one side wrote it whole, or wrote what the other read out.

    Two of them are not: "one two days" are no twelve; nor is "fifty five two" what "five five two" says.
    """
    if sum(len(unit.key) for unit in left) < _MIN_JOINED_DIGITS:
        return False
    return any(
        (len(side) == 1 and side[0].written)
        or (
            all(unit.written or len(unit.key) == 1 for unit in side)
            and all(len(unit.key) == 1 for unit in other)
        )
        for side, other in ((left, right), (right, left))
    )
