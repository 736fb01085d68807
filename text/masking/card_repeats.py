"""Finds masked digits that are said once more elsewhere: "so that is the card ending in four two four two".

In: classified turns and what is masked already. Out: further tokens to mask.
"""

from __future__ import annotations

from collections.abc import Sequence

from text.masking.card_numbers import reading
from text.masking.card_tokens import Token

_MIN_REPEATED = 4
_MIN_KNOWN = 13


def repeats(turns: Sequence[Sequence[Token]], masked: set[Token]) -> set[Token]:
    """Return the tokens of every run of four and more digits that is part of a masked card number."""
    known = [digits for digits in _known(turns, masked) if len(digits) >= _MIN_REPEATED]
    found: set[Token] = set()
    for turn in turns:
        for run in _open_runs(turn, masked):
            digits = reading(run)
            if len(digits) >= _MIN_REPEATED and any(digits in number for number in known):
                found.update(run)
    return found


def _known(turns: Sequence[Sequence[Token]], masked: set[Token]) -> list[str]:
    """The masked digits of each speaker, in order, where they are enough to be a card's number."""
    speakers = {token.speaker for token in masked}
    readings = [
        reading(
            [
                token
                for turn in turns
                for token in turn
                if token in masked and token.numberish and token.speaker == one
            ]
        )
        for one in sorted(speakers)
    ]
    return [digits for digits in readings if len(digits) >= _MIN_KNOWN]


def _open_runs(turn: Sequence[Token], masked: set[Token]) -> list[list[Token]]:
    runs: list[list[Token]] = [[]]
    for token in turn:
        if token.sure and token not in masked:
            runs[-1].append(token)
        elif runs[-1] and not token.connects:
            runs.append([])
    return [run for run in runs if run]
