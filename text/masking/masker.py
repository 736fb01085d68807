"""Masks what is personal in a call before a model reads it, and puts it back where that may be.

In: the turns of one call, or single texts of it. Out: the same with tokens such as [PHONE_1].
The same value has the same token in the whole call, however it was said. Card data has tokens too, but what
stood there comes back as "[card]" and nothing else. Not here: masking cards before storage (cards.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from models.transcript import Turn
from text.masking.card_numbers import reading
from text.masking.cards import card_data, card_stretches
from text.masking.find import Find, in_order
from text.masking.known_values import FINAL, TOKEN, KnownValues
from text.masking.legible import legible
from text.masking.masked_text import MaskedText
from text.masking.names import names
from text.masking.patterns import Patterns
from text.masking.personal_numbers import personal_numbers
from text.masking.postal import postal
from text.masking.said import Said, listen
from text.masking.written_finds import written_finds

_NOBODY: Final = "-"


@dataclass(frozen=True)
class Masking:
    """What is masked besides what always is: regions of phones, names or not, patterns of the operator."""

    regions: tuple[str, ...] = ("US", "GB")
    names: bool = False
    patterns: Mapping[str, str] = field(default_factory=dict)


class Masker:
    """Masks and unmasks the texts of one call."""

    def __init__(
        self, masking: Masking | tuple[str, ...] | None = None, *, known_names: Iterable[str] = ()
    ) -> None:
        """Take what is to be masked, or regions of phones. Raises InputError for an unusable pattern."""
        self._masking = masking if isinstance(masking, Masking) else Masking(regions=masking or ("US", "GB"))
        self._patterns = Patterns(self._masking.patterns)
        self._names = tuple(known_names)
        self._known = KnownValues(self._masking.regions)
        self._turns: dict[str, MaskedText] = {}
        self._originals: dict[str, str] = {}

    @property
    def counts(self) -> dict[str, int]:
        """How many different values were masked, by kind in lower case."""
        return self._known.counts

    def turns(self, turns: Sequence[Turn]) -> tuple[Turn, ...]:
        """Return the turns masked, read as one call: a number in pieces over several turns is one number."""
        masked = self._masked([turn.text for turn in turns], [turn.speaker for turn in turns])
        self._turns.update({turn.id: one for turn, one in zip(turns, masked, strict=True)})
        return tuple(self._turn(turn, one) for turn, one in zip(turns, masked, strict=True))

    def mask(self, text: str) -> str:
        """Return a text of the call masked; one that this masker has masked stays as it is."""
        if text in self._originals:
            return text
        (masked,) = self._masked([text], [_NOBODY])
        if masked.finds:
            final = any(find.kind in FINAL for find in masked.finds)
            self._originals[masked.masked] = self._restored(masked.masked, iter(())) if final else text
        return masked.masked

    def quote(self, quote: str, turn_id: str) -> str:
        """Return a stretch of a turn masked as it is within the turn, though alone it may look harmless."""
        turn = self._turns.get(turn_id)
        shown = None if turn is None else turn.quoted(quote)
        return self.mask(quote) if shown is None else shown

    def unmask(self, text: str, turn_id: str | None = None) -> str:
        """Return the text with its tokens replaced by what they stand for, card data by "[card]".

        Of a value that was said in several ways it is the way of the turn named, else the first one.
        """
        if turn_id is None and text in self._originals:
            return self._originals[text]
        turn = self._turns.get(turn_id or "")
        return self._restored(text, iter(()) if turn is None else turn.said_in(text))

    def _restored(self, text: str, said: Iterator[str]) -> str:
        return TOKEN.sub(lambda match: next(said, None) or self._known.form(match.group()), text)

    def _turn(self, turn: Turn, masked: MaskedText) -> Turn:
        words = masked.words(turn.words)
        written = None if masked.finds or turn.written is None else self.mask(turn.written)
        return turn.model_copy(update={"text": masked.masked, "words": words, "written": written})

    def _masked(self, texts: Sequence[str], speakers: Sequence[str]) -> list[MaskedText]:
        plain = [legible(text) for text in texts]
        said = listen([text for text, _ in plain], speakers)
        found = self._finds(said)
        for turn in in_order(found, said.texts):
            for find in turn:
                self._known.token(find, said.texts[find.turn])
        found += (find for number, text in enumerate(said.texts) for find in self._known.finds(text, number))
        return [
            self._with_tokens(text, places, finds)
            for text, (_, places), finds in zip(texts, plain, in_order(found, said.texts), strict=True)
        ]

    def _with_tokens(self, text: str, places: Sequence[int], finds: Sequence[Find]) -> MaskedText:
        there = tuple(replace(find, start=places[find.start], end=places[find.end]) for find in finds)
        return MaskedText(text, there, tuple(self._known.token(find, text) for find in there))

    def _finds(self, said: Said) -> list[Find]:
        """What is personal in these turns, the surest first."""
        found = [
            Find("TOKEN", number, match.start(), match.end(), match.group())
            for number, text in enumerate(said.texts)
            for match in TOKEN.finditer(text)
        ]
        for number, text in enumerate(said.texts):
            found += written_finds(text, number)
            found += self._patterns.finds(text, number)
        found += _cards(said)
        found += postal(said)
        found += personal_numbers(said, self._masking.regions)
        if self._masking.names:
            found += names(said, self._names)
        return found


def _cards(said: Said) -> Iterator[Find]:
    """What of card data is not masked yet; each stretch is one thing."""
    masked = card_data(said.tokens)
    for turn in said.tokens:
        for first, last in card_stretches(turn, masked):
            tokens = turn[first : last + 1]
            yield said.find("CARD", tokens, reading([token for token in tokens if token.numberish]))
