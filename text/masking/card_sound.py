"""Where in a recording card data is said, by the times of masked words; what is silenced there.

In: a transcript, its card data masked. Out: stretches of the recording, with a margin, in order, apart.
Of a turn whose words have no times the whole turn counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from models.sound_spans import CardSound, SoundSpan
from models.transcript import Transcript, Turn
from text.masking.card_tokens import CARD

#: Recognisers place a word up to a quarter of a second beside where it is.
_MARGIN_S: Final = 0.3


def card_sound(transcript: Transcript) -> CardSound:
    """Return the stretches, whether some are whole turns, and whether some turn says not even when it was."""
    found = [(turn, tuple(_of_words(turn))) for turn in transcript.turns if _is_masked(turn)]
    whole = [turn for turn, spans in found if len(spans) < _shown(turn)]
    placed = [turn for turn in whole if turn.end_s > turn.start_s]
    spans = [
        *(span for _, spans in found for span in spans),
        *(_wide(turn.start_s, turn.end_s) for turn in placed),
    ]
    return CardSound(spans=_merged(spans), whole_turns=len(placed), unplaced=len(whole) - len(placed))


def _is_masked(turn: Turn) -> bool:
    return CARD in turn.text or any(CARD in word.text for word in turn.words)


def _shown(turn: Turn) -> int:
    """How many masked stretches the turn shows, by its words where they tell more."""
    return max(turn.text.count(CARD), 1)


def _of_words(turn: Turn) -> Iterator[SoundSpan]:
    for word in turn.words:
        if CARD in word.text and word.end_s > word.start_s:
            yield _wide(word.start_s, word.end_s)


def _wide(start_s: float, end_s: float) -> SoundSpan:
    return SoundSpan(start_s=round(max(0.0, start_s - _MARGIN_S), 3), end_s=round(end_s + _MARGIN_S, 3))


def _merged(spans: Iterable[SoundSpan]) -> tuple[SoundSpan, ...]:
    merged: list[SoundSpan] = []
    for span in sorted(spans, key=lambda one: one.start_s):
        if merged and span.start_s <= merged[-1].end_s:
            merged[-1] = SoundSpan(start_s=merged[-1].start_s, end_s=max(merged[-1].end_s, span.end_s))
        else:
            merged.append(span)
    return tuple(merged)
