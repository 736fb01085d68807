"""Numbers that talk announces: whatever digits follow "your social security number?", in pieces or at once.

In: a call as it was said. Out: finds, and the tokens of numbers that stay readable ("order number").
An answer is heard in the cue's turn and in the turns after it, by whomever, until it is whole, another cue
comes, or talk goes on without digits. Each stretch of talk listens for one cue alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from text.masking.card_numbers import reading
from text.masking.card_tokens import Token
from text.masking.find import Find
from text.masking.number_cues import READABLE, NumberCue, Spelled, number_cues
from text.masking.said import Said
from text.spoken.vocabulary import MONTHS, SMALL_ORDINALS, TENS_ORDINALS

_PATIENCE, _PATIENCE_AFTERWARDS = 5, 2  # turns without digits, before and after the first ones
_GAP = 3  # words between digits
_MIN_DENSITY = 0.5
_WHOLE_DATE, _DIGITS_OF_A_DATE = 3, 6
_AGAIN = 4  # digits of a piece that are not by chance those of another
_FAR = 12  # words between a cue and its answer in one turn
_ABROAD_MONTHS = (
    "januar", "februar", "märz", "mai", "juni", "juli", "oktober", "dezember", "enero", "febrero", "marzo",
    "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre", "janvier",
    "février", "mars", "avril", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
_ABROAD_DAYS = (
    "ersten", "zweiten", "dritten", "vierten", "fünften", "sechsten", "siebten", "achten", "neunten",
    "zehnten", "elften", "zwölften", "premier", "primero", "mil", "mille", "cent", "novecientos",
)  # fmt: skip
_DATE_WORDS = frozenset({*MONTHS, *_ABROAD_MONTHS, *_ABROAD_DAYS, *SMALL_ORDINALS, *TENS_ORDINALS})
_DATE_FORMS = re.compile(r"\w+(?:zehnten|zigsten|ßigsten)|(?:neunzehnhundert|zweitausend)\w*")
_NATO = frozenset({
    "alpha", "alfa", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel", "india", "juliet",
    "juliett", "kilo", "lima", "mike", "november", "oscar", "papa", "quebec", "romeo", "sierra", "tango",
    "uniform", "victor", "whiskey", "whisky", "xray", "yankee", "zulu",
})  # fmt: skip


@dataclass
class _Ear:
    """Listens for one cue's answer: the tokens of its pieces, a list for each turn."""

    cue: NumberCue
    pieces: list[list[Token]] = field(default_factory=list)
    heard: int = 0
    quiet: int = 0

    @property
    def over(self) -> bool:
        if self.heard >= self.cue.asked.whole:
            return True
        return self.quiet >= (_PATIENCE_AFTERWARDS if self.pieces else _PATIENCE)


def asked_numbers(said: Said) -> tuple[list[Find], set[Token]]:
    """Return the finds of announced numbers, and the tokens of those that were announced as readable."""
    finds: list[Find] = []
    readable: set[Token] = set()
    ear: _Ear | None = None
    for number, turn in enumerate(said.tokens):
        start = 0
        for cue in number_cues(said, number):
            if cue.begin < start or (cue.vague and ear is not None):
                continue
            if ear is not None:
                _listen(ear, turn[start : cue.begin])
            _close(ear, said, finds, readable)
            ear, start = _Ear(cue), cue.after
        if ear is not None:
            _listen(ear, turn[start:])
            if ear.over:
                _close(ear, said, finds, readable)
                ear = None
    _close(ear, said, finds, readable)
    return finds, readable


def _listen(ear: _Ear, segment: Sequence[Token]) -> None:
    if not segment:
        return
    spelled = ear.cue.asked.spelled
    before = ear.heard
    for first, last in _stretches(ear, segment):
        inside = _from_a_sign(segment[first : last + 1], spelled)
        if ear.heard >= ear.cue.asked.whole or not _is_piece(ear, segment, first, inside):
            break
        ear.pieces.append(inside)
        ear.heard += length(inside, spelled)
    if ear.heard > before:
        ear.quiet = 0
    elif not all(token.connects for token in segment):
        ear.quiet += 1


def _stretches(ear: _Ear, segment: Sequence[Token]) -> list[tuple[int, int]]:
    """First and last places of what may be the answer: few words between, and none once it may be over."""
    asked = ear.cue.asked
    found: list[tuple[int, int]] = []
    heard, between = ear.heard, 0
    for at, token in enumerate(segment):
        if not counts(token, asked.spelled):
            between += not token.connects
            continue
        if found and between <= (_GAP if heard < asked.enough else 0):
            found[-1] = (found[-1][0], at)
        else:
            found.append((at, at))
        heard += length([token], asked.spelled)
        between = 0
    return found


