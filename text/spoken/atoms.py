"""A text cut into its smallest parts: lower-case words, digit groups, money signs, e-mail addresses.

In: text. Out: `Atom`s with character offsets into that very text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

_CHUNK = re.compile(r"\S+")
_BREAKS = re.compile(r"[—–…/]|\.\.\.")
_PART = re.compile(
    r"""(?P<token>\[[A-Za-z]+(?:_\d+)?\])
      | (?P<email>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)
      | (?P<minus>\A[-−](?=[$£€]?\d))
      | (?P<currency>[$£€])
      | (?P<ordinal>\d+(?:st|nd|rd|th)\b)
      | (?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d+\.\d+(?!\d|\.\d)|\d+)
      | (?P<meridiem>[ap]\.m\b\.?)
      | (?P<percent>%)
      | (?P<and>&)
      | (?P<word>[^\W\d_]+(?:['’`´][^\W\d_]+)*)""",
    re.VERBOSE | re.IGNORECASE,
)
_CURRENCIES = {"$": "dollars", "£": "pounds", "€": "euros"}
_SIGNS = "'’`´"
_APOSTROPHES = str.maketrans("", "", _SIGNS)


@dataclass(frozen=True, slots=True)
class Atom:
    """One part of a token; `opens` and `closes` say whether it is the token's first or last part.

    `apostrophe` tells "we'll" from "well"; `apart` a figure behind a colon, slash or point ("3:|30").
    """

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
    apostrophe: bool = False
    apart: bool = False


def atoms(text: str) -> tuple[Atom, ...]:
    """Return the parts of this text in order; punctuation alone gives none."""
    spaced = _BREAKS.sub(lambda match: " " * len(match.group()), text)
    found: list[Atom] = []
    for chunk in _CHUNK.finditer(spaced):
        parts = _parts(chunk.group(), chunk.start(), text)
        if found and found[-1].digits and parts and parts[0].word == "minus" and not parts[0].closes:
            parts = [replace(parts[1], opens=True), *parts[2:]]  # "4111 -1111" is no subtraction
        found.extend(parts)
    return tuple(found)


def _parts(chunk: str, offset: int, text: str) -> list[Atom]:
    matches = list(_PART.finditer(chunk))
    last = len(matches) - 1
    return [
        _atom(
            match,
            offset,
            opens=place == 0,
            closes=place == last,
            tail=chunk[match.end() :],
            before=text[max(0, offset + match.start() - 1)],
        )
        for place, match in enumerate(matches)
    ]


def _atom(match: re.Match[str], offset: int, *, opens: bool, closes: bool, tail: str, before: str) -> Atom:
    kind, raw = match.lastgroup or "word", match.group()
    return Atom(
        word=_word(kind, raw),
        start=offset + match.start(),
        end=offset + match.end(),
        opens=opens,
        closes=closes,
        digits=kind in {"number", "ordinal"},
        ordinal=kind == "ordinal",
        currency=kind == "currency",
        ends_clause=closes and any(sign in tail for sign in ",;:.?!"),
        ends_sentence=closes and any(sign in tail for sign in ".?!"),
        apostrophe=kind == "word" and any(sign in raw for sign in _SIGNS),
        apart=before in {":", "/", "."},
    )


def _word(kind: str, raw: str) -> str:
    lower = raw.lower()
    if kind == "ordinal":
        return lower[:-2]
    if kind == "number":
        return lower.replace(",", "")
    if kind == "meridiem":
        return lower.replace(".", "")
    if kind in {"percent", "minus"}:
        return kind
    if kind == "and":
        return "and"
    if kind == "currency":
        return _CURRENCIES[raw]
    return lower.translate(_APOSTROPHES) if kind == "word" else lower
