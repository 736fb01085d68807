"""Finds how the two people introduce themselves.

In: the turns of one speaker. Out: a name, or None.
In text without capitals only "my name is" and "this is" count.
"""

from __future__ import annotations

import re

from models.transcript import Turn

_INTRODUCED = (
    r"(?i:my name is|my name's|this is|i'm|i am|it's|you're (?:speaking|through) (?:with|to)|here is)"
)
_LETTERS = tuple(chr(code) for code in range(0x41, 0x530))  # Latin with its accents, Greek and Cyrillic
_UPPER = f"[{''.join(letter for letter in _LETTERS if letter.isupper())}]"
_LOWER = f"[{''.join(letter for letter in _LETTERS if letter.islower())}]"
_CAPITAL = rf"(?:[DO]['’])?{_UPPER}{_LOWER}+(?:[-'’]{_UPPER}?{_LOWER}+)?"
_WRITTEN = (
    re.compile(rf"\b{_INTRODUCED}\s+(?P<name>{_CAPITAL}(?:\s+{_CAPITAL})?)"),
    re.compile(rf"\b(?P<name>{_CAPITAL}(?:\s+{_CAPITAL})?)\s+(?:speaking|here)\b"),
)
_HEARD = re.compile(r"\b(?:my name is|this is)\s+(?P<first>[^\W\d_]+)(?:\s+(?P<second>[^\W\d_]+))?")
_FIRST_TURNS = 4
_NO_NAME = frozenset((
    "a", "an", "the", "my", "your", "our", "his", "her", "this", "that", "it", "is", "was", "not",
    "just", "about", "from", "with", "calling", "how", "can", "may", "i", "we", "you", "he", "she",
    "what", "and", "but", "so", "or", "in", "on", "at", "of", "for", "to", "one", "two", "some", "any",
    "all", "there", "here", "very", "still", "too", "also", "really", "good", "great", "okay", "yes",
    "no", "thank", "thanks", "please", "speaking", "hi", "hello", "mister", "mr", "mrs", "miss",
    "doctor", "because", "regarding", "i'm", "i'd", "it's", "would", "will", "do", "does", "did",
    "have", "has", "had", "got", "been", "being", "they", "who", "which", "when", "where", "why", "as",
    "if", "by", "up", "out", "over", "again", "then", "now", "sorry", "afraid", "sure", "glad",
))  # fmt: skip


def find_name(turns: tuple[Turn, ...], speaker: str) -> str | None:
    """Return the name by which this speaker introduces themselves near the start of the call."""
    own = [turn.text for turn in turns if turn.speaker == speaker][:_FIRST_TURNS]
    for text in own:
        name = _written(text) if text != text.lower() else _heard(text, surname=speaker == "customer")
        if name is not None:
            return name
    return None


def _written(text: str) -> str | None:
    for pattern in _WRITTEN:
        for match in pattern.finditer(text):
            words = [word for word in match["name"].split() if word.lower() not in _NO_NAME]
            if words and words[0] == match["name"].split()[0]:
                return " ".join(words)
    return None


def _heard(text: str, *, surname: bool) -> str | None:
    match = _HEARD.search(text)
    if match is None or match["first"] in _NO_NAME:
        return None
    second = match["second"]
    if surname and second and second not in _NO_NAME:
        return f"{match['first']} {second}".title()
    return str(match["first"]).title()
