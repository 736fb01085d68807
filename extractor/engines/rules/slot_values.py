"""Reads a value out of an answer: a postal address, a sum, one of a few choices, a name, a day or a time.

In: the words of one or several turns. Out: the value as a CRM would hold it, or None where none stands there.
"""

from __future__ import annotations

import re

from extractor.dates import find_due_phrases
from extractor.engines.rules.passages import is_bare
from extractor.fields.money import said_numbers
from text.spoken import units

_STREETS = (
    r"(?:street|road|lane|avenue|drive|way|court|place|square|close|boulevard|terrace|row|hill|park|crescent"
    r"|highway|alley|st|rd|ave|dr|blvd)"
)
_STREET = re.compile(rf"\b{_STREETS}\b")
_LEAD_IN = re.compile(
    r"\b(?:(?:yes|yeah|sure|okay|ok|um+|uh+|er+|well|so|oh|please|and)\b[,\s]*)*(?:(?:(?:my|the|our|its"
    r"|their|new|home|old"
    r"|company|mailing)\s+)*(?:address|zip|zip code|postcode|postal code|name|company|amount|bill|account"
    r"|day|time)"
    r"(?:\s+(?:of the bill|is called|code))?\s+(?:is|would be|was)\b|it'?s (?:called |in |at |on )?"
    r"|it is (?:called )?"
    r"|that'?s in\b|that is in\b|in\b(?=\s+[a-z]+\s*$))\s*"
)
_SPELLED = re.compile(r"\b(?:that's|that is|spelled|spelt)?\s*(?:\b[a-z]\b[\s-]*){3,}")
_ENDS = re.compile(
    r"\b(?:thank you|thanks|please|can you|could you|but|because|is there|that's all|i'm sorry|and (?:i|my"
    r"|could|can|we))\b.*"
    r"|[?].*"
)
_FILLER = re.compile(r"\b(?:um+|uh+|er+|hm+|and|in|it's|that's|please)\b")
_MONEY = {"USD": "$", "GBP": "£", "EUR": "€"}
_NOT_A_NAME = frozenset((
    "yes", "no", "yeah", "okay", "sure", "um", "uh", "sorry", "what", "hello", "hi", "i", "don't", "know",
    "you", "one", "moment", "second", "let", "me", "it", "not", "of", "we",
))  # fmt: skip
_MOST_NAME_WORDS = 5
_MOST_CHOICE_WORDS = 14


def read_address(text: str) -> str | None:
    """Return a postal address with a street: "48 Birch Lane, Springfield"."""
    words = _ENDS.sub("", _SPELLED.sub(" ", text.lower()))
    words = _FILLER.sub(" ", _LEAD_IN.sub(" ", words))
    street = _STREET.search(words)
    if street is None:
        return None
    parts: list[str] = []
    for unit in units(" ".join(words.replace(",", " ").split())):
        if unit.is_number and unit.glued and parts and parts[-1].isdigit():
            parts[-1] += unit.key
        else:
            parts.append(unit.key)
    at = next((place for place, part in enumerate(parts) if _STREET.fullmatch(part)), None)
    numbered = any(part.isdigit() for part in parts[: at or 0])
    if at is None or not numbered or at > _MOST_CHOICE_WORDS:
        return None
    first = next(place for place, part in enumerate(parts) if part.isdigit())
    named = [part if part.isdigit() else part.capitalize() for part in parts]
    street_part, rest = " ".join(named[first : at + 1]), " ".join(named[at + 1 :])
    return f"{street_part}, {rest}" if rest else street_part


def read_money(text: str) -> str | None:
    """Return the last sum that is named with its currency: "$132", "£86.50", "half a million dollars"."""
    for said in reversed(said_numbers(text)):
        sign = _MONEY.get(said.sum.currency or "")
        if said.in_parts and sign:
            return text[said.start : said.end]
        if sign:
            return f"{sign}{str(said.sum).partition(' ')[0]}"
    return None


def read_choice(text: str, options: re.Pattern[str]) -> str | None:
    """Return the option that a short answer names; none where it names two."""
    if len(text.split()) > _MOST_CHOICE_WORDS:
        return None
    named = {match.group(1) for match in options.finditer(text.lower())}
    return named.pop() if len(named) == 1 else None


def read_name(text: str) -> str | None:
    """Return a short name of a company or a thing: "the company is smart electric" is "Smart Electric"."""
    plain = text.strip(" .,!?;:")
    plain = plain[_lead(plain.lower()) :]
    words = plain.split()
    if not 0 < len(words) <= _MOST_NAME_WORDS or words[0].lower().strip(",.") in _NOT_A_NAME:
        return None
    if any(sign in plain for sign in ".?!"):
        return None
    return plain.title() if plain == plain.lower() and is_bare(text, fewest=1) else plain


def read_number(text: str) -> str | None:
    """Return the only number of an answer."""
    numbers = [unit.key for unit in units(text) if unit.is_number and not unit.ordinal]
    return numbers[0] if len(numbers) == 1 else None


def read_when(text: str, *, day: bool) -> str | None:
    """Return the words that name a day (or a time of day) in an answer, as they were said."""
    for phrase in find_due_phrases(text):
        if phrase.has_day if day else phrase.has_time:
            return phrase.text
    return None


def read_login(text: str) -> str | None:
    """Return a user name: the last word of a short answer, where it looks like one."""
    words = text.strip(" .,!?").split()
    last = words[-1].strip(".,") if words else ""
    return last if re.fullmatch(r"(?=\w*\d)[\w.-]{4,30}", last) and not last.isdigit() else None


def _lead(lower: str) -> int:
    match = _LEAD_IN.match(lower)
    return match.end() if match else 0
