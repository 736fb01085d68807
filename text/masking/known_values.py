"""The values that were masked in one call, and the token of each.

In: finds. Out: tokens such as [PHONE_1], the same for the same value; and what a token stands for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from text.masking.card_numbers import reading
from text.masking.card_tokens import CARD, read_tokens
from text.masking.find import Find
from text.phones import normalise_phone

#: How a token is written; a model may also write "[phone 1]".
TOKEN: Final = re.compile(r"\[[A-Za-z]+[_ ]\d+\]")

#: Kinds of which nothing comes back but a mark that something stood there.
FINAL: Final = frozenset({"CARD"})

#: What was said in words of the call itself is no value.
_SAID: Final = "TOKEN"
_NOT_BY_WORDS: Final = frozenset({_SAID, "NAME"})
_CHUNK: Final = re.compile(r"[^\s.,;:!?\"()]+(?:[.,:][^\s.,;:!?\"()]+)*")
_MOST_FORMS: Final = 50
_COUNTRY: Final = 3  # digits of a phone's number that may be its country's, and are not said
_LONGEST, _FEWEST_WORDS, _FEWEST_DIGITS = 16, 3, 4


class KnownValues:
    """The tokens of one call."""

    def __init__(self, regions: tuple[str, ...]) -> None:
        self._regions = regions
        self._tokens: dict[tuple[str, str], str] = {}
        self._values: dict[str, Find] = {}
        self._said: dict[str, list[str]] = {}
        self._counts: dict[str, int] = {}
        self._written: dict[tuple[str, ...], Find] = {}
        self._lengths: tuple[int, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """How many different values there are, by kind in lower case."""
        return {kind.lower(): count for kind, count in sorted(self._counts.items()) if kind != _SAID}

    def token(self, find: Find, text: str) -> str:
        """Return the token of this find in that text."""
        key = (find.kind, self._value(find))
        written = text[find.start : find.end]
        if key not in self._tokens:
            self._counts[find.kind] = self._counts.get(find.kind, 0) + 1
            token = f"[{find.kind}_{self._counts[find.kind]}]"
            self._tokens[key] = token
            self._values[token] = find
        said = self._said.setdefault(self._tokens[key], [])
        if written not in said and len(said) < _MOST_FORMS:
            said.append(written)
        self._know(find, written)
        return self._tokens[key]

    def form(self, token: str) -> str:
        """Return what a token stands for as it was first said whole; a token of no value of this call stays.

        What was never said in one piece is put together from its pieces.
        """
        name = token.upper().replace(" ", "_")
        find = self._values.get(name)
        if find is None:
            return token
        return CARD if find.kind in FINAL else _whole(find, self._said[name])

    def finds(self, text: str, turn: int = 0) -> Iterator[Find]:
        """Yield the known values in a text of the call, though nothing there says what they are."""
        chunks = list(_CHUNK.finditer(text)) if self._written else []
        words = [chunk.group().lower() for chunk in chunks]
        for at in range(len(chunks)):
            for length in (one for one in self._lengths if at + one <= len(chunks)):
                known = self._written.get(tuple(words[at : at + length]))
                if known is not None:
                    yield Find(
                        known.kind, turn, chunks[at].start(), chunks[at + length - 1].end(), known.value
                    )
                    break

    def _know(self, find: Find, written: str) -> None:
        words = tuple(chunk.group().lower() for chunk in _CHUNK.finditer(written))
        if find.kind not in _NOT_BY_WORDS and _is_telling(words) and words not in self._written:
            self._written[words] = find
            self._lengths = tuple(sorted({*self._lengths, len(words)}, reverse=True))

    def _value(self, find: Find) -> str:
        if find.kind != "PHONE":
            return find.value
        return normalise_phone(find.value, self._regions) or find.value


def _whole(find: Find, said: list[str]) -> str:
    """The first form with all digits of the value, else the first pieces that have them together."""
    digits = sum(sign.isdigit() for sign in find.value) - (_COUNTRY if find.value.startswith("+") else 0)
    counts = [_digits_in(one) for one in said]
    whole = next((one for one, count in zip(said, counts, strict=True) if count >= digits), None)
    if whole is not None:
        return whole
    pieces, heard = [], 0
    for one, count in zip(said, counts, strict=True):
        if heard < digits:
            pieces.append(one)
            heard += count
    return " ".join(pieces)


def _digits_in(written: str) -> int:
    (tokens,) = read_tokens((tuple(written.split()),), ("",))
    read = len(reading([token for token in tokens if token.numberish]))
    return max(read, sum(sign.isdigit() for sign in written))


def _is_telling(words: tuple[str, ...]) -> bool:
    """True for words that are said of nothing else: several, or digits enough, or signs of an address."""
    if len(words) > _LONGEST or not words:
        return False
    signs = "".join(words)
    return len(words) >= _FEWEST_WORDS or sum(map(str.isdigit, signs)) >= _FEWEST_DIGITS or "@" in signs
