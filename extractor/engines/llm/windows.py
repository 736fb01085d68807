"""Cuts a long transcript into parts that a model reads well, each one overlapping the one before.

In: turns, a budget of characters. Out: `Window`s of turns, numbered by their place in the transcript, from 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from models.transcript import Turn

_OVERLAP_TURNS = 4
_LINE_CHARACTERS = 20  # number, speaker, line break


@dataclass(frozen=True, slots=True)
class Window:
    """Turns that are read together; `first` is the number of the first one."""

    first: int
    turns: tuple[Turn, ...]


def windows(turns: Sequence[Turn], *, budget_characters: int) -> tuple[Window, ...]:
    """Return as few windows as hold all turns, with up to four turns of overlap; none for no turns."""
    found: list[Window] = []
    start = 0
    while start < len(turns):
        end = _end(turns, start, budget_characters)
        found.append(Window(start + 1, tuple(turns[start:end])))
        if end == len(turns):
            break
        start = max(start + 1, end - _OVERLAP_TURNS)
    return tuple(found)


def _end(turns: Sequence[Turn], start: int, budget_characters: int) -> int:
    """The place after the last turn that fits; one turn always does."""
    room = budget_characters
    end = start
    while end < len(turns):
        room -= len(turns[end].text) + _LINE_CHARACTERS
        if room < 0 and end > start:
            break
        end += 1
    return end
