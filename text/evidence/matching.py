"""Where in a text a quote stands, word for word: casing, punctuation, fillers and number forms aside.

In: two texts in units. Out: spans of units.
Every word must be there, in order and without a gap, so a changed number, name or negation cannot match.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from text.spoken.units import Unit
from text.spoken.vocabulary import AMBIGUOUS, FILLERS, LETTING, PHRASE_FILLERS

_MAX_JOINED = 24


@dataclass(frozen=True, slots=True)
class Span:
    """The first and last unit of a match."""

    first: int
    last: int


def spans(quote: Sequence[Unit], text: Sequence[Unit]) -> tuple[Span, ...]:
    """Return every place at which the whole quote stands in the text, in order.

    Of two that end alike the shorter counts: a word said twice before a quote is no part of it.
    """
    wanted = [unit for unit in quote if unit.key not in FILLERS or unit.is_number]
    if not wanted:
        return ()
    found: list[Span] = []
    for start in range(len(text)):
        if not text[start].opens or text[start].glued:
            continue
        last = _match_from(wanted, text, start)
        if last is not None:
            if found and found[-1].last == last:
                found.pop()
            found.append(Span(start, last))
    return tuple(found)


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
            open_places.extend((at, place + skip) for skip in _skips(text, place))
        open_places.extend((at + used, place + taken) for used, taken in _steps(quote, at, text, place))
    return None


def _may_end(text: Sequence[Unit], last: int) -> bool:
    """A match may not stop inside a token or inside a number that goes on."""
    goes_on = last + 1 < len(text) and text[last].is_number and text[last + 1].glued
    return text[last].closes and not goes_on


def _skips(text: Sequence[Unit], place: int) -> list[int]:
    """How many units of the text may be passed over here: fillers, and what is said twice."""
    unit = text[place]
    if unit.is_number:
        return []
    found = []
    if unit.key in FILLERS or unit.key == text[place - 1].key:
        found.append(1)
    after = text[place + 1].key if place + 1 < len(text) else ""
    if (unit.key, after) in PHRASE_FILLERS and text[place - 1].key not in LETTING:
        found.append(2)
    if place >= 2 and (unit.key, after) == (text[place - 2].key, text[place - 1].key):
        found.append(2)
    return found


def _steps(quote: Sequence[Unit], at: int, text: Sequence[Unit], place: int) -> list[tuple[int, int]]:
    """How many units of quote and text say the same here: usually one and one."""
    mine, theirs = quote[at], text[place]
    if mine.is_number and theirs.is_number:
        return _number_steps(quote, at, text, place)
    found = []
    if mine.key == theirs.key and mine.is_number == theirs.is_number:
        found.append((1, 1))
    if _says(mine, text, place):
        found.append((1, 2))
    if _says(theirs, quote, at):
        found.append((2, 1))
    return found


def _says(short: Unit, long: Sequence[Unit], at: int) -> bool:
    pair = AMBIGUOUS.get(short.key)
    return pair is not None and at + 1 < len(long) and (long[at].key, long[at + 1].key) == pair


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
    """The digits of one, two, three.. numbers in a row from here."""
    joined, found = "", []
    for unit in sequence[at : at + _MAX_JOINED]:
        if not unit.is_number or unit.ordinal or "." in unit.key:
            break
        joined += unit.key
        found.append(joined)
    return found


def _same_digits(left: Sequence[Unit], right: Sequence[Unit]) -> bool:
    """Digits cut differently are one number only when one side wrote it whole or read it digit by digit."""
    return any(
        (len(side) == 1 and side[0].written) or all(len(unit.key) == 1 for unit in side)
        for side in (left, right)
    )
