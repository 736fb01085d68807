"""Mel-frequency cepstra: how a voice sounds, frame by frame, whatever it says.

Source: Davis and Mermelstein 1980; mel scale by O'Shaughnessy 1987 (2595 log10(1 + f / 700)).
"""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from transcriber.media.commands import SAMPLE_RATE

Samples = NDArray[np.float32]

COEFFICIENTS: Final = 19

_WINDOW: Final = 400  # 25 ms
_HOP: Final = 160  # 10 ms
_TRANSFORM: Final = 512
_FILTERS: Final = 24
_LOWEST_HZ: Final = 120.0
_HIGHEST_HZ: Final = 3800.0  # what a telephone carries, so that every recording is judged alike


def mfcc(samples: Samples) -> Samples:
    """Return float32 [frames, 19], a frame each 10 ms; without the zeroth, which is only loudness."""
    if len(samples) < _WINDOW:
        return np.zeros((0, COEFFICIENTS), dtype=np.float32)
    sharpened = np.append(samples[0], samples[1:] - np.float32(0.97) * samples[:-1])
    frames = np.lib.stride_tricks.sliding_window_view(sharpened, _WINDOW)[::_HOP]
    spectrum = np.fft.rfft(frames * _hamming(), _TRANSFORM)
    energies = (np.square(spectrum.real) + np.square(spectrum.imag)) @ _filters()
    return np.log(np.maximum(energies, np.float32(1e-10))) @ _cosines()


@cache
def _hamming() -> Samples:
    return np.hamming(_WINDOW).astype(np.float32)


@cache
def _filters() -> Samples:
    """Return triangles, evenly spaced on the mel scale (float32 [bins, filters])."""
    mels = np.linspace(_mel(_LOWEST_HZ), _mel(_HIGHEST_HZ), _FILTERS + 2)
    edges = 700.0 * (10.0 ** (mels / 2595.0) - 1.0)
    bins = np.fft.rfftfreq(_TRANSFORM, 1.0 / SAMPLE_RATE)[:, None]
    rising = (bins - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - bins) / (edges[2:] - edges[1:-1])
    return np.maximum(0.0, np.minimum(rising, falling)).astype(np.float32)


@cache
def _cosines() -> Samples:
    """Return columns 1..19 of the discrete cosine transform (float32 [filters, coefficients])."""
    places = (np.arange(_FILTERS) + 0.5)[:, None] / _FILTERS
    columns = np.arange(1, COEFFICIENTS + 1)
    table: Samples = (np.cos(np.pi * columns * places) * np.sqrt(2.0 / _FILTERS)).astype(np.float32)
    return table


def _mel(hertz: float) -> float:
    return float(2595.0 * np.log10(1.0 + hertz / 700.0))
