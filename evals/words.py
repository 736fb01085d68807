"""Word error rate after Whisper's normaliser, by an alignment of our own that also says which word met which.

In: what was said and what was heard, as text. Out: pairs of places, `WordErrors`.
Source: Levenshtein distance by Hirschberg's halving (CACM 18(6), 1975), so that memory stays flat; the
English normaliser of openai/whisper as the package whisper-normalizer carries it (MIT).
Not here: speakers (speakers.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from whisper_normalizer.english import EnglishTextNormalizer

from models.frozen import Frozen

#: Places of a word that was said and of the one that was heard in its stead; None where there is none.
Pair = tuple[int | None, int | None]

_CELLS_AT_ONCE: Final = 1_000_000
_Numbers = NDArray[np.int64]


class WordErrors(Frozen):
    """Counts of one call or of several."""

    said: int = 0
    errors: int = 0

    def __add__(self, other: WordErrors) -> WordErrors:
        """Return the counts of both together."""
        return WordErrors(said=self.said + other.said, errors=self.errors + other.errors)

    @property
    def rate(self) -> float:
        """Errors per word that was said; where nothing was said, 1 for anything heard, as jiwer has it."""
        return self.errors / self.said if self.said else float(self.errors > 0)


def normal_words(text: str) -> tuple[str, ...]:
    """Return the words as they are compared: no case, no punctuation, no "um", one spelling, digits."""
    return tuple(_normaliser()(text).split())


def word_errors(said: Sequence[str], heard: Sequence[str]) -> WordErrors:
    """Return the fewest words to replace, leave out or put in."""
    pairs = align(said, heard)
    wrong = sum(one is None or two is None or said[one] != heard[two] for one, two in pairs)
    return WordErrors(said=len(said), errors=wrong)


def align(said: Sequence[str], heard: Sequence[str]) -> tuple[Pair, ...]:
    """Return an alignment with the fewest errors, in order; time grows with the product of the lengths."""
    numbers: dict[str, int] = {}
    one, two = (
        np.array([numbers.setdefault(word, len(numbers)) for word in words], dtype=np.int64)
        for words in (said, heard)
    )
    return tuple(_aligned(one, two, 0, 0))


@cache
def _normaliser() -> EnglishTextNormalizer:
    return EnglishTextNormalizer()


def _aligned(said: _Numbers, heard: _Numbers, at: int, heard_at: int) -> list[Pair]:
    if len(said) < 2 or len(said) * len(heard) <= _CELLS_AT_ONCE:
        return _traced(said, heard, at, heard_at)
    half = len(said) // 2
    through = _last_row(said[:half], heard) + _last_row(said[half:][::-1], heard[::-1])[::-1]
    cut = int(np.argmin(through))
    before = _aligned(said[:half], heard[:cut], at, heard_at)
    return before + _aligned(said[half:], heard[cut:], at + half, heard_at + cut)


def _last_row(said: _Numbers, heard: _Numbers) -> _Numbers:
    row = np.arange(len(heard) + 1)
    for number, word in enumerate(said, start=1):
        row = _next_row(row, number, word, heard)
    return row


def _next_row(row: _Numbers, number: int, word: int, heard: _Numbers) -> _Numbers:
    """Return the costs after one more word; the running minimum stands for words that were put in."""
    places = np.arange(len(heard) + 1)
    best = np.empty_like(row)
    best[0] = number
    best[1:] = np.minimum(row[:-1] + (heard != word), row[1:] + 1)
    following: _Numbers = np.minimum.accumulate(best - places) + places
    return following


def _traced(said: _Numbers, heard: _Numbers, at: int, heard_at: int) -> list[Pair]:
    rows = [np.arange(len(heard) + 1)]
    for number, word in enumerate(said, start=1):
        rows.append(_next_row(rows[-1], number, word, heard))
    pairs: list[Pair] = []
    one, two = len(said), len(heard)
    while one or two:
        cost = rows[one][two]
        if one and two and cost == rows[one - 1][two - 1] + (said[one - 1] != heard[two - 1]):
            one, two = one - 1, two - 1
            pairs.append((at + one, heard_at + two))
        elif one and cost == rows[one - 1][two] + 1:
            one -= 1
            pairs.append((at + one, None))
        else:
            two -= 1
            pairs.append((None, heard_at + two))
    return pairs[::-1]