def _from_a_sign(inside: Sequence[Token], spelled: Spelled) -> list[Token]:
    """Without the words at the edges that are digits only by sound ("for", "to")."""
    tokens = list(inside)
    while tokens and not is_sign(tokens[0], spelled) and not _is_first_letter(tokens, spelled):
        tokens.pop(0)
    while tokens and not is_sign(tokens[-1], spelled):
        tokens.pop()
    return tokens


def _is_first_letter(tokens: Sequence[Token], spelled: Spelled) -> bool:
    """True for "a" and "i" before another letter: there they are letters too."""
    return spelled == "code" and len(tokens[0].word) == 1 and len(tokens) > 1 and len(tokens[1].word) == 1


def _is_piece(ear: _Ear, segment: Sequence[Token], first: int, inside: Sequence[Token]) -> bool:
    spelled = ear.cue.asked.spelled
    if not inside or first > _FAR:
        return False
    dense = sum(counts(token, spelled) for token in inside) / len(inside) >= _MIN_DENSITY
    heard = length(inside, spelled)
    bare = all(counts(token, spelled) or token.connects for token in segment)
    if ear.heard >= ear.cue.asked.enough and not bare:
        return False
    return dense and (bare or heard >= min(3, ear.cue.asked.fewest) or ear.heard > 0)


def _close(ear: _Ear | None, said: Said, finds: list[Find], readable: set[Token]) -> None:
    if ear is None or ear.heard < ear.cue.asked.fewest:
        return
    if ear.cue.asked.kind == READABLE:
        readable.update(token for piece in ear.pieces for token in piece)
        return
    value = _value(ear.pieces, ear.cue.asked.spelled)
    finds.extend(said.find(ear.cue.asked.kind, piece, value) for piece in ear.pieces)


def _value(pieces: Sequence[Sequence[Token]], spelled: Spelled) -> str:
    """What the pieces spell together; the other speaker's, and what is said again, is no part of it."""
    value = ""
    for piece in pieces:
        spelt = signs(piece, spelled)
        if piece[0].speaker == pieces[0][0].speaker and not (len(spelt) >= _AGAIN and spelt in value):
            value += spelt
    return value


def counts(token: Token, spelled: Spelled) -> bool:
    """True for a token that may be part of an answer spelled so."""
    if token.numberish or is_sign(token, spelled):
        return True
    return (spelled == "date" and token.digits is not None) or (spelled == "code" and len(token.word) == 1)


def is_sign(token: Token, spelled: Spelled) -> bool:
    """True for a token that no ordinary word of talk is: a digit, a letter of a code, a word of a date."""
    if token.sure or token.guess == "zero":
        return True
    word = token.word
    if spelled == "code":
        return (len(word) == 1 and word not in {"a", "i"}) or word in _NATO or _is_code(word)
    if spelled == "date":
        return (
            word in _DATE_WORDS
            or _DATE_FORMS.fullmatch(word) is not None
            or any(sign.isdigit() for sign in word)
        )
    return False


def _is_code(word: str) -> bool:
    return any(sign.isdigit() for sign in word) and word.replace("-", "").isalnum()


def length(tokens: Sequence[Token], spelled: Spelled) -> int:
    """Return how many digits, letters or words of a date these tokens are."""
    if spelled == "date":
        words = [token.word for token in tokens if is_sign(token, spelled)]
        return sum(_WHOLE_DATE if sum(map(str.isdigit, word)) >= _DIGITS_OF_A_DATE else 1 for word in words)
    return len(signs(tokens, spelled))


def signs(tokens: Sequence[Token], spelled: Spelled) -> str:
    """Return what these tokens spell, in one form however it was said."""
    if spelled == "digits":
        return reading([token for token in tokens if token.numberish])
    found = ""
    for is_number, group in groupby(tokens, key=lambda token: token.numberish):
        if is_number:
            found += reading(list(group))
        else:
            found += "".join(_letters(token, spelled) for token in group)
    return found


def _letters(token: Token, spelled: Spelled) -> str:
    if spelled == "code" and token.word in _NATO:
        return token.word[0]
    is_letter = spelled == "code" and len(token.word) == 1
    return token.word.replace("-", "") if is_letter or is_sign(token, spelled) else ""
