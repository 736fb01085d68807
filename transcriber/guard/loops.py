"""Loops: a recogniser that got stuck says the same words again and again."""

from __future__ import annotations

from typing import Final

from text.spoken.vocabulary import DIGITS, MULTIPLIERS, TEENS, TENS

#: How often in a row this many words must come to be a loop; people do say "no, no, no, no".
_TIMES: Final = {1: 8, 2: 6, 3: 5, 4: 4, 5: 4, 6: 4, 7: 4, 8: 4, 9: 3, 10: 3, 11: 3, 12: 3}
_NUMBERS: Final = frozenset({*DIGITS, *TEENS, *TENS, *MULTIPLIERS, "oh", "hundred", "double"})


def loops(words: tuple[str, ...]) -> tuple[tuple[int, int], ...]:
    """Return the places (first, end) of words that only repeat what stands before them.

    The first time stays: somebody may have said it once. Numbers may repeat themselves.
    """
    plain = [word.casefold().strip(".,!?;:-\"'") for word in words]
    found: list[tuple[int, int]] = []
    place = 0
    while place < len(plain):
        size, end = _loop_at(plain, place)
        if size:
            found.append((place + size, end))
        place = max(end, place + 1)
    return tuple(found)


def _loop_at(words: list[str], start: int) -> tuple[int, int]:
    """Return the length of the unit that loops from here on and where the loop ends; 0 when there is none."""
    for size, times in _TIMES.items():
        unit = words[start : start + size]
        end = start + size
        while words[end : end + size] == unit:
            end += size
        if (end - start) // size >= times and not all(_is_number(word) for word in unit):
            return size, end
    return 0, start


def _is_number(word: str) -> bool:
    return word in _NUMBERS or word.replace("-", "").replace(".", "").isdigit()
