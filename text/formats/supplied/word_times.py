"""Words as sources give them, some without times or certainty, made whole; and words made into cues.

In: `RawWord` in the order in which they were said. Out: `Word`, `Cue`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Final

from models.transcript import Word
from text.formats.supplied.cue import Cue

_PAUSE_S: Final = 1.0
_UNTOLD: Final = 1.0  # a source that tells no certainty gives no ground for doubt either


@dataclass(frozen=True, slots=True)
class RawWord:
    """A word as the source has it, with what the source leaves out as None; times in seconds."""

    text: str
    start_s: float | None
    end_s: float | None
    probability: float | None = None
    name: str | None = None
    speaker_confidence: float | None = None

    @property
    def is_timed(self) -> bool:
        """True when both times are there and in order."""
        return self.start_s is not None and self.end_s is not None and self.end_s >= self.start_s


def whole_words(raw: Sequence[RawWord], start_s: float, end_s: float) -> tuple[Word, ...]:
    """Return the words in order of time; none of them at all when the source times none.

    Words without times share the room between their neighbours, or between `start_s` and `end_s`. One without
    a probability has the mean of the others.
    """
    timed = [word for word in raw if word.is_timed]
    if not timed:
        return ()
    sure = [word.probability for word in raw if word.probability is not None]
    usual = round(fmean(sure), 4) if sure else _UNTOLD
    words = [
        Word(
            text=word.text,
            start_s=begin,
            end_s=end,
            probability=usual if word.probability is None else word.probability,
            speaker_confidence=word.speaker_confidence,
        )
        for word, (begin, end) in zip(raw, _times(raw, start_s, end_s), strict=True)
    ]
    return tuple(sorted(words, key=lambda word: word.start_s))


def _times(raw: Sequence[RawWord], start_s: float, end_s: float) -> list[tuple[float, float]]:
    times: list[tuple[float, float]] = []
    place = 0
    while place < len(raw):
        word = raw[place]
        if word.start_s is not None and word.end_s is not None and word.is_timed:
            times.append((word.start_s, word.end_s))
            place += 1
            continue
        until = next((at for at in range(place, len(raw)) if raw[at].is_timed), len(raw))
        left = times[-1][1] if times else start_s
        right = raw[until].start_s if until < len(raw) else end_s
        step = max(0.0, (end_s if right is None else right) - left) / (until - place)
        times += [
            (round(left + step * number, 3), round(left + step * (number + 1), 3))
            for number in range(until - place)
        ]
        place = until
    return times


def cues_of_words(raw: Sequence[RawWord], *, confidence: float | None = None) -> Iterator[Cue]:
    """Yield a cue for each run of words of one speaker without a pause of a second."""
    run: list[RawWord] = []
    last_s = 0.0
    for word in raw:
        paused = word.start_s is not None and word.start_s - last_s > _PAUSE_S
        if run and (word.name != run[-1].name or paused):
            yield from _cue(run, confidence)
            run = []
        run.append(word)
        last_s = word.end_s if word.is_timed and word.end_s is not None else last_s
    yield from _cue(run, confidence)


def _cue(run: list[RawWord], confidence: float | None) -> Iterator[Cue]:
    timed = [word for word in run if word.is_timed]
    if not timed:
        return
    start_s = min(word.start_s or 0.0 for word in timed)
    end_s = max(word.end_s or 0.0 for word in timed)
    words = whole_words(run, start_s, end_s)
    yield Cue(start_s, end_s, run[0].name, " ".join(word.text for word in words), words, confidence)
