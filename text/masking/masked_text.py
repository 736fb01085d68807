"""One turn, masked: what was found in it, the tokens in its place, and the way back.

In: a text, its finds by place with their tokens. Out: the masked text and words; what a quote stood for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from models.transcript import Word
from text.masking.card_tokens import CARD
from text.masking.find import Find
from text.masking.known_values import FINAL, TOKEN

_CHUNK = re.compile(r"\S+")


@dataclass(frozen=True)
class MaskedText:
    """A text, its finds and the token of each."""

    text: str
    finds: tuple[Find, ...]
    tokens: tuple[str, ...]

    @cached_property
    def masked(self) -> str:
        """The text with tokens."""
        return self._part(0, len(self.text))

    def said_in(self, quote: str) -> Iterator[str]:
        """Yield what the tokens of a quote of the masked text stand for, in order; of another one nothing."""
        at = self.masked.find(quote)
        if at >= 0:
            before = len(TOKEN.findall(self.masked[:at]))
            for find in self.finds[before:]:
                yield CARD if find.kind in FINAL else self.text[find.start : find.end]

    def quoted(self, quote: str) -> str | None:
        """Return a stretch of the text masked, with what it cuts in two; None where it is not there."""
        start = self.text.find(quote)
        if start < 0:
            return None
        end, result, at = start + len(quote), "", start
        for find, token in zip(self.finds, self.tokens, strict=True):
            if find.end > start and find.start < end:
                result += self.text[at : max(at, find.start)] + token
                at = find.end
        return result + self.text[at:end]

    def words(self, words: tuple[Word, ...]) -> tuple[Word, ...]:
        """Return the words masked: one word, with the time of all, for each that was found.

        Words that do not say what the text says are left out: nobody knows what they hold.
        """
        chunks = list(_CHUNK.finditer(self.text))
        of_chunk = [number for number, word in enumerate(words) for _ in word.text.split()]
        said = [piece for word in words for piece in word.text.split()]
        if said != [chunk.group() for chunk in chunks]:
            return ()
        result: list[Word] = []
        at = 0
        for first, last in self._word_ranges(chunks, of_chunk):
            result.extend(words[at:first])
            start = chunks[of_chunk.index(first)].start()
            end = max(chunk.end() for chunk, number in zip(chunks, of_chunk, strict=True) if number == last)
            gone = words[first : last + 1]
            result.append(
                replace(
                    gone[0],
                    text=self._part(start, end),
                    end_s=max(word.end_s for word in gone),
                    probability=min(word.probability for word in gone),
                )
            )
            at = last + 1
        return (*result, *words[at:])

    def _word_ranges(self, chunks: list[re.Match[str]], of_chunk: list[int]) -> list[tuple[int, int]]:
        """The first and last word of each find; finds that share a word are one."""
        found: list[tuple[int, int]] = []
        at = 0
        for find in self.finds:
            while chunks[at].end() <= find.start:
                at += 1
            last = at
            while last + 1 < len(chunks) and chunks[last + 1].start() < find.end:
                last += 1
            if found and of_chunk[at] <= found[-1][1]:
                found[-1] = (found[-1][0], max(found[-1][1], of_chunk[last]))
            else:
                found.append((of_chunk[at], of_chunk[last]))
        return found

    def _part(self, start: int, end: int) -> str:
        result, at = "", start
        for find, token in zip(self.finds, self.tokens, strict=True):
            if start <= find.start and find.end <= end:
                result += self.text[at : find.start] + token
                at = find.end
        return result + self.text[at:end]
