"""What announces card data in talk ("the long number on the card"), and what announces another number instead.

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

_CARDISH = r"(?:card|cards|car|cart|guard|cord|court)"
_CUES: tuple[tuple[CueKind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(rf"\b(?:{pattern})\b"))
    for kind, pattern in (
        (
            "number",
            rf"{_CARDISH} (?:number|numbers|digits|details|info|information)|long (?:card )?number"
            rf"|numbers? (?:that is |thats )?(?:on|of|off|from|for|across) (?:\w+ ){{0,3}}?{_CARDISH}"
            r"|(?:sixteen|16|fifteen|15|nineteen|19) ?(?:digit|digits|number|numbers)",
        ),
        (
            "card",
            r"(?:credit|debit|bank|payment|charge|master|business) ?cards?|visa|mastercard|amex|american express|maestro",
        ),
        (
            "code",
            r"(?:security|secret|safety|verification) ?(?:code|codes|number|numbers|digits)|c ?v ?[vc] ?2?|csc|cvn"
            r"|(?:three|four|3|4|last|few) (?:digits?|numbers?) (?:on|from|off) the (?:back|front|reverse|rear)",
        ),
        ("expiry", r"expiry|expiration|exp date|expire date|valid (?:thru|through|until|till|to)"),
        ("back", r"on the (?:back|reverse)"),
        ("mention", r"card|cards"),
    )
)
_EXPIRES = re.compile(r"\b(?:expires|expire|expiring|expired)\b")
_ENDS_OTHERWISE = re.compile(
    r"\b(?:subscription|contract|warranty|licen[cs]e|passport|offer|policy|lease|quote|membership|coupon|trial|visa to)\b"
)
_STOPS = re.compile(
    r"\b(?:(?:tele)?phone|mobile|cell|cellphone|order (?:number|id|reference|is)|order|invoice|reference|tracking"
    r"|ticket|case number|account number|sort code|routing|post ?code|zip(?: ?code)?|e ?mail|address|date of birth"
    r"|birth(?:day|date)|call(?:ing)? (?:me|you)|reach (?:me|you)|my number is|your number|extension|serial"
    r"|policy number|member(?:ship)? number|meeting|appointment|quantity|how many)\b"
)


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue; it holds for the tokens from `after` on."""

    kind: CueKind
    after: int


def cues(turn: Sequence[Token], *, about_cards: bool) -> tuple[Cue, ...]:
    """Return the cues of this turn; `about_cards` says that cards were spoken of shortly before."""
    text, places = _joined(turn)
    found = [
        Cue(kind, _token_after(places, match.end()))
        for kind, pattern in _CUES
        for match in pattern.finditer(text)
        if not (kind == "expiry" and _ENDS_OTHERWISE.search(text))
    ]
    about_cards = about_cards or any(cue.kind != "expiry" for cue in found)
    if about_cards and not _ENDS_OTHERWISE.search(text):
        found += [Cue("expiry", _token_after(places, match.end())) for match in _EXPIRES.finditer(text)]
    return tuple(found)


def stop(turn: Sequence[Token], after: int) -> int | None:
    """Return the first token from `after` on with which another number or subject begins, or None."""
    text, places = _joined(turn)
    for match in _STOPS.finditer(text):
        place = _token_at(places, match.start())
        if place >= after:
            return place
    return None


def _joined(turn: Sequence[Token]) -> tuple[str, list[int]]:
    """The words of a turn with one space between, and for each character its token."""
    places: list[int] = []
    for at, token in enumerate(turn):
        places.extend([at] * (len(token.word) + 1))
    return " ".join(token.word for token in turn), places


def _token_after(places: Sequence[int], end: int) -> int:
    return places[end - 1] + 1 if end else 0


def _token_at(places: Sequence[int], start: int) -> int:
    return places[start]
