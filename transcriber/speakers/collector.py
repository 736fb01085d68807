"""Keeps how the speech of one channel sounds, stretch by stretch, and says afterwards whose voice is where.

In: pieces as they are heard. Out: stretches with a voice and how sure that is.
How a voice sounds is never stored: it ends with this value.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

import numpy as np

from models.ports import Cancelled, Progress
from transcriber.cancelling import never, unwatched
from transcriber.cutting import Piece
from transcriber.diarizer import VoiceStretch
from transcriber.speakers.doubts import Doubt
from transcriber.speakers.gaussians import Gaussian
from transcriber.speakers.mfcc import mfcc
from transcriber.speakers.stretches import StretchStore
from transcriber.speakers.voices import Division, divide

_LONGEST_S: Final = 2.0  # speakers may change without a pause
_FEWEST_FRAMES: Final = 20
_CHANGE_S: Final = 0.2  # so near to a change of speaker a word may be either's
_AT_A_CHANGE: Final = 0.5
_JOINED_S: Final = 0.3
_TURN_PAUSE_S: Final = 0.6  # within a shorter one the speaker hardly changes
_ESTIMATED: Final = "One channel: the speakers were estimated from their voices."
_DOUBTS: Final[Mapping[Doubt | None, str]] = {
    "another_voice": " There may be one more voice than that: listen, and say how many speak.",
    "little_speech": " There is too little speech to be sure of them.",
}


class VoicesDiarizer:
    """The diarizer `voices`: cepstra and clustering in numpy, with two speakers unless told otherwise."""

    name = "voices"
    passes = 0

    def collector(self) -> VoiceCollector:
        """Begin with a recording."""
        return VoiceCollector()


VOICES: Final = VoicesDiarizer()


class VoiceCollector:
    """Keeps how each stretch of speech sounds, in less than a kilobyte a stretch, and no samples."""

    def __init__(self) -> None:
        """Start with nothing heard."""
        self._edges = array("d")
        self._sounds = StretchStore()

    def add(self, piece: Piece) -> None:
        """Keep the sound of this piece's speech."""
        for start_s, end_s in piece.speech:
            parts = max(1, round((end_s - start_s) / _LONGEST_S + 0.49))
            edges = np.linspace(start_s, end_s, parts + 1)
            for first_s, last_s in pairwise(edges):
                self._add(piece, float(first_s), float(last_s))

    def voices(
        self, count: int | None, *, progress: Progress = unwatched, cancelled: Cancelled = never
    ) -> HeardVoices:
        """Divide what was kept among so many voices; None: two, or one where no two can be told apart."""
        del progress, cancelled  # it takes no time
        sounds = self._sounds.all()
        starts, ends = np.asarray(self._edges).reshape(-1, 2).T
        goes_on = np.append(False, starts[1:] - ends[:-1] < _TURN_PAUSE_S)[: len(sounds)]
        division = divide(sounds, count or 2, goes_on)
        if count is None and not division.is_several:
            division = divide(sounds, 1)
        return HeardVoices(self._edges, division)

    def _add(self, piece: Piece, start_s: float, end_s: float) -> None:
        features = mfcc(piece.sound(start_s, end_s))
        if len(features) >= _FEWEST_FRAMES:
            self._edges.extend((start_s, end_s))
            self._sounds.add(Gaussian.of(features))


class HeardVoices:
    """Whose voice is where in a recording, numbered from 0 in the order in which they are heard."""

    def __init__(self, edges: Sequence[float], division: Division) -> None:
        """Number the voices; `edges` are start and end of each stretch, one after the other."""
        self.told = _ESTIMATED + _DOUBTS.get(division.doubt, "")
        order = {label: number for number, label in enumerate(dict.fromkeys(division.labels))}
        self.count = max(1, len(order))
        self.separation = division.separation
        self.certainty = division.certainty
        self._starts = edges[::2]
        self._stretches = tuple(
            VoiceStretch(
                start_s=start,
                end_s=end,
                voice=order[label],
                confidence=round(sure * self.certainty, 3),
            )
            for start, end, label, sure in zip(
                edges[::2], edges[1::2], division.labels, division.certainties, strict=True
            )
        )

    @property
    def stretches(self) -> tuple[VoiceStretch, ...]:
        """All stretches by time, those of one voice that touch made one."""
        joined: list[VoiceStretch] = []
        for one in self._stretches:
            if joined and joined[-1].voice == one.voice and one.start_s - joined[-1].end_s < _JOINED_S:
                joined[-1] = _both(joined[-1], one)
            else:
                joined.append(one)
        return tuple(joined)

    def at(self, start_s: float, end_s: float) -> tuple[int, float]:
        """Return the voice of what is said between two moments, and how sure that is.

        It is less sure at a change of speaker, and where the voice is like another one's.
        """
        if not self._stretches:
            return 0, 0.5
        place = max(0, bisect_right(self._starts, (start_s + end_s) / 2) - 1)
        here = self._stretches[place]
        near = (
            other
            for other in self._stretches[max(0, place - 1) : place + 2]
            if other.start_s - _CHANGE_S < end_s and other.end_s + _CHANGE_S > start_s
        )
        if any(other.voice != here.voice for other in near):
            return here.voice, min(here.confidence, _AT_A_CHANGE)
        return here.voice, here.confidence


def _both(one: VoiceStretch, other: VoiceStretch) -> VoiceStretch:
    """Return two stretches of a voice as one, as sure as they are on average."""
    lengths = one.end_s - one.start_s, other.end_s - other.start_s
    sure = (one.confidence * lengths[0] + other.confidence * lengths[1]) / max(1e-9, sum(lengths))
    return replace(one, end_s=other.end_s, confidence=round(sure, 3))
