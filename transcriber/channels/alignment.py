"""One second of two channels side by side: how far apart they are, and how much of each the other explains.

In: samples of both channels at 4 kHz. Out: `Measure`. Not here: what many of them say (compare.py).
Cross-correlation finds the lag, the coherence per band of frequency tells how much is shared (Carter,
Knapp and Nuttall 1973), so that neither gain, polarity, offset nor a filter hides what is shared.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

RATE: Final = 4000
BLOCK: Final = RATE  # one second
REACH: Final = RATE // 2  # half a second to either side
_TRANSFORM: Final = 8192  # holds a block slid over its surroundings
_WINDOW: Final = 256  # 64 ms
_HOP: Final = 128
_EDGES_HZ: Final = (150, 350, 600, 900, 1250, 1700)
_SLICES: Final = tuple(
    slice(round(low * _WINDOW / RATE), round(high * _WINDOW / RATE)) for low, high in pairwise(_EDGES_HZ)
)
_BAND_MEANS: Final = np.array(
    [
        sum(1.0 / (band.stop - band.start) for band in _SLICES if band.start <= place < band.stop)
        for place in range(_WINDOW // 2 + 1)
    ]
)
_HANN: Final = np.hanning(_WINDOW).astype(np.float32)
_QUIETEST: Final = 0.1
_CLEARLY: Final = 0.15
BANDS: Final = len(_SLICES)


@dataclass(frozen=True, eq=False)
class Measure:
    """What a second of two channels has in common.

    `lag` is by how many samples (4 kHz) the second channel comes later; `shared` the share of power, 0..1,
    that each explains of the other; `power` (float32 [2, bands]) is that of either channel in dB, `quiet`
    (float32 [2]) that of its quietest moments.
    """

    lag: int
    shared: float
    power: NDArray[np.float32]
    quiet: NDArray[np.float32]


class Alignment:
    """Finds the one lag between two channels, the surer the more it has heard, and compares at that lag."""

    def __init__(self) -> None:
        """Start with every lag alike."""
        self._likeness = np.zeros(2 * REACH + 1)

    def measure(self, block: NDArray[np.float32], around: NDArray[np.float32]) -> Measure:
        """Compare a block of the first channel (float32 [4000]) with the second around it (float32 [8000]).

        The lag is the one that all seconds so far speak for, or this second's own where that explains more.
        """
        likeness = _likeness(block, around)
        self._likeness += likeness**2
        common = _at(int(np.argmax(self._likeness)) - REACH, block, around)
        own = int(np.argmax(likeness)) - REACH
        if own == common.lag:
            return common
        alone = _at(own, block, around)
        return alone if alone.shared > common.shared + _CLEARLY else common


def _at(lag: int, block: NDArray[np.float32], around: NDArray[np.float32]) -> Measure:
    mine, other = _spectra(block), _spectra(around[REACH + lag : REACH + lag + BLOCK])
    cross = np.square(np.abs(np.mean(mine * other.conj(), axis=0)))
    moments = np.square(np.abs(np.stack([mine, other])))
    powers = moments.mean(axis=1)
    both = powers[0] * powers[1]
    shared = [cross[band].sum() / max(1e-24, float(both[band].sum())) for band in _SLICES]
    weights = [float(np.sqrt(both[band]).sum()) for band in _SLICES]
    return Measure(
        lag=lag,
        shared=float(np.dot(shared, weights) / max(1e-16, sum(weights))),
        power=_decibels(np.stack([powers[:, band].mean(axis=1) for band in _SLICES], axis=1)),
        quiet=_decibels(np.quantile(moments @ _BAND_MEANS, _QUIETEST, axis=1)),
    )


def _decibels(power: NDArray[np.floating]) -> NDArray[np.float32]:
    decibels: NDArray[np.float32] = (10.0 * np.log10(power + 1e-9)).astype(np.float32)
    return decibels


def _likeness(block: NDArray[np.float32], around: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return how well the block fits its surroundings at each lag (float64 [4001]), whatever its sign."""
    spectrum = np.fft.rfft(block, _TRANSFORM).conj() * np.fft.rfft(around, _TRANSFORM)
    spectrum /= np.sqrt(np.abs(spectrum)) + 1e-9  # half whitened: pitch and tones count less
    products = np.abs(np.fft.irfft(spectrum, _TRANSFORM)[: 2 * REACH + 1])
    sums = np.concatenate(([0.0], np.cumsum(np.square(around, dtype=np.float64))))
    power = sums[BLOCK:] - sums[:-BLOCK]  # a louder neighbour is not to be taken for the same
    scale = np.sqrt(float(np.square(block, dtype=np.float64).sum())) * (power + 0.01 * power.max() + 1e-6)
    likeness: NDArray[np.float64] = np.sqrt(np.square(products) / (scale + 1e-6))
    return likeness


def _spectra(samples: NDArray[np.float32]) -> NDArray[np.complex64]:
    frames = np.lib.stride_tricks.sliding_window_view(samples, _WINDOW)[::_HOP]
    return np.fft.rfft(frames * _HANN).astype(np.complex64, copy=False)
