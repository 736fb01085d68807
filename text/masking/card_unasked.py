"""Long numbers that nobody asked for by name: as long as a card's, but misheard, so that nothing adds up.

In: classified turns. Out: the tokens to mask.
A recogniser also loses the question ("can i have on brown your card"), so such a number is masked unless
the talk just before announces another kind of number.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby, pairwise

from text.masking.card_clusters import clusters
from text.masking.card_cues import stops
from text.masking.card_numbers import reading, runs
from text.masking.card_tokens import Token
from text.spoken.vocabulary import DIGITS, TENS

_MIN_DIGITS, _MAX_DIGITS = 13, 24
_PHONE_IN_ONE = range(9, 13)
_SHORTER, _PIECE = 7, 3
_GAP = 2
_MIN_DENSITY = 0.75
_MIN_SURE = 0.5
_TURNS_BACK = 4
_ABROAD = frozenset({"plus", "country", "prefix"})


def unasked(turns: Sequence[Sequence[Token]]) -> set[Token]:
    """Return the tokens of every stretch that reads like a card's number, with no other number announced.

    A stretch lies within a turn, with a few words between its digits, or goes over the turns of one speaker
    with nothing but backchannels between.
    """
    found: set[Token] = set()
    announced = [_announcement(turn) for turn in turns]
    for number, turn in enumerate(turns):
        near = clusters(turn, counts=lambda token: token.numberish, gap=lambda _: _GAP)
        for first, last in near:
            inside = turn[first : last + 1]
            if _is_dense(inside) and _reads_like_a_card(inside) and not _announced(announced, number, first):
                found.update(inside)
    for speaker in sorted({token.speaker for turn in turns for token in turn}):
        for run in runs(turns, {speaker}):
            if run and _reads_like_a_card(run) and not _announced(announced, run[0].turn, run[0].place):
                found.update(run)
    return found


def _is_dense(inside: Sequence[Token]) -> bool:
    return sum(token.numberish for token in inside) / len(inside) >= _MIN_DENSITY


def _reads_like_a_card(inside: Sequence[Token]) -> bool:
    digitlike = [token for token in inside if token.numberish]
    digits = reading(digitlike)
    half = len(digits) // 2
    return (
        len(digits) + _undecided(digitlike) >= _MIN_DIGITS
        and _MIN_DIGITS - 1 <= len(digits) <= _MAX_DIGITS
        and sum(token.sure for token in digitlike) / len(digitlike) >= _MIN_SURE
        and not digits.startswith("00")
        and digits[:half] != digits[half:]
        and not any(_is_a_phone(token) for token in digitlike)
        and not _is_said_again(digitlike, digits)
    )


def _is_a_phone(token: Token) -> bool:
    """Cards are written in one piece or in short ones; what lies between is a phone's number."""
    return sum(sign.isdigit() for sign in token.digits or "") in _PHONE_IN_ONE


def _is_said_again(run: Sequence[Token], digits: str) -> bool:
    """True where a shorter number is in it twice, or a turn's digits come once more in the turns after it."""
    windows = [digits[at : at + _SHORTER] for at in range(len(digits) - _SHORTER + 1)]
    if len(windows) != len(set(windows)):
        return True
    turns = [reading(list(group)) for _, group in groupby(run, key=lambda token: token.turn)]
    rest = "".join(turns)
    for piece in turns:
        rest = rest[len(piece) :]
        if len(piece) >= _PIECE and piece in rest:
            return True
    return False


def _undecided(digitlike: Sequence[Token]) -> int:
    """How many more digits there are when every "twenty one" is read as 20 and 1."""
    return sum(
        one.digits in TENS and two.digits in DIGITS and not one.pause for one, two in pairwise(digitlike)
    )


def _announcement(turn: Sequence[Token]) -> int | None:
    """The first token that announces another kind of number, or None."""
    abroad = next((token.place for token in turn if token.word in _ABROAD), None)
    return min((place for place in (*stops(turn)[:1], abroad) if place is not None), default=None)


def _announced(announced: Sequence[int | None], number: int, place: int) -> bool:
    """True when another kind of number was spoken of in this turn before that place, or shortly before it."""
    if any(before is not None for before in announced[max(0, number - _TURNS_BACK) : number]):
        return True
    here = announced[number]
    return here is not None and here < place
