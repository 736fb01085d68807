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
_DROPS_E = frozenset((
    "arrange", "escalate", "schedule", "replace", "waive", "reimburse", "compensate", "organise", "organize",
    "invoice", "prepare", "issue", "charge", "include", "update", "upgrade", "make", "give", "take", "write",
    "move", "close", "change", "increase", "reduce", "leave", "come", "have", "use",
))  # fmt: skip
_SHORTEST_GERUND = 6
_PROPER = re.compile(
    r"\b(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|april|june|july|august"
    r"|september|october|november|december|i)(?=\b(?!\.))"
)
_WORD = re.compile(r"[A-Za-z]+(?:['\u2019][A-Za-z]+)?")
_VERB_AFTER = re.compile(r"\s+(?:will|are|can|have|need|want|do|did|would|asked|said|sent)\b", re.IGNORECASE)
_FILLERS = re.compile(
    r"\b(?:um+|uh+|er+|(?<!let )(?<!letting )(?<!do )(?<!as )you know|i mean)\b,?\s*", re.IGNORECASE
)
_STUTTER = re.compile(
    r"\b(i|you|we|he|she|they|it|the|a|an|to|and|in|on|at|of|for|is|my|your|our|with|will)(?:\s+\1\b)+",
    re.IGNORECASE,
)
_BEFORE_SUBJECT = re.compile(
    r"(?:^|\b(?:and|but|so|or|if|when|once|that|what|which|where|how|why|until|after|before|because|as"
    r"|soon as|while|whether|everything|anything|do|did|can|could|would|will|should|have|are))[\s,]*$",
    re.IGNORECASE,
)


def turned(words: str, side: Side) -> str:
    """Return the words with the speaker's "you" and "I" replaced by who is meant."""
    named = False

    def replaced(match: re.Match[str]) -> str:
        nonlocal named
        word = _turn(match, side)
        if word.startswith("the customer"):
            word, named = (_LATER.get(word, word) if named else word), True
        return word

    return _WORD.sub(replaced, _STUTTER.sub(r"\1", _FILLERS.sub("", words)))


def as_sentence(words: str) -> str:
    """Return the words with capitals at the start and in names of days, without marks that end a clause."""
    trimmed = _PROPER.sub(lambda match: match.group().capitalize(), " ".join(words.split()))
    trimmed = trimmed.strip(" ,;:.-–—?!")
    return trimmed[:1].upper() + trimmed[1:]


def infinitive(words: str) -> str:
    """Return the words with their first verb as an instruction: "sending it" becomes "send it"."""
    verb, _, rest = words.partition(" ")
    low = verb.lower()
    if not low.endswith("ing") or len(low) < _SHORTEST_GERUND:
        return words
    stem = low.removesuffix("ing")
    if f"{stem}e" in _DROPS_E:
        stem = f"{stem}e"
    elif stem[-1] == stem[-2] and stem[-1] not in "ls":
        stem = stem[:-1]
    return f"{stem} {rest}".strip()


def _turn(match: re.Match[str], side: Side) -> str:
    word = match.group()
    low = word.lower().replace("\u2019", "'")
    if low in _SHORT[side]:
        return _SHORT[side][low]
    if low == "you" and _is_subject(match):
        return _SUBJECTS[side]
    return _TURNED[side].get(low, word)


def _is_subject(match: re.Match[str]) -> bool:
    """True for "you" that stands for "they", not "them": before a verb that shows it, or opening a clause."""
    words = match.string
    opens = _BEFORE_SUBJECT.search(words[: match.start()]) and re.match(r"\s+[a-z]", words[match.end() :])
    return bool(opens or _VERB_AFTER.match(words, match.end()))
