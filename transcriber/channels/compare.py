"""Listens to two channels at once and says at the end what they have to do with each other.

In: blocks of both channels as they are decoded. Out: `Relation`: one sound twice, or two sides of a call and
how loud either is heard on the other. Kept meanwhile: 54 bytes a second, and a second and a half of sound.
Not here: the comparison of one second (alignment.py), what the numbers mean (relation.py).
"""

from __future__ import annotations

from array import array
from typing import Final

import numpy as np
from numpy.typing import NDArray

from transcriber.channels.alignment import BANDS, BLOCK, RATE, REACH, Alignment
from transcriber.channels.relation import Relation, relation_of
from transcriber.media.commands import SAMPLE_RATE

_STEP: Final = SAMPLE_RATE // RATE
_TAPS: Final = 32
_NEEDED: Final = BLOCK + 2 * REACH


class ChannelComparison:
    """Compares two channels second by second."""

    def __init__(self) -> None:
        """Start with nothing heard."""
        self._waiting = np.zeros((REACH, 2), dtype=np.float32)  # so that what comes early has surroundings
        self._carried = np.zeros((_TAPS - _STEP, 2), dtype=np.float32)
        self._lags = array("h")
        self._shared = array("f")
        self._power = array("f")
        self._quiet = array("f")
        self._alignment = Alignment()

    def add(self, block: NDArray[np.float32]) -> None:
        """Take the next block (float32 [samples, 2], 16 kHz)."""
        self._waiting = np.concatenate((self._waiting, self._slowed(block)))
        while len(self._waiting) >= _NEEDED:
            self._compare(self._waiting)
            self._waiting = self._waiting[BLOCK:]

    def relation(self) -> Relation:
        """Say what the channels have to do with each other."""
        self._compare(np.pad(self._waiting, ((0, _NEEDED - len(self._waiting)), (0, 0))))
        power = np.array(self._power).reshape(-1, 2, BANDS)
        quiet = np.array(self._quiet).reshape(-1, 2)
        return relation_of(np.array(self._lags), np.array(self._shared), power, quiet)

    def _compare(self, waiting: NDArray[np.float32]) -> None:
        block = np.ascontiguousarray(waiting[REACH : REACH + BLOCK, 0])
        found = self._alignment.measure(block, np.ascontiguousarray(waiting[:_NEEDED, 1]))
        self._lags.append(found.lag)
        self._shared.append(found.shared)
        self._power.extend(found.power.ravel().tolist())
        self._quiet.extend(found.quiet.tolist())

    def _slowed(self, block: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the block at 4 kHz, what is above 2 kHz taken away."""
        whole = np.concatenate((self._carried, block))
        self._carried = whole[len(whole) - (_TAPS - _STEP) :]
        windows = np.lib.stride_tricks.sliding_window_view(whole, _TAPS, axis=0)[::_STEP]
        slowed: NDArray[np.float32] = windows @ _LOW_PASS
        return slowed


def _low_pass() -> NDArray[np.float32]:
    places = np.arange(_TAPS) - (_TAPS - 1) / 2
    taps = np.hanning(_TAPS + 2)[1:-1] * np.sinc(0.92 * places / _STEP)
    scaled: NDArray[np.float32] = (taps / taps.sum()).astype(np.float32)
    return scaled


_LOW_PASS: Final = _low_pass()
