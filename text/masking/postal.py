"""Postal addresses: by their form ("12 Oak Lane", "Hauptstraße 5"), and what answers "your address?".

In: a call as it was said. Out: finds of kind ADDRESS.
English, German, French and Spanish forms. An answer is taken when it holds a number or a word for a street.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from text.masking.card_tokens import Token
from text.masking.find import Find
from text.masking.number_cues import number_cues
from text.masking.said import Said
from text.spoken.vocabulary import DIGITS, TEENS, TENS

_NUMBERS = "|".join((*DIGITS, *TEENS, *TENS, "hundred", "oh", "double"))
_NUMBER = rf"(?:\d{{1,5}}[a-z]?|(?:(?:{_NUMBERS})[ -]){{1,5}}(?<=[ -]))"
_NO_NAME = (
    r"(?!(?:the|of|a|an|down|up|my|our|your|this|that|in|on|at|to|and|for|from|is|was|or|same|each|per|more|in"
    r"|people|days|minutes|hours|miles|weeks|months|dollars|times|way)\b)"
)
_STREET_EN = (
    r"street|st\.?|road|rd\.?|avenue|ave\.?|lane|ln\.?|drive|boulevard|blvd\.?|court|crescent|terrace|close"
    r"|highway|parkway|square|mews|grove|gardens"
)
_UNIT = r"(?:,? (?:apartment|apt\.?|unit|suite|flat|number|floor|#) ?(?:\w+))?"
_PLACE = r"(?:,? (?:in )?[A-Z][\w'-]+(?: [A-Z][\w'-]+){0,2})?(?:,? [A-Z]{2})?"
_CODE = r"(?:,? (?:\d{5}(?:-\d{4})?|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}))?"
_NAME = r"(?:[^\W\d_]|['.-]){1,30}"
_FORMS: Final = (
    re.compile(rf"\b(?i:{_NUMBER} ?(?:{_NO_NAME}{_NAME} ){{1,3}}(?:{_STREET_EN})\b){_UNIT}{_PLACE}{_CODE}"),
    re.compile(
        rf"\b(?i:{_NAME}(?:straße|strasse|str\.|weg|platz|allee|gasse|damm|ufer) \d{{1,4}} ?[a-z]?)\b"
        r"(?:,? (?:in )?(?:\d{5} )?[A-ZÄÖÜ][\w-]+)?"
    ),
    re.compile(
        r"\b(?i:\d{1,4},? (?:bis |ter )?(?:rue|avenue|boulevard|place|chemin|allée|impasse|quai|cours|route)"
        rf"(?: (?:de|du|des|la|le|les))*(?: |l'|d'){_NAME})(?: [A-ZÀ-Ý][\w-]+){{0,3}}(?:,? \d{{5}} [A-Z]\w+)?"
    ),
    re.compile(
        rf"\b(?i:(?:calle|avenida|avda\.?|paseo|camino|carretera|plaza)(?: (?:de|del|la|las|los))* {_NAME}"
        rf"(?: {_NAME}){{0,3}}?,? (?:número )?\d{{1,4}})\b(?:,? \d{{5}} [A-ZÁ-Ú]\w+)?"
    ),
    re.compile(r"\b(?i:p\.? ?o\.? box) \d+\b"),
    re.compile(r"\b[A-Z]{2},? \d{5}(?:-\d{4})?\b"),
)
_ASKS: Final = re.compile(
    r"\b(?:(?:my|your|the|his|her|our|home|mailing|billing|shipping|delivery|postal|current|new|full|street|and)"
    r" address(?: is)?|address is|i live (?:at|in|on)|(?:zip|post(?:al)?) ?code(?: is)?|wohne in|anschrift"
    r"|(?:meine |ihre )?adresse(?: ist| est)?|postleitzahl|dirección(?: es)?|domicilio|vivo en|código postal"
    r"|jhabite(?: au)?|code postal)\b"
)
_STREET_WORD: Final = frozenset({
    "street", "road", "avenue", "lane", "drive", "boulevard", "court", "crescent", "terrace", "close",
    "way", "apartment", "flat", "suite", "straße", "strasse", "weg", "platz", "rue", "calle", "avenida",
    "chemin",
})  # fmt: skip
_OPENING: Final = frozenset({
    "yes", "yeah", "sure", "okay", "ok", "um", "uh", "its", "it", "is", "thats", "that", "my", "the",
    "well", "so", "address", "of", "course", "ja", "sí", "oui", "es", "est", "ist", "cest", "right", "at",
    "in", "and",
})  # fmt: skip
_LONGEST, _SOON, _NEAR = 14, 2, 4  # tokens of an answer; turns until it; tokens before its number
_WINDOW: Final = 40  # tokens behind a cue that are looked at
_GOES_ON = 8  # tokens of a further turn that may be its rest


def postal(said: Said) -> Iterator[Find]:
    """Yield the postal addresses of this call."""
    yield from _answers(said)
    for number, text in enumerate(said.texts):
        for form in _FORMS:
            for match in form.finditer(text):
                yield Find(
                    "ADDRESS", number, match.start(), match.end(), " ".join(match.group().lower().split())
                )


def _answers(said: Said) -> Iterator[Find]:
    awaited, begun_by = -1, None
    for number, turn in enumerate(said.tokens):
        text, places = said.joined(number)
        asked = [places[match.end() - 1] + 1 for match in _ASKS.finditer(text)]
        taken = next((found for start in asked if (found := _taken(said, turn[start : start + _WINDOW]))), [])
        if asked:
            awaited, begun_by = number + _SOON, None
        elif turn and number <= awaited and _may_answer(said, number, begun_by):
            taken = _taken(said, turn[:_WINDOW])
        if taken:
            yield said.find("ADDRESS", taken, " ".join(token.word for token in taken))
            over = said.ends_sentence(taken[-1])
            awaited, begun_by = (-1 if over else number + _SOON), taken[0].speaker


def _may_answer(said: Said, number: int, begun_by: str | None) -> bool:
    """True for a turn that tells no other number; once an address was begun, a short one of its speaker."""
    turn = said.tokens[number]
    is_rest = begun_by == turn[0].speaker and len(turn) <= _GOES_ON
    return (begun_by is None or is_rest) and not number_cues(said, number)


def _taken(said: Said, segment: Sequence[Token]) -> list[Token]:
    """The address in what follows its cue, or nothing where no number and no street comes soon."""
    first = next((at for at, token in enumerate(segment) if token.word not in _OPENING), len(segment))
    rest = segment[first : first + _LONGEST]
    if not any(_shows(token) for token in rest[:_NEAR]):
        return []
    end = next((at + 1 for at, token in enumerate(rest) if said.ends_sentence(token)), len(rest))
    other = (cue.begin - rest[0].place for cue in number_cues(said, rest[0].turn))
    taken = rest[: min(end, *(at for at in other if at > 0), len(rest))]
    return list(taken) if any(_shows(token) for token in taken) else []


def _shows(token: Token) -> bool:
    if token.amount:
        return False
    return token.sure or token.word in _STREET_WORD or any(sign.isdigit() for sign in token.word)
