"""What of a text may be passed over where a quote goes on: fillers, and what is said twice.

In: a text in units and a place. Out: how many units may be left out there.
A number is never passed over, nor are words that are fillers elsewhere and say something here.
"""

from __future__ import annotations

from collections.abc import Sequence

from text.spoken.units import Unit
from text.spoken.vocabulary import AMBIGUOUS, FILLERS, MEANT_AFTER, PHRASE_FILLERS

_LONGEST_REPEATED = 4


def is_filler(said: Sequence[Unit], at: int) -> bool:
    """True for a sound without meaning; "mm" after a number is millimetres."""
    unit = said[at]
    if unit.is_number or unit.key not in FILLERS:
        return False
    return not (unit.key == "mm" and at > 0 and said[at - 1].is_number)


def is_phrase_filler(said: Sequence[Unit], at: int) -> bool:
    """True for "you know" and "I mean" where they say nothing."""
    after = said[at + 1].key if at + 1 < len(said) else ""
    if (said[at].key, after) not in PHRASE_FILLERS:
        return False
    return at == 0 or said[at - 1].key not in MEANT_AFTER


def skips(text: Sequence[Unit], place: int) -> list[int]:
    """Return how many units may be passed over here, within a match.

    Of what is said twice the first time is passed over, so that the last one has to be there.
    """
    if text[place].is_number:
        return []
    if is_filler(text, place):
        return [1]
    found = [2] if is_phrase_filler(text, place) else []
    ahead = _words_ahead(text, place)
    for length in range(1, len(ahead) // 2 + 1):
        first, again = ahead[:length], ahead[length : 2 * length]
        if [text[at].key for at in first] == [text[at].key for at in again]:
            found.append(again[0] - place)
    if len(ahead) > 1 and _begins(text[place], text[ahead[1]]):
        found.append(ahead[1] - place)
    return found


def _words_ahead(text: Sequence[Unit], place: int) -> list[int]:
    """The places of the next words that are neither fillers nor numbers, up to the first number."""
    found: list[int] = []
    at = place
    while at < len(text) and not text[at].is_number and len(found) < 2 * _LONGEST_REPEATED:
        if is_phrase_filler(text, at):
            at += 1
        elif not is_filler(text, at):
            found.append(at)
        at += 1
    return found


def _begins(word: Unit, contraction: Unit) -> bool:
    """True for "we" before "we'll"."""
    pairs = AMBIGUOUS.get(contraction.key, ()) if contraction.apostrophe else ()
    return any(first == word.key for first, _ in pairs)


def _words_before(text: Sequence[Unit], place: int, start: int) -> list[str]:
    """The last few words before this place that are no fillers, the oldest first."""
    words: list[str] = []
    at = place - 1
    while at >= start and len(words) < _LONGEST_REPEATED:
        if not is_filler(text, at):
            words.append(text[at].key)
        at -= 1
    return words[::-1]
