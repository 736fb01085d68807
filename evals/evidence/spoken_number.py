"""Reads a run of English number words, by this folder's own grammar.

In: lower-case words. Out: the digits, or None where the words are not one number.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

_UNITS: Final = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15,
    "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS: Final = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90,
}  # fmt: skip


def number_of(words: Sequence[str]) -> str | None:
    """Return "25" for twenty five, "5123" for five one two three, None for "twenty thirty"."""
    if all(_UNITS.get(word, 10) < 10 for word in words):
        return "".join(str(_UNITS[word]) for word in words)
    value = _cardinal(words)
    return None if value is None else str(value)


def _cardinal(words: Sequence[str]) -> int | None:
    if "thousand" in words:
        at = words.index("thousand")
        head, tail = _hundreds(words[:at]), _hundreds(words[at + 1 :]) if words[at + 1 :] else 0
        return None if not head or tail is None or tail > 999 else head * 1000 + tail
    return _hundreds(words)


def _hundreds(words: Sequence[str]) -> int | None:
    if "hundred" in words:
        at = words.index("hundred")
        head, tail = _below_hundred(words[:at]), _below_hundred(words[at + 1 :]) if words[at + 1 :] else 0
        return None if not head or tail is None else head * 100 + tail
    return _below_hundred(words)


def _below_hundred(words: Sequence[str]) -> int | None:
    if len(words) == 1:
        return _UNITS.get(words[0], _TENS.get(words[0]))
    if len(words) == 2 and words[0] in _TENS and 0 < _UNITS.get(words[1], 0) < 10:
        return _TENS[words[0]] + _UNITS[words[1]]
    return None
