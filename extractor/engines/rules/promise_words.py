"""The words of a promise that say what it is about, and whether it only points at what was said before.

In: `DraftPromise`, text. Out: words of content, as a set.
"""

from __future__ import annotations

import re

from extractor.engine import DraftPromise

_LITTLE = frozenset((
    "okay", "ok", "yes", "no", "never", "mind", "thanks", "thank", "not", "well",
    "a", "an", "the", "to", "for", "of", "on", "in", "at", "by", "it", "that", "this", "them", "you",
    "your", "we", "us", "our", "customer", "customer's", "their", "they", "and", "or", "be", "have",
    "get", "do", "will", "with", "instead", "then", "there", "another", "new", "please", "he", "she", "i",
    "him", "her", "my", "me", "one", "need", "don't", "out", "up", "back", "send", "give", "make", "right",
    "those", "these", "over",
))  # fmt: skip
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
ANOTHER = re.compile(r"\b(?:also|as well|another)\b", re.IGNORECASE)
ANAPHORA = re.compile(
    r"\b(?:it|that|this|them|him|her|there|instead|(?:he|she|they|somebody)'ll|come)\b", re.IGNORECASE
)


def own_words(promise: DraftPromise) -> set[str]:
    """Return the words of content of a promise besides those of its day."""
    return content(promise.text) - content(promise.due_said or "")


def only_points(promise: DraftPromise) -> bool:
    """True for "send it on Friday", which says nothing but the day of something that was named before."""
    return bool(ANAPHORA.search(promise.text) and len(own_words(promise)) <= 1 and not promise.condition)


def content(text: str) -> set[str]:
    """Return the words of content of a text, in lower case and without the s of a plural."""
    return {word.removesuffix("s") for word in _WORD.findall(text.lower()) if word not in _LITTLE}
