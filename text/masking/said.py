"""What was said on a call as the finders of personal numbers read it: tokens that know their characters.

In: texts and speakers of the turns. Out: `Said`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from text.masking.card_tokens import Token, read_tokens
from text.masking.find import Find

_CHUNK = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Said:
    """The turns of a call: their texts, their tokens, and where in its text each token stands."""

    texts: tuple[str, ...]
    tokens: tuple[tuple[Token, ...], ...]
    places: tuple[tuple[tuple[int, int], ...], ...]

    def find(self, kind: str, tokens: Sequence[Token], value: str) -> Find:
        """Return the find that reaches from the first to the last of these tokens of one turn."""
        turn = tokens[0].turn
        return Find(
            kind=kind,
            turn=turn,
            start=self.places[turn][tokens[0].place][0],
            end=self.places[turn][tokens[-1].place][1],
            value=value,
        )

    def ends_sentence(self, token: Token) -> bool:
        """True where a full stop or a question mark stands behind the token."""
        start, end = self.places[token.turn][token.place]
        return self.texts[token.turn][start:end].endswith((".", "?", "!"))

    def joined(self, turn: int) -> tuple[str, list[int]]:
        """Return the words of a turn with one space between, and for each character its token."""
        places: list[int] = []
        for at, token in enumerate(self.tokens[turn]):
            places.extend([at] * (len(token.word) + 1))
        return " ".join(token.word for token in self.tokens[turn]), places


def listen(texts: Sequence[str], speakers: Sequence[str]) -> Said:
    """Return these turns as they were said; `speakers` names who said each."""
    chunks = tuple(tuple(_CHUNK.finditer(text)) for text in texts)
    return Said(
        texts=tuple(texts),
        tokens=read_tokens(tuple(tuple(chunk.group() for chunk in turn) for turn in chunks), tuple(speakers)),
        places=tuple(tuple(chunk.span() for chunk in turn) for turn in chunks),
    )
