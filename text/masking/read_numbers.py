"""Long numbers that nobody announced, and what is said of a found one later: read back, in part, corrected.

In: a call as it was said, what was found in it and what stays readable. Out: further finds.
Source: ITU-T E.164 (a phone's number has fifteen digits at most).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby

from stdnum import luhn
from stdnum.de import idnr
from stdnum.fr import nir

from text.masking.card_numbers import reading, runs
from text.masking.card_tokens import Token
from text.masking.find import Find
from text.masking.number_cues import number_cues
from text.masking.said import Said

_FEWEST, _MOST_OF_A_PHONE, _MOST_OF_A_CARD = 7, 15, 19
_FEWEST_IN_ONE = 9  # digits written without a gap that are a phone's
_DATE = re.compile(
    r"(?:19|20)\d\d\D\d{1,2}\D\d{1,2}|\d{1,2}\D\d{1,2}\D(?:19|20)?\d\d|(?:(?:19|20)\d\d\D*){2}"
)
_SOON = 6  # turns after a number in which a few digits are still about it
_FEWEST_AGAIN = 4
_CORRECTS = frozenset({
    "no", "not", "sorry", "correction", "actually", "wait", "mean", "instead", "wrong", "rather", "nein",
    "nicht", "falsch", "sondern", "non", "pas", "pardon", "perdón", "sino", "ending", "ends",
})  # fmt: skip
_MOST_CORRECTED = 8
_LONGEST_CORRECTION = 14  # words of a turn


def unannounced(said: Said, known: set[Token], readable: frozenset[str]) -> list[Find]:
    """Return the numbers of a phone's length or more in which no token is known; `readable` ones are none."""
    found: list[Find] = []
    for run in _runs(said.tokens):
        if any(token in known for token in run):
            continue
        tokens = sure_part(run)
        digits = reading(tokens)
        if len(digits) < _FEWEST or digits in readable or _is_something_else(tokens, digits, said):
            continue
        half = digits[: len(digits) // 2]
        if len(half) >= _FEWEST and half * 2 == digits:
            digits = half  # said twice
        kind = _kind(digits)
        found.extend(said.find(kind, piece, digits) for piece in by_turn(tokens))
    return found


def _kind(digits: str) -> str:
    """What a long number is by its length and its check digits."""
    if len(digits) > _MOST_OF_A_PHONE:
        return "CARD" if len(digits) <= _MOST_OF_A_CARD and luhn.is_valid(digits) else "NUMBER"
    if idnr.is_valid(digits):
        return "STEUERID"
    return "INSEE" if len(digits) == _MOST_OF_A_PHONE and nir.is_valid(digits) else "PHONE"


def said_again(said: Said, finds: Sequence[Find], known: set[Token]) -> list[Find]:
    """Return digits that are said of a found number again: four and more anywhere, fewer soon after it."""
    numbers = [find for find in finds if sum(sign.isdigit() for sign in find.value) >= _FEWEST_AGAIN]
    by_start: dict[str, Find] = {}
    for find in numbers:
        for at in range(len(find.value) - _FEWEST_AGAIN + 1):
            by_start.setdefault(find.value[at : at + _FEWEST_AGAIN], find)
    last_in = {find.turn: find for find in sorted(numbers, key=lambda find: (find.turn, find.start))}
    found: list[Find] = []
    recent: Find | None = None
    for number, turn in enumerate(said.tokens):
        soon = recent is not None and number - recent.turn <= _SOON
        corrects = len(turn) <= _LONGEST_CORRECTION and any(token.word in _CORRECTS for token in turn)
        bare = all(token.numberish or token.connects for token in turn)
        for piece in _pieces(turn, known):
            digits = reading(piece)
            of = by_start.get(digits[:_FEWEST_AGAIN]) if len(digits) >= _FEWEST_AGAIN else None
            if of is not None and digits in of.value:
                found.append(said.find(of.kind, piece, of.value))
            elif (
                recent is not None
                and soon
                and (bare or corrects)
                and not number_cues(said, number)
                and len(digits) <= _MOST_CORRECTED
            ):
                found.append(said.find(recent.kind, piece, recent.value))
        recent = last_in.get(number, recent)
    return found


def sure_part(run: Sequence[Token]) -> list[Token]:
    """Return the run without words at its edges that are digits only by sound; "oh" is one."""
    tokens = list(run)
    while tokens and not _is_digit(tokens[0]):
        tokens.pop(0)
    while tokens and not _is_digit(tokens[-1]):
        tokens.pop()
    return tokens


def by_turn(tokens: Iterable[Token]) -> list[list[Token]]:
    """Return the tokens of each turn on their own."""
    return [list(group) for _, group in groupby(tokens, key=lambda token: token.turn)]


def _is_digit(token: Token) -> bool:
    return token.sure or token.guess == "zero"


def _runs(turns: Sequence[Sequence[Token]]) -> Iterable[list[Token]]:
    speakers = sorted({token.speaker for turn in turns for token in turn})
    for speaker in speakers:
        yield from runs([turn or () for turn in turns], {speaker})


def _is_something_else(tokens: Sequence[Token], digits: str, said: Said) -> bool:
    """A date, two years, one number in words ("two million"), or too few digits written as one."""
    text = " ".join(said.texts[piece[0].turn][_span(said, piece)] for piece in by_turn(tokens))
    if _DATE.fullmatch(text.strip(" .,;:!?")) or _DATE.fullmatch(" ".join(re.findall(r"\d+", digits))):
        return True
    return len(tokens) == 1 and len(digits) < _FEWEST_IN_ONE and text.strip(" .,;:!?").isdigit()


def _span(said: Said, piece: Sequence[Token]) -> slice:
    places = said.places[piece[0].turn]
    return slice(places[piece[0].place][0], places[piece[-1].place][1])


def _pieces(turn: Sequence[Token], known: set[Token]) -> list[list[Token]]:
    """Stretches of sure digits that are not known, with nothing but connectors between."""
    found: list[list[Token]] = [[]]
    for token in turn:
        if _is_digit(token) and not token.amount and token not in known:
            found[-1].append(token)
        elif found[-1] and not token.connects:
            found.append([])
    return [piece for piece in found if piece and any(token.sure for token in piece)]
