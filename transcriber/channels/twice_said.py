"""Finds a sentence that was recognised on both channels at once, and drops the fainter copy.

In: the words of either channel with their levels. Out: the words without copies, and how many went.
This is the second net: what crosstalk.py could not take away from the sound. Two people who say the same
few words at once ("thank you, bye") are both as loud as they always are, so that both stay.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from models.transcript import Word

_FEWEST: Final = 3
_APART_S: Final = 0.4
_FAINTER_DB: Final = 8.0
_LETTERS: Final = re.compile(r"[^\w']+")


class Channel(NamedTuple):
    """The words of a channel, ordered by time, and how loud it is while each of them is said (dB)."""

    words: tuple[Word, ...]
    levels_db: Sequence[float]


def without_copies(one: Channel, other: Channel) -> tuple[tuple[Word, ...], tuple[Word, ...], int]:
    """Return the words of both, ordered by time, without runs that the other says louder."""
    copies = [_copies(one, other), _copies(other, one)]
    kept = [
        tuple(word for place, word in enumerate(channel.words) if place not in gone)
        for channel, gone in zip((one, other), copies, strict=True)
    ]
    return kept[0], kept[1], len(copies[0]) + len(copies[1])


def _copies(mine: Channel, other: Channel) -> frozenset[int]:
    """Return the places of my words that repeat what the other channel says louder at the same time."""
    gone: set[int] = set()
    run: list[int] = []
    first = 0
    for place, (word, level_db) in enumerate(zip(mine.words, mine.levels_db, strict=True)):
        while first < len(other.words) and other.words[first].end_s < word.start_s - 2 * _APART_S:
            first += 1
        if _has_louder_twin(word, level_db, other, first):
            run.append(place)
        else:
            gone.update(run if len(run) >= _FEWEST else ())
            run = []
    gone.update(run if len(run) >= _FEWEST else ())
    return frozenset(gone)


def _has_louder_twin(word: Word, level_db: float, other: Channel, first: int) -> bool:
    text = _plain(word)
    for place in range(first, len(other.words)):
        twin = other.words[place]
        if twin.start_s > word.start_s + _APART_S:
            return False
        near = abs(twin.start_s - word.start_s) <= _APART_S
        if near and _plain(twin) == text and other.levels_db[place] >= level_db + _FAINTER_DB:
            return True
    return False


def _plain(word: Word) -> str:
    return _LETTERS.sub("", word.text.lower())
