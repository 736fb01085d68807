"""Words a commitment for a reader: the speaker's own words as an instruction, "you" and "I" turned around.

In: the words after the cue, the side that speaks. Out: "Send the customer a replacement machine by Friday".
Nothing is added but who is meant, so that no claim grows in the wording.
"""

from __future__ import annotations

import re

from models.notes import Side

_TURNED: dict[Side, dict[str, str]] = {
    "ours": {
        "you": "the customer",
        "your": "the customer's",
        "yours": "the customer's",
        "yourself": "the customer",
        "me": "us",
        "my": "our",
        "i": "we",
    },
    "theirs": {
        "you": "us",
        "your": "our",
        "yours": "ours",
        "me": "them",
        "my": "their",
        "i": "they",
        "we": "they",
        "our": "their",
        "us": "them",
    },
}
_LATER = {"the customer": "them", "the customer's": "their"}
_SUBJECTS: dict[Side, str] = {"ours": "the customer", "theirs": "we"}
_SHORT: dict[Side, dict[str, str]] = {
    "ours": {"you're": "the customer is", "you've": "the customer has", "you'll": "the customer will"},
    "theirs": {"you're": "we are", "you've": "we have", "you'll": "we will"},
}
_WORD = re.compile(r"[A-Za-z]+(?:['\u2019][A-Za-z]+)?")
_VERB_AFTER = re.compile(r"\s+(?:will|are|can|have|need|want|do|did|would|asked|said|sent)\b", re.IGNORECASE)
_FILLERS = re.compile(r"\b(?:um+|uh+|er+|you know|i mean)\b,?\s*", re.IGNORECASE)


def turned(words: str, side: Side) -> str:
    """Return the words with the speaker's "you" and "I" replaced by who is meant."""
    named = False

    def replaced(match: re.Match[str]) -> str:
        nonlocal named
        word = _turn(match, side)
        if word.startswith("the customer"):
            word, named = (_LATER.get(word, word) if named else word), True
        return word

    return _WORD.sub(replaced, _FILLERS.sub("", words))


def as_sentence(words: str) -> str:
    """Return the words with a capital at the start and none of the marks that end a clause."""
    trimmed = " ".join(words.split()).strip(" ,;:.-–—?!")
    return trimmed[:1].upper() + trimmed[1:]


def _turn(match: re.Match[str], side: Side) -> str:
    word = match.group()
    low = word.lower().replace("\u2019", "'")
    if low in _SHORT[side]:
        return _SHORT[side][low]
    if low == "you" and _VERB_AFTER.match(match.string, match.end()):
        return _SUBJECTS[side]
    return _TURNED[side].get(low, word)
