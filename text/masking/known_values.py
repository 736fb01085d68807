"""The values that were masked in one call, and the token of each.

In: finds. Out: tokens such as [PHONE_1], the same for the same value; and what a token stands for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from text.masking.card_tokens import CARD
from text.masking.find import Find
from text.phones import normalise_phone

#: How a token is written; a model may also write "[phone 1]".
TOKEN: Final = re.compile(r"\[[A-Za-z]+[_ ]\d+\]")

#: Kinds of which nothing comes back but a mark that something stood there.
FINAL: Final = frozenset({"CARD"})

#: What was said in words of the call itself is no value.
_SAID: Final = "TOKEN"
_SHORTEST: Final = 4  # characters by which a value is known again wherever it stands


class KnownValues:
    """The tokens of one call."""

    def __init__(self, regions: tuple[str, ...]) -> None:
        self._regions = regions
        self._tokens: dict[tuple[str, str], str] = {}
        self._forms: dict[str, str] = {}
        self._counts: dict[str, int] = {}
        self._written: dict[str, Find] = {}
        self._pattern: re.Pattern[str] | None = None

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
            self._forms[token] = CARD if find.kind in FINAL else written
        if find.kind != _SAID and len(written) >= _SHORTEST and written.lower() not in self._written:
            self._written[written.lower()] = find
            self._pattern = None
        return self._tokens[key]

    def form(self, token: str) -> str:
        """Return what a token stands for as it was said first; a token of no value of this call stays."""
        return self._forms.get(token.upper().replace(" ", "_"), token)

    def finds(self, text: str) -> Iterator[Find]:
        """Yield the known values in a further text of the call, though nothing there says what they are."""
        if not self._written:
            return
        if self._pattern is None:
            longest_first = sorted(self._written, key=len, reverse=True)
            self._pattern = re.compile(
                rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE
            )
        for match in self._pattern.finditer(text):
            known = self._written.get(match.group().lower())
            if known is not None:
                yield Find(known.kind, 0, match.start(), match.end(), known.value)

    def _value(self, find: Find) -> str:
        if find.kind != "PHONE":
            return find.value
        return normalise_phone(find.value, self._regions) or find.value
