"""Reads one spoken or written number: "twelve hundred", "1,200", "twenty first", "double four".

In: atoms and a place. Out: `Number` as its digits, or None.
Digits read one by one ("four two") are one number each; whoever compares them joins them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from text.spoken.atoms import Atom
from text.spoken.vocabulary import (
    DIGITS,
    MULTIPLIERS,
    REPEATS,
    SMALL_ORDINALS,
    TEENS,
    TENS,
    TENS_ORDINALS,
)

_SINGLES = {**DIGITS, "oh": 0, "o": 0}


@dataclass(frozen=True, slots=True)
class Number:
    """The digits of a number and how many atoms it took."""

    text: str
    length: int
    written: bool = False
    ordinal: bool = False


def read_number(pieces: Sequence[Atom], at: int) -> Number | None:
    """Return the number that begins at this place, or None when none does."""
    atom = pieces[at]
    if atom.digits:
        return _written(pieces, at)
    repeated = _repeated(pieces, at)
    if repeated is not None:
        return repeated
    if atom.word in {"oh", "o"}:
        return Number("0", 1) if _digit_beside(pieces, at) else None
    if atom.word in SMALL_ORDINALS:
        return Number(str(SMALL_ORDINALS[atom.word]), 1, ordinal=True)
    if atom.word in TENS_ORDINALS:
        return Number(str(TENS_ORDINALS[atom.word]), 1, ordinal=True)
    return _cardinal(pieces, at)


def _word(pieces: Sequence[Atom], at: int) -> str:
    return pieces[at].word if at < len(pieces) and not pieces[at].digits else ""


def _written(pieces: Sequence[Atom], at: int) -> Number:
    atom = pieces[at]
    if atom.ordinal:
        return Number(str(int(atom.word)), 1, written=True, ordinal=True)
    text, length = atom.word, 1
    while text.strip("0.") and (
        _word(pieces, at + length) in MULTIPLIERS or _word(pieces, at + length) == "hundred"
    ):
        text = _times(text, {**MULTIPLIERS, "hundred": 100}[_word(pieces, at + length)])
        length += 1
    return Number(text, length, written=True)


def _times(text: str, factor: int) -> str:
    whole, _, rest = text.partition(".")
    zeros = len(str(factor)) - 1
    shifted = whole + rest[:zeros].ljust(zeros, "0")
    tail = rest[zeros:].rstrip("0")
    return (shifted.lstrip("0") or "0") + (f".{tail}" if tail else "")


def _repeated(pieces: Sequence[Atom], at: int) -> Number | None:
    times = REPEATS.get(pieces[at].word)
    if times is None or at + 1 >= len(pieces):
        return None
    after = pieces[at + 1]
    if after.word in _SINGLES:
        return Number(str(_SINGLES[after.word]) * times, 2)
    if after.digits and len(after.word) == 1 and not after.ordinal:
        return Number(after.word * times, 2)
    return None


def _digit_beside(pieces: Sequence[Atom], at: int) -> bool:
    """True when "oh" stands among digits: after one, or before two."""
    before = at > 0 and _is_small(pieces[at - 1]) and not pieces[at - 1].ends_sentence
    after = at + 2 < len(pieces) and _is_small(pieces[at + 1]) and _is_small(pieces[at + 2])
    followed = at + 1 < len(pieces) and _is_small(pieces[at + 1])
    return (before and (followed or pieces[at - 1].word in DIGITS)) or after


def _is_small(atom: Atom) -> bool:
    return (
        atom.digits
        or atom.word in _SINGLES
        or atom.word in TEENS
        or atom.word in TENS
        or atom.word in REPEATS
    )


def _cardinal(pieces: Sequence[Atom], at: int) -> Number | None:
    group = _below_thousand(pieces, at)
    if group is None:
        return None
    value, length, ordinal = group
    if ordinal:
        return Number(str(value), length, ordinal=True)
    total, at_least = 0, 10**12 if value else 0
    while _word(pieces, at + length) in MULTIPLIERS and MULTIPLIERS[_word(pieces, at + length)] < at_least:
        at_least = MULTIPLIERS[_word(pieces, at + length)]
        total += value * at_least
        value, length = 0, length + 1
        gap = 1 if _word(pieces, at + length) == "and" else 0
        rest = _below_thousand(pieces, at + length + gap)
        if rest is None or rest[2]:
            break
        value, length = rest[0], length + gap + rest[1]
    return _with_decimals(pieces, at, str(total + value), length)


def _below_thousand(pieces: Sequence[Atom], at: int) -> tuple[int, int, bool] | None:
    """Value, atoms taken, and whether it ended as an ordinal, of "two hundred and five", "twelve hundred"."""
    if _word(pieces, at) == "a" and _word(pieces, at + 1) in {"hundred", *MULTIPLIERS}:
        head: tuple[int, int, bool] | None = (1, 1, False)
    elif _word(pieces, at) in {"hundred", "thousand", "million"}:
        head = (1, 0, False)
    else:
        head = _below_hundred(pieces, at)
    if head is None or head[2] or head[0] == 0 or _word(pieces, at + head[1]) != "hundred":
        return head
    value, length = head[0] * 100, head[1] + 1
    gap = 1 if _word(pieces, at + length) == "and" else 0
    rest = _below_hundred(pieces, at + length + gap)
    if rest is None:
        return value, length, False
    return value + rest[0], length + gap + rest[1], rest[2]


def _below_hundred(pieces: Sequence[Atom], at: int) -> tuple[int, int, bool] | None:
    word = _word(pieces, at)
    for table in (DIGITS, TEENS):
        if word in table:
            return table[word], 1, False
    if word not in TENS:
        return None
    after = _word(pieces, at + 1)
    if pieces[at].ends_clause:
        after = ""
    if after in DIGITS and after != "zero":
        return TENS[word] + DIGITS[after], 2, False
    if SMALL_ORDINALS.get(after, 10) < 10:
        return TENS[word] + SMALL_ORDINALS[after], 2, True
    return TENS[word], 1, False


def _with_decimals(pieces: Sequence[Atom], at: int, text: str, length: int) -> Number:
    if _word(pieces, at + length) != "point":
        return Number(text, length)
    decimals = ""
    place = at + length + 1
    while _word(pieces, place) in _SINGLES:
        decimals += str(_SINGLES[_word(pieces, place)])
        place += 1
    return Number(f"{text}.{decimals}", place - at) if decimals else Number(text, length)
