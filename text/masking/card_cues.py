"""What announces card data in talk ("the long number on the card"), and what announces another number.

In: the words of one turn. Out: cues and stops with the token after which they hold.
The wordings include what recognisers make of them ("car number").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from text.masking.card_tokens import Token

CueKind = Literal["number", "card", "mention", "code", "expiry", "back"]

_CARD = r"(?:card|cards|car|cart|guard|cord|court)"
_PATTERNS: dict[CueKind, tuple[str, ...]] = {
    "number": (
        rf"{_CARD} (?:number|numbers|digits|details|info|information)",
        r"(?:long|law|lawn|loan|lung|lone) (?:card )?numbers?",
        r"(?:number|numbers|digits) (?:\w+ ){0,2}?(?:on|of|off|from|at) (?:the|its) (?:front|face)",
        rf"numbers? (?:that is |thats )?(?:on|of|off|from|for|across) (?:\w+ ){{0,3}}?{_CARD}",
        r"(?:sixteen|16|fifteen|15|nineteen|19) ?(?:digit|digits|number|numbers)",
        r"(?:kredit|bank|giro)?kartennummer|número de (?:la |su )?tarjeta|numéro de (?:la |votre )?carte",
    ),
    "card": (
        r"(?:credit|debit|bank|payment|charge|master|business) ?cards?",
        r"visa|mastercard|amex|american express|maestro",
        r"kreditkarte|tarjeta de (?:crédito|débito)|carte (?:bancaire|bleue|de crédit)",
    ),
    "code": (
        r"(?<!social )(?:security|secret|safety|verification) ?(?:code|codes|number|numbers|digits)",
        r"c ?v ?[vc] ?2?|csc|cvn",
        r"(?:three|four|3|4|last|few) (?:digits?|numbers?) (?:on|from|off) the (?:back|front|reverse|rear)",
        r"code (?:on|from|off|at) the (?:back|front|reverse|rear)",
        r"prüfnummer|prüfziffern?|sicherheitscode|código de seguridad|cryptogramme|code de sécurité",
    ),
    "expiry": (
        r"expiry|expiration|exp date|expire date|valid (?:thru|through|until|till|to)",
        r"ablaufdatum|gültig bis|fecha de (?:caducidad|vencimiento)|date dexpiration",
    ),
    "back": (r"on the (?:back|reverse)",),
    "mention": (r"card|cards",),
}
_STOP_PATTERNS = (
    r"(?:tele)?phone|mobile|cell|cellphone|my number is|your number|extension",
    r"order|invoice|reference|tracking|ticket|serial|case number|account number|sort code|routing",
    r"policy number|member(?:ship)? number|post ?code|zip(?: ?code)?|e ?mail|address",
    r"date of birth|birth(?:day|date)|call(?:ing)? (?:me|you)|reach (?:me|you)",
    r"meeting|appointment|quantity|how many|passport|driv(?:er|ers|ing) licen[cs]e|social security|iban",
    r"national insurance|tax id",
    r"telefonnummer|handynummer|bestellnummer|auftragsnummer|rechnungsnummer|kundennummer|geburtsdatum",
    r"teléfono|móvil|pedido|factura|fecha de nacimiento|téléphone|portable|commande|date de naissance",
)
_NO_CARD = (
    r"subscription|contract|warranty|licen[cs]e|passport|offer|policy|lease|quote|membership|coupon|trial"
)


def _words(*patterns: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(patterns)})\b")


_CUES = {kind: _words(*patterns) for kind, patterns in _PATTERNS.items()}
_STOPS = _words(*_STOP_PATTERNS)
_EXPIRES = _words("expires|expire|expiring|expired")
_CODE_IS = _words("codes? is", "codes")
_ENDS_OTHERWISE = _words(_NO_CARD)


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue; it holds for the tokens from `after` on."""

    kind: CueKind
    after: int


def cues(turn: Sequence[Token], *, about_cards: bool) -> tuple[Cue, ...]:
    """Return the cues of this turn; `about_cards` says that cards were spoken of shortly before."""
    text, places = _joined(turn)
    ends_otherwise = _ENDS_OTHERWISE.search(text) is not None
    found = [
        Cue(kind, _token_after(places, match.end()))
        for kind, pattern in _CUES.items()
        for match in pattern.finditer(text)
        if not (kind == "expiry" and ends_otherwise)
    ]
    about_cards = about_cards or any(cue.kind != "expiry" for cue in found)
    if about_cards and not ends_otherwise:
        found += [Cue("expiry", _token_after(places, match.end())) for match in _EXPIRES.finditer(text)]
    if about_cards:
        found += [Cue("code", _token_after(places, match.end())) for match in _CODE_IS.finditer(text)]
    return tuple(found)


def stops(turn: Sequence[Token]) -> tuple[int, ...]:
    """Return the tokens with which another number or subject begins, in order."""
    text, places = _joined(turn)
    return tuple(places[match.start()] for match in _STOPS.finditer(text))


def _joined(turn: Sequence[Token]) -> tuple[str, list[int]]:
    """The words of a turn with one space between, and for each character its token."""
    places: list[int] = []
    for at, token in enumerate(turn):
        places.extend([at] * (len(token.word) + 1))
    return " ".join(token.word for token in turn), places


def _token_after(places: Sequence[int], end: int) -> int:
    return places[end - 1] + 1 if end else 0
