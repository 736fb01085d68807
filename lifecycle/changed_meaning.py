"""Says whether an edit made another claim of an item, or the same one in better words.

In: the item, the person's words. Out: what changed, or None. By rules of English and German, and on the safe
side: what it does not know to be the same counts as changed.
"""

from __future__ import annotations

import re
from typing import Final, Literal

from models.notes import CallNotes, Field, Item
from models.review import Decision

Changed = Literal["value", "number", "day", "owner", "negation", "words"]

_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_NEGATIONS: Final = frozenset({
    "not", "no", "never", "none", "nobody", "nothing", "without", "cannot", "kein", "keine", "keinen",
    "keiner", "nicht", "nie", "niemand", "nichts", "ohne",
})  # fmt: skip
_NOT: Final = ("n't", "n’t")
_DAYS: Final = frozenset({
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "today", "tomorrow",
    "tonight", "week", "month", "january", "february", "march", "april", "may", "june", "july", "august",
    "september", "october", "november", "december", "montag", "dienstag", "mittwoch", "donnerstag",
    "freitag", "samstag", "sonntag", "heute", "morgen", "woche", "monat", "januar", "februar", "märz",
    "mai", "juni", "juli", "oktober", "dezember",
})  # fmt: skip
_NUMBERS: Final = frozenset({
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "twenty", "thirty", "forty", "fifty", "hundred", "thousand", "zwei", "drei", "vier", "fünf", "sechs",
    "sieben", "acht", "neun", "zehn", "hundert", "tausend",
})  # fmt: skip
_EMPTY: Final = frozenset({
    "a", "an", "the", "to", "of", "for", "in", "on", "at", "by", "with", "and", "or", "will", "would",
    "shall", "be", "is", "are", "was", "were", "has", "have", "had", "it", "its", "this", "that", "our",
    "we", "us", "you", "your", "they", "their", "them", "he", "she", "his", "her", "i", "me", "my", "der",
    "die", "das", "den", "dem", "ein", "eine", "einen", "einem", "zu", "von", "für", "im", "am", "um",
    "mit", "und", "oder", "wird", "werden", "ist", "sind", "hat", "haben", "es", "wir", "sie", "ihr",
    "uns",
})  # fmt: skip
#: Fewer shared words than this, of all that say something, are another claim.
_LEAST_SHARED: Final = 0.5


def changed_by(decision: Decision, notes: CallNotes) -> Changed | None:
    """Return what an edit changed of the meaning of its item; None for another verdict."""
    item = notes.item(decision.item_id)
    if decision.verdict != "edit" or item is None:
        return None
    if decision.due or decision.no_due:
        return "day"
    if decision.owner:
        return "owner"
    return changed_meaning(item, decision.text or "")


def changed_meaning(item: Item, words: str) -> Changed | None:
    """Return what of the meaning these words change, the plainest change first."""
    if isinstance(item, Field):
        return "value" if _words(item.value) != _words(words) else None
    before, after = _words(item.text), _words(words)
    kinds: tuple[tuple[Changed, frozenset[str] | None], ...] = (
        ("number", None), ("day", _DAYS), ("negation", _NEGATIONS),
    )  # fmt: skip
    for kind, known in kinds:
        if _only(before, known) != _only(after, known):
            return kind
    said, says = _telling(before), _telling(after)
    shared = len(said & says) / max(1, len(said | says))
    return "words" if shared < _LEAST_SHARED else None


def _telling(words: list[str]) -> set[str]:
    """Return the words that say what it is about; whether it is denied was asked before."""
    return {word for word in words if not word.endswith(_NOT)} - _EMPTY - _NEGATIONS


def _words(text: str) -> list[str]:
    return [word.group().casefold() for word in _WORD.finditer(text)]


def _only(words: list[str], known: frozenset[str] | None) -> list[str]:
    """Return the words of one kind in one order; without a kind, numbers. "Isn't" says "not"."""
    if known is None:
        return sorted(word for word in words if word in _NUMBERS or any(sign.isdigit() for sign in word))
    if known is _NEGATIONS:
        words = ["not" if word.endswith(_NOT) else word for word in words]
        return ["not"] * any(word in known for word in words)
    return sorted(word for word in words if word in known)
