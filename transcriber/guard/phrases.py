"""Phrases that recognisers write where nobody speaks ("Thanks for watching!"), in many languages.

In: a sentence. Out: whether it is on the list, and whether people say it on the telephone, too.
"""

from __future__ import annotations

import re
import unicodedata
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Final

_FILE: Final = Path(__file__).with_name("invented_phrases.txt")
_NOT_LETTERS: Final = re.compile(r"[\W_]+")


class Known(Enum):
    """How well known a sentence is as an invented one."""

    NEVER_SAID = "never said"
    ALSO_SAID = "also said"


def known(sentence: str) -> Known | None:
    """Return how this sentence is known, or None; case, punctuation and spaces do not count."""
    plain = _plain(sentence)
    if not plain:
        return None
    whole, beginnings = _listed()
    if plain in whole:
        return whole[plain]
    return Known.NEVER_SAID if plain.startswith(beginnings) else None


def listed() -> tuple[tuple[str, Known], ...]:
    """Return the phrases as they stand in the file, each with its kind; "*" stands for whatever follows."""
    kind, found = Known.NEVER_SAID, []
    for line in _FILE.read_text("utf-8").splitlines():
        if line.startswith("["):
            kind = Known(line.strip("[]"))
        elif line and not line.startswith("#"):
            found.append((line, kind))
    return tuple(found)


@cache
def _listed() -> tuple[dict[str, Known], tuple[str, ...]]:
    whole = {_plain(phrase): kind for phrase, kind in listed() if not phrase.endswith("*")}
    beginnings = tuple(_plain(phrase) for phrase, _ in listed() if phrase.endswith("*"))
    return whole, beginnings


def _plain(text: str) -> str:
    return _NOT_LETTERS.sub("", unicodedata.normalize("NFKC", text).casefold())
