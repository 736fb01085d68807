"""A text cut into its smallest parts: lower-case words, digit groups, money signs, e-mail addresses.

In: text. Out: `Atom`s with character offsets into that very text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_CHUNK = re.compile(r"\S+")
_BREAKS = re.compile(r"[—–…/]|\.\.\.")
_PART = re.compile(
    r"""(?P<token>\[[A-Za-z]+(?:_\d+)?\])
      | (?P<email>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)
      | (?P<currency>[$£€])
      | (?P<ordinal>\d+(?:st|nd|rd|th)\b)
      | (?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d+\.\d+(?![.\d])|\d+)
      | (?P<meridiem>[ap]\.m\b\.?)
      | (?P<percent>%)
      | (?P<and>&)
      | (?P<word>[^\W\d_]+(?:['’`´][^\W\d_]+)*)""",
    re.VERBOSE | re.IGNORECASE,
)
_CURRENCIES = {"$": "dollars", "£": "pounds", "€": "euros"}
_APOSTROPHES = str.maketrans("", "", "'’`´")


@dataclass(frozen=True, slots=True)
class Atom:
    """One part of a token; `opens` and `closes` say whether it is the token's first or last part."""

    word: str
    start: int
    end: int
    opens: bool
    closes: bool
    digits: bool = False
    ordinal: bool = False
    currency: bool = False
    ends_clause: bool = False
    ends_sentence: bool = False


def atoms(text: str) -> tuple[Atom, ...]:
    """Return the parts of this text in order; punctuation alone gives none."""
    spaced = _BREAKS.sub(lambda match: " " * len(match.group()), text)
    found: list[Atom] = []
    for chunk in _CHUNK.finditer(spaced):
        found.extend(_parts(chunk.group(), chunk.start()))
    return tuple(found)


def _parts(chunk: str, offset: int) -> list[Atom]:
    matches = list(_PART.finditer(chunk))
    last = len(matches) - 1
    return [
        _atom(match, offset, opens=place == 0, closes=place == last, tail=chunk[match.end() :])
        for place, match in enumerate(matches)
    ]


def _atom(match: re.Match[str], offset: int, *, opens: bool, closes: bool, tail: str) -> Atom:
    kind = match.lastgroup or "word"
    return Atom(
        word=_word(kind, match.group()),
        start=offset + match.start(),
        end=offset + match.end(),
        opens=opens,
        closes=closes,
        digits=kind in {"number", "ordinal"},
        ordinal=kind == "ordinal",
        currency=kind == "currency",
        ends_clause=closes and any(sign in tail for sign in ",;:.?!"),
        ends_sentence=closes and any(sign in tail for sign in ".?!"),
    )


def _word(kind: str, raw: str) -> str:
    lower = raw.lower()
    if kind == "ordinal":
        return lower[:-2]
    if kind == "number":
        return lower.replace(",", "")
    if kind == "meridiem":
        return lower.replace(".", "")
    if kind == "percent":
        return "percent"
    if kind == "and":
        return "and"
    if kind == "currency":
        return _CURRENCIES[raw]
    return lower.translate(_APOSTROPHES) if kind == "word" else lower
