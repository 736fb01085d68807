"""The speech of one recording as one run of samples, and where in the recording each moment of it is.

In: pieces. Out: float32 [samples], 16 kHz, and times there and back. Pauses from 1.3 s on are in no piece.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.frozen import Frozen
from transcriber.cutting import Piece
from transcriber.media.commands import SAMPLE_RATE


class _Part(Frozen):
    """A stretch of the recording: where it begins there and in the run, and how long it is (samples)."""

    in_recording: int
    in_run: int
    length: int


class PackedSpeech:
    """Grows piece by piece to a bound; memory is taken as it fills, and never twice.

    230 MB hold an hour of speech.
    """

    def __init__(self, most_s: float) -> None:
        """Start with nothing; `most_s` is the bound, in seconds."""
        self._run: NDArray[np.float32] = np.empty(round(most_s * SAMPLE_RATE), dtype=np.float32)
        self._parts: list[_Part] = []
        self._filled = 0

    def add(self, piece: Piece) -> bool:
        """Append a piece; False when it is beyond the bound, and then nothing was appended."""
        end = self._filled + len(piece.samples)
        if end > len(self._run):
            return False
        self._run[self._filled : end] = piece.samples
        for part in piece.parts:
            length = part.end - part.start
            self._parts.append(_Part(in_recording=part.start, in_run=self._filled, length=length))
            self._filled += length
        self._filled = end
        return True

    @property
    def samples(self) -> NDArray[np.float32]:
        """Return the run (float32 [samples]), without a copy."""
        return self._run[: self._filled]

    @property
    def length_s(self) -> float:
        """Return how long the run is."""
        return self._filled / SAMPLE_RATE

    def in_recording(self, start_s: float, end_s: float) -> tuple[tuple[float, float], ...]:
        """Return where in the recording a stretch of the run is: in parts, where pauses are left out."""
        first, last = round(start_s * SAMPLE_RATE), round(end_s * SAMPLE_RATE)
        place = max(0, bisect_right(self._parts, first, key=lambda part: part.in_run) - 1)
        found: list[tuple[float, float]] = []
        for part in self._parts[place:]:
            if part.in_run >= last:
                break
            low = max(first - part.in_run, 0)
            high = min(last - part.in_run, part.length)
            if low < high:
                begin = part.in_recording
                found.append(((begin + low) / SAMPLE_RATE, (begin + high) / SAMPLE_RATE))
        return _joined(found)

    def in_run(self, start_s: float, end_s: float) -> tuple[float, float]:
        """Return where in the run a stretch of the recording is; what lies in a pause is at its end."""
        return self._moment(start_s), self._moment(end_s)

    def _moment(self, second: float) -> float:
        sample = round(second * SAMPLE_RATE)
        place = bisect_right(self._parts, sample, key=lambda part: part.in_recording) - 1
        if place < 0:
            return 0.0
        part = self._parts[place]
        return (part.in_run + min(sample - part.in_recording, part.length)) / SAMPLE_RATE


_TOUCHING_S: Final = 1e-6


def _joined(parts: list[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    """Make one of parts that touch: a piece may end in the middle of a sentence."""
    joined: list[tuple[float, float]] = []
    for start, end in parts:
        if joined and start - joined[-1][1] < _TOUCHING_S:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return tuple(joined)
