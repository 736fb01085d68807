"""Cuts a call into parts that fit a model's context, each one overlapping the one before.

In: masked turns, a budget of tokens. Out: `Part`s of lines, numbered by the turns' place from 1. Every turn
is in a part, a turn longer than a part in several.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

_OVERLAP_LINES: Final = 4
_OVERLAP_SHARE: Final = 0.2
_LINE_SHARE: Final = 0.5  # a line longer than this share of a part is cut
_CUT_OVERLAP_WORDS: Final = 30
_SHORT_TOKENS: Final = 200

Tokens = Callable[[str], int]


@dataclass(frozen=True, slots=True)
class Line:
    """A turn, or a stretch of a long one, as the model reads it; `number` is the turn's place, from 1."""

    number: int
    speaker: str
    text: str
    goes_on: bool = False

    def __str__(self) -> str:
        """Give the line as it stands in the question."""
        return f"[{self.number}] {self.speaker}{' (goes on)' if self.goes_on else ''}: {self.text}"


@dataclass(frozen=True, slots=True)
class Part:
    """Lines that are read together."""

    lines: tuple[Line, ...]

    def halves(self, tokens: Tokens) -> tuple[Part, ...]:
        """Return the part in two that overlap, a single long line cut in its middle; itself when short."""
        if len(self.lines) > 1:
            middle = len(self.lines) // 2
            return Part(self.lines[:middle]), Part(self.lines[max(1, middle - 1) if middle > 1 else middle :])
        (line,) = self.lines
        if tokens(line.text) < _SHORT_TOKENS:
            return (self,)
        pieces = _cut(line, max(1, tokens(line.text) * 2 // 3), tokens)
        return (self,) if len(pieces) < 2 else tuple(Part((piece,)) for piece in pieces)


def parts_of(lines: Sequence[Line], *, budget: int, tokens: Tokens) -> tuple[Part, ...]:
    """Return as few parts as hold all lines, with up to four lines of overlap; none for no lines."""
    pieces = [
        piece
        for line in lines
        for piece in (
            (line,)
            if tokens(str(line)) <= budget * _LINE_SHARE
            else _cut(
                line,
                max(1, int(budget * _LINE_SHARE) - tokens(f"[{line.number}] {line.speaker} (goes on): ")),
                tokens,
            )
        )
    ]
    costs = [tokens(str(piece)) + 1 for piece in pieces]
    found: list[Part] = []
    start = 0
    while start < len(pieces):
        end, room = start, budget
        while end < len(pieces) and (end == start or costs[end] <= room):
            room -= costs[end]
            end += 1
        found.append(Part(tuple(pieces[start:end])))
        if end == len(pieces):
            break
        start = _overlapping(costs, start, end, int(budget * _OVERLAP_SHARE))
    return tuple(found)


def _overlapping(costs: Sequence[int], start: int, end: int, room: int) -> int:
    """The start of the next part: a few lines back, as far as they are short; at least one line on."""
    back = end
    while back > start + 1 and end - back < _OVERLAP_LINES and costs[back - 1] <= room:
        back -= 1
        room -= costs[back]
    return back


def _cut(line: Line, budget: int, tokens: Tokens) -> tuple[Line, ...]:
    """Cut a line between words, each piece beginning with the last words of the one before."""
    words = [piece for word in line.text.split() for piece in _short_enough(word, budget, tokens)]
    pieces: list[Line] = []
    start = 0
    while start < len(words):
        end = _fitting(words, start, budget, tokens)
        pieces.append(
            Line(line.number, line.speaker, " ".join(words[start:end]), line.goes_on or bool(pieces))
        )
        if end == len(words):
            break
        start = max(start + 1, end - min(_CUT_OVERLAP_WORDS, (end - start) // 5))
    return tuple(pieces)


def _fitting(words: Sequence[str], start: int, budget: int, tokens: Tokens) -> int:
    """The place after the last word that fits, found by halving; one word always does."""
    low, high = start + 1, min(len(words), start + 1 + 4 * budget)
    while low < high:
        middle = (low + high + 1) // 2
        if tokens(" ".join(words[start:middle])) <= budget:
            low = middle
        else:
            high = middle - 1
    return low


def _short_enough(word: str, budget: int, tokens: Tokens) -> Sequence[str]:
    """A word longer than a whole piece is cut anywhere."""
    if tokens(word) <= budget:
        return (word,)
    size = max(1, len(word) * budget // max(1, tokens(word)) - 1)
    return [word[at : at + size] for at in range(0, len(word), size)]
