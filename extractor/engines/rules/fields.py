"""Finds values for the CRM that the customer said: an e-mail address, a telephone number, an order number.

In: the turns of a call. Out: `DraftField`s. A number counts only where someone says what it is the number of.
"""

from __future__ import annotations

import re

from extractor.engine import DraftEvidence, DraftField
from extractor.engines.rules.passages import is_bare
from extractor.engines.rules.slots import Slot, find_slots
from models.transcript import Turn
from text.spoken import spoken_emails, units

_KINDS = (
    "order|account|customer|client|reference|tracking|policy|case|ticket|invoice|booking|confirmation"
    "|contract"
    "|membership|member|serial|claim|parcel|meter|room"
)
_LABEL = re.compile(
    rf"\b(?P<kind>{_KINDS}|larger|border|older)\s+(?:number|id|code|reference)\b"
    rf"|\b(?P<of>{_KINDS})\b[^?]*\b(?:the number (?:is|was)|(?:it's|that's) number)\b"
    r"|\b(?P<bare>order|ticket|invoice|booking|case|claim|policy|reference)\s+#?$"
)
_SOUNDS_LIKE_ORDER = frozenset({"larger", "border", "older"})  # what recognisers make of "order number"
_PHONE = re.compile(r"\b(?:phone|mobile|cell|telephone|call me (?:back )?(?:on|at)|reach me (?:on|at))\b")
_CARD = re.compile(r"\b(?:card|security code|cvv|cvc|expir\w+)\b")
_WRITTEN = re.compile(r"\b(?=[A-Z0-9-]*\d)(?=[A-Z0-9-]*[A-Z])[A-Z0-9]+(?:-[A-Z0-9]+)*\b")
_UNSURE_BEFORE = re.compile(r"\b(?:a|an|on|to|too|for|of|oh|one of|ate|won|sex)\s+$", re.IGNORECASE)
_UNSURE_AFTER = re.compile(r"\s+(?:to|too|for|on|ate|won|mine|line|a)\b", re.IGNORECASE)
_COUNTED = re.compile(
    r"\s*(?:dollars|pounds|euros|bucks|percent|%|items|pieces|units|days|weeks|people)", re.IGNORECASE
)
_FEWEST_DIGITS = 4
_FEWEST_PHONE_DIGITS = 7
_LONGEST_QUOTE_WORDS = 25
_ASKED_CONFIDENCE = 0.8
_TOLD_CONFIDENCE = 0.7


def find_fields(turns: tuple[Turn, ...]) -> tuple[DraftField, ...]:
    """Return the fields in the order in which they were said; the same value once."""
    found: dict[tuple[str, str], DraftField] = {}
    for place, turn in enumerate(turns):
        if turn.speaker == "agent":
            continue
        asked = turns[place - 1].text.lower() if place else ""
        for field in (*_emails(turn), *_numbers(turn, asked)):
            found.setdefault((field.name, field.value), field)
    for slot in find_slots(turns):
        field = _of_slot(slot)
        if field.name not in {one.name for one in found.values()}:
            found[field.name, field.value] = field
    return tuple(found.values())


def _of_slot(slot: Slot) -> DraftField:
    evidence = tuple(DraftEvidence(turn_id=turn.id, quote=quote) for turn, quote in slot.quotes)
    return DraftField(
        text=f"{slot.name.capitalize()}: {slot.value}",
        evidence=evidence,
        confidence=_ASKED_CONFIDENCE if slot.asked else _TOLD_CONFIDENCE,
        reasons=("the agent had asked for it",) if slot.asked else (),
        name=slot.name,
        value=slot.value,
    )


def _emails(turn: Turn) -> list[DraftField]:
    return [
        _field(turn, "email", email.address, email.start, email.end, crm_property="email")
        for email in spoken_emails(turn.text)
    ]


def _numbers(turn: Turn, asked: str) -> list[DraftField]:
    found = []
    written = _written(turn.text)
    alone = [run for run in digit_runs(turn.text) if not any(code.endswith(run[0]) for code, _, _ in written)]
    for digits, start, end in [*alone, *written]:
        name = _name(turn.text[:start].lower(), asked, len(digits))
        if name is not None and not _COUNTED.match(turn.text, end):
            partly = _UNSURE_BEFORE.search(turn.text[:start]) or _UNSURE_AFTER.match(turn.text, end)
            found.append(
                _field(turn, name, digits, start, end, partly=bool(partly) and is_bare(turn.text, fewest=1))
            )
    return found


def _name(before: str, asked: str, length: int) -> str | None:
    """Return what the number is the number of: said just before it, else asked for in the turn before."""
    for words in (before, asked):
        labels = list(_LABEL.finditer(words))
        if _CARD.search(words[labels[-1].start() :] if labels else words):
            return None
        if labels and length >= _FEWEST_DIGITS:
            kind = labels[-1]["kind"] or labels[-1]["of"] or labels[-1]["bare"]
            return "order number" if kind in _SOUNDS_LIKE_ORDER else f"{kind} number"
        if _PHONE.search(words) and length >= _FEWEST_PHONE_DIGITS:
            return "phone"
    return None


def digit_runs(text: str) -> list[tuple[str, int, int]]:
    """Return the digits that were said one after the other, and where."""
    runs: list[tuple[str, int, int]] = []
    for unit in units(text):
        if not unit.is_number or not unit.key.isdigit():
            continue
        if unit.glued and runs:
            digits, start, _ = runs[-1]
            runs[-1] = (digits + unit.key, start, unit.end)
        else:
            runs.append((unit.key, unit.start, unit.end))
    return runs


def _written(text: str) -> list[tuple[str, int, int]]:
    return [(match.group(), match.start(), match.end()) for match in _WRITTEN.finditer(text)]


def _field(
    turn: Turn,
    name: str,
    value: str,
    start: int,
    end: int,
    *,
    crm_property: str | None = None,
    partly: bool = False,
) -> DraftField:
    quote = turn.text if len(turn.text.split()) <= _LONGEST_QUOTE_WORDS else turn.text[start:end]
    return DraftField(
        text=f"{name.capitalize()}: {value}",
        evidence=(DraftEvidence(turn_id=turn.id, quote=quote),),
        confidence=0.4 if partly else 0.8,
        reasons=("a digit before or after it may have been misheard",) if partly else (),
        name=name,
        value=value,
        crm_property=crm_property,
    )
