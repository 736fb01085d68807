"""A text without case, accents and typography, of which every sign knows where it stands in the original.

In: text as it was recognised. Out: `Folded`, cut into sentences.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_APOSTROPHES: Final = dict.fromkeys("’‘`´ʼ", "'")
_SENTENCE: Final = re.compile(r"[^.?!;]+[.?!;]*")


@dataclass(frozen=True)
class Sentence:
    """A sentence, folded: `places` says for each sign where it stands in the original text."""

    text: str
    places: tuple[int, ...]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return where this part of the sentence stands in the original text."""
        return self.places[start], self.places[end - 1] + 1


def sentences(text: str) -> Iterator[Sentence]:
    """Yield the sentences; a text without punctuation is one."""
    signs: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        for folded in _folded(sign):
            if folded == " " and (not signs or signs[-1] == " "):
                continue
            signs.append(folded)
            places.append(place)
    whole = "".join(signs)
    for found in _SENTENCE.finditer(whole):
        start = found.start() + (len(found[0]) - len(found[0].lstrip()))
        part = whole[start : found.end()].rstrip()
        if part:
            yield Sentence(part, tuple(places[start : start + len(part)]))


def _folded(sign: str) -> str:
    if sign in _APOSTROPHES:
        return "'"
    if sign.isspace() or sign in '-–—"“”«»¿¡():…':
        return " "
    plain = unicodedata.normalize("NFKD", sign).casefold()
    return "".join(one for one in plain if not unicodedata.combining(one))
