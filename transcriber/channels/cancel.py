"""Subtracts from one channel what the other one leaves on it, under the speaker's own words, too.

In: three blocks of both channels around the one to clean. Out: the middle one without the leak.
The path from channel to channel is learned per frequency wherever only the leak is heard, from the start of
the call on (least squares, as in echo control: Hänsler and Schmidt 2004, chapter 6).
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from transcriber.media.commands import SAMPLE_RATE
from transcriber.voice import FRAME

_WINDOW: Final = 1024
_HOP: Final = 512
_SLOPE: Final = np.sqrt(0.5 - 0.5 * np.cos(2 * np.pi * (np.arange(_WINDOW) + 0.5) / _WINDOW))
_FEWEST: Final = 12  # windows of leak alone before anything is subtracted: 0.4 s
_FORGET: Final = 0.9995
_LEAST: Final = 1e-7

Samples = NDArray[np.float32]


class LeakCanceller:
    """Learns how one channel is heard on the other, and takes it away; one for each direction."""

    def __init__(self, lag_s: float) -> None:
        """Start with nothing learned."""
        self._lag = round(lag_s * SAMPLE_RATE)
        self._cross = np.zeros(_WINDOW // 2 + 1, dtype=np.complex128)
        self._power = np.zeros(_WINDOW // 2 + 1)
        self._learned = 0

    def clean(self, mine: Samples, other: Samples, own: NDArray[np.bool_], first: int, count: int) -> Samples:
        """Return `count` samples of `mine` from `first` on, the leak taken away.

        `own` (bool [frames of 20 ms]) says where there is more than the leak: there nothing is learned.
        """
        begin = (first // _HOP - 2) * _HOP
        windows = -(-count // _HOP) + 4
        length = (windows + 1) * _HOP
        heard = _spectra(_stretch(mine, begin, length))
        source = _spectra(_stretch(other, begin - self._lag, length))
        for place in range(windows):
            at = begin + place * _HOP
            if first <= at < first + count and not own[at // FRAME : (at + _WINDOW) // FRAME + 1].any():
                self._learn(heard[place], source[place])
        if self._learned < _FEWEST:
            return mine[first : first + count]
        path = self._cross / (self._power + _LEAST)
        rest = np.fft.irfft(source * path, _WINDOW) * _SLOPE
        leaked = np.zeros(length)
        for place in range(windows):
            leaked[place * _HOP : place * _HOP + _WINDOW] += rest[place]
        offset = first - begin
        cleaned: Samples = mine[first : first + count] - leaked[offset : offset + count].astype(np.float32)
        return cleaned

    def _learn(self, heard: NDArray[np.complex128], source: NDArray[np.complex128]) -> None:
        self._cross = _FORGET * self._cross + heard * source.conj()
        self._power = _FORGET * self._power + np.square(np.abs(source))
        self._learned += 1


def _stretch(samples: Samples, begin: int, length: int) -> Samples:
    """Return samples from `begin` on, zeros where there are none."""
    found = np.zeros(length, dtype=np.float32)
    low, high = max(0, begin), min(len(samples), begin + length)
    if high > low:
        found[low - begin : high - begin] = samples[low:high]
    return found


def _spectra(samples: Samples) -> NDArray[np.complex128]:
    frames = np.lib.stride_tricks.sliding_window_view(samples, _WINDOW)[::_HOP]
    spectra: NDArray[np.complex128] = np.fft.rfft(frames * _SLOPE)
    return spectra
