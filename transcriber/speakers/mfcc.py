"""Mel-frequency cepstra: how a voice sounds, frame by frame, whatever it says.

Source: Davis and Mermelstein 1980; mel scale by O'Shaughnessy 1987 (2595 log10(1 + f / 700)).
"""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from transcriber.media.commands import SAMPLE_RATE

COEFFICIENTS: Final = 19
_WINDOW: Final = 400  # 25 ms
_HOP: Final = 160  # 10 ms
_TRANSFORM: Final = 512
_FILTERS: Final = 24
_LOWEST_HZ: Final = 120.0
_HIGHEST_HZ: Final = 3800.0  # what a telephone carries, so that every recording is judged alike


def mfcc(samples: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return float64 [frames, 19], a frame each 10 ms; without the zeroth, which is only loudness."""
    if len(samples) < _WINDOW:
        return np.zeros((0, COEFFICIENTS))
    sharpened = np.append(samples[0], samples[1:] - np.float32(0.97) * samples[:-1])
    frames = np.lib.stride_tricks.sliding_window_view(sharpened, _WINDOW)[::_HOP]
    spectrum = np.fft.rfft(frames * np.hamming(_WINDOW), _TRANSFORM)
    energies = np.square(np.abs(spectrum)) @ _filters().T
    cepstra: NDArray[np.float64] = np.log(np.maximum(energies, 1e-10)) @ _cosines().T
    return cepstra


@cache
def _filters() -> NDArray[np.float64]:
    """Return triangles, evenly spaced on the mel scale (float64 [filters, bins])."""
    mels = np.linspace(_mel(_LOWEST_HZ), _mel(_HIGHEST_HZ), _FILTERS + 2)
    edges = 700.0 * (10.0 ** (mels / 2595.0) - 1.0)
    bins = np.fft.rfftfreq(_TRANSFORM, 1.0 / SAMPLE_RATE)
    rising = (bins - edges[:-2, None]) / (edges[1:-1] - edges[:-2])[:, None]
    falling = (edges[2:, None] - bins) / (edges[2:] - edges[1:-1])[:, None]
    triangles: NDArray[np.float64] = np.maximum(0.0, np.minimum(rising, falling))
    return triangles


@cache
def _cosines() -> NDArray[np.float64]:
    """Return rows 1..19 of the discrete cosine transform (float64 [coefficients, filters])."""
    places = (np.arange(_FILTERS) + 0.5) / _FILTERS
    rows = np.arange(1, COEFFICIENTS + 1)[:, None]
    table: NDArray[np.float64] = np.cos(np.pi * rows * places) * np.sqrt(2.0 / _FILTERS)
    return table


def _mel(hertz: float) -> float:
    return float(2595.0 * np.log10(1.0 + hertz / 700.0))
