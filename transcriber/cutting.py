"""Cuts one channel into pieces in silence, as the samples come in; silence itself is never a piece."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from transcriber.media.commands import SAMPLE_RATE
from transcriber.voice import FRAME, FRAME_S, Span, levels, speech_spans

_FRAMES_PER_S: Final = 50
_MARGIN: Final = 15  # 0.3 s of what surrounds the speech goes with it
_LONG_PAUSE: Final = 4 * _FRAMES_PER_S  # a pause that always ends a piece
_EARLIEST: Final = 12 * _FRAMES_PER_S
_TARGET: Final = 28 * _FRAMES_PER_S  # Whisper hears 30 s at a time
_LONGEST: Final = 58 * _FRAMES_PER_S


@dataclass(frozen=True, eq=False)
class Piece:
    """A stretch of one channel: where it starts, its samples (float32 [n]), and where in it is speech."""

    channel: int
    start_sample: int
    samples: NDArray[np.float32]
    speech: tuple[tuple[float, float], ...]

    @property
    def start_s(self) -> float:
        """Seconds from the start of the recording."""
        return self.start_sample / SAMPLE_RATE

    @property
    def end_s(self) -> float:
        """Seconds from the start of the recording."""
        return (self.start_sample + len(self.samples)) / SAMPLE_RATE


class Cutter:
    """Gathers the blocks of one channel and gives back pieces of up to a minute, mostly under 30 s."""

    def __init__(self, channel: int, speech_from_db: float) -> None:
        """Start at the beginning of the recording."""
        self._channel = channel
        self._from_db = speech_from_db
        self._samples = np.zeros(0, dtype=np.float32)
        self._levels = np.zeros(0, dtype=np.float32)
        self._start = 0

    def feed(self, block: NDArray[np.float32]) -> tuple[Piece, ...]:
        """Take the next block (whole frames) and return the pieces that it completes."""
        self._samples = np.concatenate((self._samples, block))
        self._levels = np.concatenate((self._levels, levels(block)))
        pieces: list[Piece] = []
        while (cut := self._cut()) is not None:
            pieces += self._take(cut)
        return tuple(pieces)

    def finish(self) -> tuple[Piece, ...]:
        """Return what is left at the end of the recording."""
        pieces = self.feed(np.zeros(0, dtype=np.float32))
        return (*pieces, *self._take(len(self._levels)))

    def _cut(self) -> int | None:
        """Drop leading silence; return the frame at which a piece ends, or None to wait for more."""
        spans = speech_spans(self._levels, self._from_db)
        if not spans:
            self._drop(max(0, len(self._levels) - _MARGIN))
            return None
        lead = max(0, spans[0].start - _MARGIN)
        self._drop(lead)
        pauses = _pauses(spans, lead, len(self._levels))
        for pause in pauses:
            if pause.end - pause.start >= _LONG_PAUSE:
                return pause.start + _MARGIN
        return self._cut_of_long_speech(pauses)

    def _cut_of_long_speech(self, pauses: list[Span]) -> int | None:
        if len(self._levels) < _TARGET:
            return None
        middles = [(pause.end - pause.start, (pause.start + pause.end) // 2) for pause in pauses]
        in_time = [(length, middle) for length, middle in middles if _EARLIEST <= middle <= _TARGET]
        if in_time:
            return max(in_time)[1]
        late = [middle for _, middle in middles if middle > _TARGET]
        if late:
            return late[0]
        if len(self._levels) < _LONGEST:
            return None
        quietest = int(np.argmin(self._levels[_TARGET:_LONGEST]))
        return _TARGET + quietest

    def _take(self, frames: int) -> list[Piece]:
        """Cut off this many frames; a piece only when there is speech in them."""
        spans = speech_spans(self._levels[:frames], self._from_db)
        at_the_end = frames == len(self._levels)
        count = len(self._samples) if at_the_end else frames * FRAME
        samples, start = self._samples[:count], self._start
        self._drop(frames)
        if not spans:
            return []
        offset = start / SAMPLE_RATE
        speech = tuple((offset + span.start * FRAME_S, offset + span.end * FRAME_S) for span in spans)
        return [Piece(channel=self._channel, start_sample=start, samples=samples, speech=speech)]

    def _drop(self, frames: int) -> None:
        self._samples = self._samples[frames * FRAME :]
        self._levels = self._levels[frames:]
        self._start += frames * FRAME


def _pauses(spans: tuple[Span, ...], dropped: int, frames: int) -> list[Span]:
    """Return the pauses between the spans, and the one that runs to the end when it is already long."""
    ends = [span.end - dropped for span in spans]
    starts = [*(span.start - dropped for span in spans[1:]), frames]
    pauses = [Span(start=end, end=start) for end, start in zip(ends, starts, strict=True)]
    last = pauses[-1]
    return pauses if last.end - last.start >= _LONG_PAUSE else pauses[:-1]
