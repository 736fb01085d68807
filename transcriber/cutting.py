"""Packs the speech of one channel into pieces that fill Whisper's window; silence is in no piece.

In: the stretches of speech that the gate found, then the samples as they come in. Out: `Piece`.
A piece holds almost 30 s of sound: sentences with half a second around them, long pauses between them left
out. A recogniser pays for 30 s whatever it gets, so a call of short answers costs a fraction of its length.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise, zip_longest
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from transcriber.engines.silero import WINDOW
from transcriber.gate import WINDOW_S, Speech, Track
from transcriber.media.commands import SAMPLE_RATE
from transcriber.stretch import Stretch

_MARGIN: Final = 9  # 0.3 s of what surrounds the speech goes with it
_LEFT_OUT: Final = 40  # a pause from 1.3 s on is shortened to twice the margin
_EARLIEST: Final = round(12 / WINDOW_S)  # a recogniser makes more of words that have others around them
_LONGEST: Final = int(29.8 / WINDOW_S)  # Whisper hears 30 s at a time
_WIDEST: Final = round(300 / WINDOW_S)  # so that a call with little speech still moves on


@dataclass(frozen=True, eq=False)
class Piece:
    """Sound of one channel to be heard in one go.

    `samples` (float32 [n]) are the `stretches` of the recording (in samples) one after the other; without
    any it is one, from `start_sample` on. `speech`: where in the recording somebody speaks, in seconds;
    `certain`: the parts of that which are speech beyond doubt.
    """

    channel: int
    start_sample: int
    samples: NDArray[np.float32]
    speech: tuple[tuple[float, float], ...]
    stretches: tuple[Stretch, ...] = ()
    certain: tuple[tuple[float, float], ...] = ()

    @property
    def start_s(self) -> float:
        """Seconds from the start of the recording."""
        return self.start_sample / SAMPLE_RATE

    @property
    def end_s(self) -> float:
        """Seconds from the start of the recording."""
        return self.parts[-1].end / SAMPLE_RATE

    def during(self, start_s: float, end_s: float) -> tuple[float, float]:
        """Return when in the recording something in the piece is, by its seconds in the piece.

        It stays within the stretch that its middle falls into; beyond the end of the piece it is at its end.
        """
        middle = (start_s + end_s) / 2 * SAMPLE_RATE
        offset = 0
        for part in self.parts:
            length = part.end - part.start
            if middle < offset + length:
                break
            offset += length
        else:
            return self.end_s, self.end_s
        first, last = (
            min(max(0.0, second * SAMPLE_RATE - offset), float(length)) for second in (start_s, end_s)
        )
        return (part.start + first) / SAMPLE_RATE, (part.start + last) / SAMPLE_RATE

    def sound(self, start_s: float, end_s: float) -> NDArray[np.float32]:
        """Return the samples between two moments of the recording, as far as they are in the piece."""
        first, last = round(start_s * SAMPLE_RATE), round(end_s * SAMPLE_RATE)
        found, offset = [self.samples[:0]], 0
        for part in self.parts:
            low, high = max(first, part.start), min(last, part.end)
            if low < high:
                found.append(self.samples[offset + low - part.start : offset + high - part.start])
            offset += part.end - part.start
        return np.concatenate(found)

    @property
    def parts(self) -> tuple[Stretch, ...]:
        """The stretches of the recording (in samples) that are in it, one after the other."""
        whole = Stretch(self.start_sample, self.start_sample + len(self.samples))
        return self.stretches or (whole,)


@dataclass(frozen=True)
class PiecePlan:
    """What a piece will hold: stretches of the recording in samples, and the speech in them in seconds."""

    stretches: tuple[Stretch, ...]
    speech: tuple[tuple[float, float], ...]
    certain: tuple[tuple[float, float], ...]


def plan_pieces(track: Track, speech: Speech) -> tuple[PiecePlan, ...]:
    """Divide the speech among as few pieces as it fits into; each window of it is in exactly one."""
    parts = _parts(track, speech.runs)
    return tuple(
        _plan(_joined(parts[first:end]), speech, track.samples) for first, end in pairwise(_edges(parts))
    )


class Cutter:
    """Gathers what the plans ask for from the blocks of one channel; holds no more than a piece."""

    def __init__(self, channel: int, plans: tuple[PiecePlan, ...]) -> None:
        """Start at the beginning of the recording."""
        self._channel = channel
        self._plans = list(reversed(plans))
        self._parts: list[NDArray[np.float32]] = []
        self._seen = 0

    def feed(self, block: NDArray[np.float32]) -> tuple[Piece, ...]:
        """Take the next block and return the pieces that it completes."""
        first, self._seen = self._seen, self._seen + len(block)
        pieces: list[Piece] = []
        while self._plans and self._plans[-1].stretches[0].start < self._seen:
            plan = self._plans[-1]
            for part in plan.stretches:
                low, high = max(part.start, first), min(part.end, self._seen)
                if low < high:
                    self._parts.append(block[low - first : high - first].copy())
            if plan.stretches[-1].end > self._seen:
                break
            pieces.append(self._piece(self._plans.pop()))
        return tuple(pieces)

    def _piece(self, plan: PiecePlan) -> Piece:
        samples, self._parts = np.concatenate(self._parts), []
        return Piece(
            channel=self._channel,
            start_sample=plan.stretches[0].start,
            samples=samples,
            speech=plan.speech,
            stretches=plan.stretches,
            certain=plan.certain,
        )


class _Part(NamedTuple):
    """Windows that stay together, and how long the pause is in whose middle they begin; 0: amid speech."""

    start: int
    end: int
    pause: int


def _parts(track: Track, speech: tuple[Stretch, ...]) -> list[_Part]:
    """Return what is cut out: speech with its margin, divided in its pauses, else where it must be."""
    parts: list[_Part] = []
    before: Stretch | None = None
    for run, after in zip_longest(speech, speech[1:]):
        pause = _LEFT_OUT if before is None else run.start - before.end
        reach = pause // 2 if pause < _LEFT_OUT else _MARGIN
        ahead = _LEFT_OUT if after is None else after.start - run.end
        end = run.end + (ahead - ahead // 2 if ahead < _LEFT_OUT else _MARGIN)
        whole = _Part(max(0, run.start - reach), min(len(track.likely), end), pause)
        parts += _short_parts(track, whole)
        before = run
    return parts


def _short_parts(track: Track, part: _Part) -> Iterator[_Part]:
    while part.end - part.start > _LONGEST:
        cut = _quietest(track, part)
        yield part._replace(end=cut)
        part = _Part(cut, part.end, 0)
    yield part


def _edges(parts: list[_Part]) -> list[int]:
    """Return which parts begin a piece, and the end: the fewest pieces, and of all ways the least harmful.

    `best` has for the first n parts (pieces, harm, where the last of these pieces begins).
    """
    best = [(0, 0, 0)]
    for end, last in enumerate(parts, 1):
        length = 0
        ways: list[tuple[int, int, int]] = []
        for first in range(end - 1, -1, -1):
            length += parts[first].end - parts[first].start
            if ways and (length > _LONGEST or last.end - parts[first].start > _WIDEST):
                break
            pieces, harm, _ = best[first]
            ways.append((pieces + 1, harm + _harm(parts[first].pause, length), first))
        best.append(min(ways))
    edges = [len(parts)]
    while edges[-1] > 0:
        edges.append(best[edges[-1]][2])
    return edges[::-1]


def _harm(pause: int, length: int) -> int:
    """Say how bad it is to begin a piece in such a pause, and to have one of this length, in windows."""
    return max(0, _LEFT_OUT - pause) + max(0, _EARLIEST - length) // 10


def _joined(parts: list[_Part]) -> list[Stretch]:
    joined: list[Stretch] = []
    for part in parts:
        if joined and joined[-1].end == part.start:
            joined[-1] = Stretch(joined[-1].start, part.end)
        else:
            joined.append(Stretch(part.start, part.end))
    return joined


def _quietest(track: Track, part: _Part) -> int:
    """Return the window between 12 and 29.8 s at which least is said, and where that is alike, is heard."""
    first, last = part.start + _EARLIEST, part.start + _LONGEST
    around = np.ones(9)
    said = np.convolve(track.likely[first:last].astype(np.float64), around, "same")
    heard = np.convolve(track.level_db[first:last].astype(np.float64), around, "same")
    return first + int(np.argmin(said + 0.1 * heard))


def _plan(packed: list[Stretch], speech: Speech, samples: int) -> PiecePlan:
    return PiecePlan(
        stretches=tuple(Stretch(part.start * WINDOW, min(part.end * WINDOW, samples)) for part in packed),
        speech=_inside(packed, speech.runs, samples / SAMPLE_RATE),
        certain=_inside(packed, speech.certain, samples / SAMPLE_RATE),
    )


def _inside(
    packed: list[Stretch], runs: tuple[Stretch, ...], duration_s: float
) -> tuple[tuple[float, float], ...]:
    """Return what of the runs lies in the packed parts, in seconds."""
    inside: list[tuple[float, float]] = []
    for part in packed:
        first = bisect_right(runs, part.start, key=lambda run: run.end)
        last = bisect_left(runs, part.end, key=lambda run: run.start)
        for run in runs[first:last]:
            start, end = max(run.start, part.start), min(run.end, part.end)
            inside.append((start * WINDOW_S, min(end * WINDOW_S, duration_s)))
    return tuple(inside)
