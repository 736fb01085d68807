"""Card numbers that give themselves away: 13 to 19 digits with a valid check digit, however said or split.

In: classified tokens. Out: the tokens to mask. Source: ISO/IEC 7812-1 (Luhn's check digit; lengths).
Not here: numbers after a cue, which are masked whether or not they add up (card_answers.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from stdnum import luhn

from text.masking.card_cues import stops
from text.masking.card_tokens import Token
from text.spoken.units import units

_MIN_DIGITS, _MAX_DIGITS = 13, 19
_MAX_CONNECTORS = 6
_MERGED = 4  # digits by which more words can shorten a reading: "one thousand" and "two hundred"
_BRANDS = re.compile(
    r"4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|2[2-7]\d{14}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}"
    r"|(?:6011|65\d\d|64[4-9]\d)\d{12}(?:\d{3})?|35\d{14}|62\d{14,17}|(?:5[06-9]|6\d)\d{11,17}"
)


@dataclass(frozen=True, slots=True)
class _Piece:
    """One number as read, and the tokens it was read from."""

    digits: str
    first: int
    last: int
    starts: bool


def self_evident(turns: Sequence[Sequence[Token]]) -> set[Token]:
    """Return every token that is part of a number with a card's length and check digit.

    Each speaker is read alone (so that the other one's "okay" does not part a number, nor does a longer
    remark, where a card issuer's number results), and all speakers together (so that a turn given to the
    wrong speaker does not part it either).
    """
    found: set[Token] = set()
    speakers = {token.speaker for turn in turns for token in turn}
    for stream in ({speaker} for speaker in sorted(speakers)):
        for run in runs(turns, stream):
            found |= _cards(run)
        for run in runs(turns, stream, through_remarks=True):
            found |= _interrupted(run)
    for run in runs(turns, speakers):
        if not _confirms_another(turns, run):
            found |= _cards(run)
    return found


def _confirms_another(turns: Sequence[Sequence[Token]], run: Sequence[Token]) -> bool:
    """True where one speaker gives another kind of number, as was asked, and the other one repeats it."""
    if not run or run[0].speaker == run[-1].speaker:
        return False
    first = run[0].turn
    digits = reading(run)
    half = len(digits) // 2
    return digits[:half] == digits[half:] and any(
        stops(turn) for turn in turns[max(0, first - 2) : first + 1]
    )


def reading(tokens: Sequence[Token]) -> str:
    """Return the digits that these tokens read as, one after the other."""
    return "".join(piece.digits for piece in _pieces(tokens))


def runs(
    turns: Sequence[Sequence[Token]], speakers: set[str], *, through_remarks: bool = False
) -> Iterable[list[Token]]:
    """Yield stretches of digits with nothing but connectors between, over the turns of these speakers.

    With `through_remarks`, whatever the others say in between does not end a stretch, unless they turn to
    another kind of number.
    """
    run: list[Token] = []
    idle = 0
    for turn in turns:
        if not turn:
            continue
        if turn[0].speaker not in speakers:
            if _parts(turn, through_remarks=through_remarks):
                yield run
                run, idle = [], 0
            continue
        for token in turn:
            if token.numberish:
                run.append(token)
                idle = 0
            elif token.connects and idle < _MAX_CONNECTORS:
                idle += 1
            else:
                yield run
                run, idle = [], 0
    yield run


def _parts(turn: Sequence[Token], *, through_remarks: bool) -> bool:
    if through_remarks:
        return bool(stops(turn))
    return not all(token.connects or token.numberish for token in turn)


def _interrupted(run: Sequence[Token]) -> set[Token]:
    """A card issuer's number that begins where a turn's digits begin and ends where a turn's digits end."""
    turns = [list(group) for _, group in groupby(run, key=lambda token: token.turn)]
    for first in range(len(turns)):
        for last in range(first + 1, len(turns)):
            inside = [token for turn in turns[first : last + 1] for token in turn]
            digits = reading(inside)
            if len(digits) > _MAX_DIGITS + _MERGED:
                break  # it only grows: a recogniser that repeats one digit for minutes ends here
            if _BRANDS.fullmatch(digits) and luhn.is_valid(digits):
                return set(inside)
    return set()


def _cards(run: Sequence[Token]) -> set[Token]:
    """The whole run, when a card number is in it: what is read along with it is its expiry or its code."""
    pieces = _pieces(run)
    everything = "".join(piece.digits for piece in pieces)
    half = len(everything) // 2
    twice = everything[:half] == everything[half:]
    for first in range(len(pieces)):
        digits = ""
        for last in range(first, len(pieces)):
            digits += pieces[last].digits
            if len(digits) > _MAX_DIGITS:
                break
            begin = run[pieces[first].first]
            if len(digits) < _MIN_DIGITS or (begin.digits or "").startswith("+"):
                continue
            if _is_card(digits, pieces, first, last, twice=twice):
                return set(run[pieces[first].first :])
    return set()


def _is_card(digits: str, pieces: Sequence[_Piece], first: int, last: int, *, twice: bool) -> bool:
    if not luhn.is_valid(digits) or len(set(digits)) == 1:
        return False
    whole = first == 0 and last == len(pieces) - 1
    if whole:
        return not digits.startswith("00")
    return not twice and _BRANDS.fullmatch(digits) is not None and (first == 0 or pieces[first].starts)


def _pieces(run: Sequence[Token]) -> list[_Piece]:
    """Read a run as numbers; a misheard digit counts as the digit it sounds like."""
    text, places = "", []
    for at, token in enumerate(run):
        said = token.digits or token.guess or ""
        said = re.sub(r"[^\w\s]", "", said)
        said += ", " if token.pause else " "
        text += said
        places.extend([at] * len(said))
    found = []
    for unit in units(text):
        if not unit.is_number or unit.ordinal:
            continue
        first, last = places[unit.start], places[unit.end - 1]
        starts = (
            first == 0
            or run[first].turn != run[first - 1].turn
            or run[first].place != run[first - 1].place + 1
        )
        found.append(_Piece(unit.key.replace(".", ""), first, last, starts))
    return found
