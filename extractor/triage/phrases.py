"""Finds the phrases of a template in what was said, in any case, spacing and kind of apostrophe.

In: phrases, a text. Out: where they stand. `*` ends a word in any way, `..` stands for up to three words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

_APOSTROPHES: Final = str.maketrans({"\u2019": "'", "\u2018": "'", "\u02bc": "'"})
_UP_TO_THREE: Final = r"(?:\s+[\w']+){0,3}?"
_OPENING_CHARACTERS: Final = 3
#: Not inside a word, but behind the elided one of French: "l'avocat", "qu'un avocat".
_BEGINS: Final = r"(?:(?<![\w'])|(?<=\b[cdjlmnst]')|(?<=\bqu'))"


def folded(text: str) -> str:
    """Return the text in lower case with straight apostrophes, place for place."""
    low = text.lower()
    return (low if len(low) == len(text) else text).translate(_APOSTROPHES)


def find(phrases: tuple[str, ...], text: str) -> Iterator[tuple[int, int]]:
    """Yield where one of the phrases stands in this folded text, from left to right."""
    pattern, openings = _compiled(phrases)
    if pattern is not None and any(opening in text for opening in openings):
        for match in pattern.finditer(text):
            yield match.span()


@lru_cache(maxsize=512)
def _compiled(phrases: tuple[str, ...]) -> tuple[re.Pattern[str] | None, tuple[str, ...]]:
    if not phrases:
        return None, ()
    wanted = [folded(phrase) for phrase in phrases]
    longest_first = sorted(wanted, key=len, reverse=True)
    words = "|".join(_as_pattern(phrase) for phrase in longest_first if phrase[:1].isalnum())
    signs = "|".join(_as_pattern(phrase) for phrase in longest_first if not phrase[:1].isalnum())
    alternatives = "|".join(([rf"{_BEGINS}(?:{words})"] if words else []) + ([signs] if signs else []))
    openings = tuple(dict.fromkeys(phrase.lstrip("*")[:_OPENING_CHARACTERS] for phrase in wanted))
    return re.compile(rf"(?:{alternatives})(?!\w)"), openings


def _as_pattern(phrase: str) -> str:
    pattern = ""
    for word in phrase.split():
        if word == "..":
            pattern += _UP_TO_THREE
            continue
        ends_anyhow = word.endswith("*")
        pattern += (r"\s+" if pattern else "") + re.escape(word.rstrip("*")) + (r"\w*" if ends_anyhow else "")
    return pattern
