"""Security codes whose question was not understood: a bare short number soon after a card's number was given.

In: classified turns and what is masked already. Out: further tokens to mask.
"""

from __future__ import annotations

from collections.abc import Sequence

from text.masking.card_clusters import weight
from text.masking.card_cues import stops
from text.masking.card_tokens import Token

_TURNS_AFTER = 6
_CARD_DIGITS = 8  # as many of them as a poor recogniser may have understood
_FEWEST, _MOST = 2, 8  # digits of a code, of a date, or of both


def codes(turns: Sequence[Sequence[Token]], masked: set[Token]) -> set[Token]:
    """Return the tokens of every turn that is nothing but a few digits, said soon after the card's own.

    Left alone is what answers a question for another number ("how many", "the order number").
    """
    found: set[Token] = set()
    given: dict[str, int] = {}
    heard: dict[str, int] = {}
    for number, turn in enumerate(turns):
        if not turn:
            continue
        speaker = turn[0].speaker
        hidden = sum(weight(token) for token in turn if token in masked)
        if hidden:
            heard[speaker] = heard.get(speaker, 0) + hidden
            given[speaker] = number
        elif (
            _soon(number, given.get(speaker))
            and heard[speaker] >= _CARD_DIGITS
            and _is_bare(turn)
            and not stops(turns[number - 1])
        ):
            found.update(token for token in turn if token.numberish)
    return found


def _soon(number: int, given: int | None) -> bool:
    return given is not None and number - given <= _TURNS_AFTER


def _is_bare(turn: Sequence[Token]) -> bool:
    digits = sum(weight(token) for token in turn)
    sure = any(token.sure for token in turn)
    return sure and _FEWEST <= digits <= _MOST and all(token.numberish or token.connects for token in turn)
