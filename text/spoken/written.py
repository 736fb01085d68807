"""The written form of what was said: "twenty five dollars" is $25, "sam at example dot com" an address.

In: a text as it was heard, the team's vocabulary, the language. Out: the text in written form.
Only what cannot mean anything else is changed, and only in English, except for the vocabulary; every other
word stays where it is. Not here: the units in which quotes are compared (units.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from models.frozen import Frozen
from text.spoken.atoms import Atom, atoms
from text.spoken.emails import spoken_emails
from text.spoken.written_numbers import Rewritten, written_dates, written_numbers

_CUE: Final = frozenset({"email", "mail", "address", "emails"})
_CUE_WITHIN: Final = 6
_SIGNS: Final = frozenset({"dot", "underscore", "dash", "hyphen", "plus"})
#: What stands before "at" in ordinary talk of a website ("look at example dot com").
_NO_NAME: Final = frozenset({
    "look", "looked", "looking", "me", "us", "him", "her", "them", "it", "that", "this", "here", "there",
    "found", "find", "shop", "order", "ordered", "bought", "buy", "works", "work", "working", "online",
    "one", "site", "website", "page", "store", "up", "out", "in", "on", "to", "is", "am", "are", "was",
    "available", "someone", "somebody", "everyone", "people", "you", "and", "or", "but", "not", "just",
})  # fmt: skip
_NO_HOST: Final = frozenset({
    "the", "a", "an", "my", "your", "our", "their", "his", "her", "home", "work", "least", "all", "this",
    "that", "www",
})  # fmt: skip
_MOST_HOST_WORDS: Final = 2


class SaidAs(Frozen):
    """A term of the vocabulary: how it is said, or misheard, and how it is written."""

    spoken: str
    written: str


def written_form(text: str, vocabulary: tuple[SaidAs, ...] = (), *, language: str = "en") -> str:
    """Return the text in written form, the vocabulary first; the same text where nothing is safe."""
    found = list(_terms(text, vocabulary))
    if language == "en":
        pieces = atoms(text)
        found += _addresses(text, pieces)
        found += written_dates(pieces)
        found += written_numbers(pieces)
    return _replaced(text, found)


def _replaced(text: str, found: list[Rewritten]) -> str:
    """Put the finds in their places; of two that overlap the one that was found first counts."""
    kept: list[Rewritten] = []
    for one in found:
        if all(one.end <= other.start or one.start >= other.end for other in kept):
            kept.append(one)
    for one in sorted(kept, key=lambda each: each.start, reverse=True):
        text = text[: one.start] + one.text + text[one.end :]
    return text


def _terms(text: str, vocabulary: tuple[SaidAs, ...]) -> Iterator[Rewritten]:
    for term in sorted(vocabulary, key=lambda each: len(each.spoken), reverse=True):
        for match in _pattern(term.spoken).finditer(text):
            yield Rewritten(match.start(), match.end(), term.written)


@lru_cache(maxsize=4_096)
def _pattern(spoken: str) -> re.Pattern[str]:
    """Whole words, in any case, whatever is between them; never inside a mask such as [card]."""
    words = r"[\s-]+".join(re.escape(word) for word in spoken.split())
    return re.compile(rf"(?<![\w\[]){words}(?![\w\]])", re.IGNORECASE)


def _addresses(text: str, pieces: tuple[Atom, ...]) -> Iterator[Rewritten]:
    for email in spoken_emails(text):
        inside = [place for place, atom in enumerate(pieces) if email.start <= atom.start < email.end]
        if text[email.start : email.end].lower() != email.address and _is_an_address(pieces, inside):
            yield Rewritten(email.start, email.end, email.address)


def _is_an_address(pieces: tuple[Atom, ...], inside: list[int]) -> bool:
    """True when the words before "at" are spelled or announced, and those after it are a host alone."""
    words = [pieces[place].word for place in inside]
    if "at" not in words:
        return False
    name, host = words[: words.index("at")], words[words.index("at") + 1 :]
    label = host[: host.index("dot")] if "dot" in host else []
    if not label or len(label) > _MOST_HOST_WORDS or _NO_HOST & set(label) or _NO_NAME & set(name[-1:]):
        return False
    spelled = len(name) > 1 and (bool(_SIGNS & set(name)) or any(len(word) == 1 for word in name))
    before = {atom.word for atom in pieces[max(0, inside[0] - _CUE_WITHIN) : inside[0]]}
    return spelled or bool(_CUE & before) or ("e" in before and "mail" in before)
