"""The little that every synthesized sound is made of: time, tones, envelopes, and a place in a longer sound.

Sounds are float32 [samples] at 16 kHz; `rng` decides whatever is left open, so that a seed gives one sound.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

RATE: Final = 16_000

Samples = NDArray[np.float32]
Rng = np.random.Generator
Maker = Callable[[Rng, float], Samples]


def moments(seconds: float) -> NDArray[np.float64]:
    """Return the time of each sample in seconds."""
    return np.arange(round(seconds * RATE)) / RATE


def tones(seconds: float, *hertz: float) -> Samples:
    """Return steady sines, added up."""
    time = moments(seconds)
    sound: Samples = np.sum([np.sin(2 * np.pi * pitch * time) for pitch in hertz], axis=0).astype(np.float32)
    return sound


def faded(sound: Samples, *, rise_s: float, fall_s: float) -> Samples:
    """Return the sound with its ends faded in and out."""
    time = np.arange(len(sound)) / RATE
    ends = np.minimum(time / rise_s, (len(sound) / RATE - time) / fall_s)
    shaped: Samples = (sound * np.clip(ends, 0.0, 1.0)).astype(np.float32)
    return shaped


def laid(seconds: float, parts: list[tuple[float, Samples]]) -> Samples:
    """Return all parts, each at its start in seconds, added up in a sound of this length."""
    whole = np.zeros(round(seconds * RATE), dtype=np.float32)
    for start_s, part in parts:
        first = round(start_s * RATE)
        room = whole[first : first + len(part)]
        room += part[: len(room)]
    return whole


def repeated(seconds: float, *parts: Samples) -> Samples:
    """Return the parts one after the other, again and again."""
    cycle = np.concatenate(parts)
    length = round(seconds * RATE)
    return np.tile(cycle, -(-length // len(cycle)))[:length]


def quiet(seconds: float) -> Samples:
    """Return nothing at all."""
    return np.zeros(round(seconds * RATE), dtype=np.float32)


def coloured(rng: Rng, seconds: float, slope: float) -> Samples:
    """Return noise whose power falls with frequency to this power: 0 white, 1 pink, 2 brown."""
    count = round(seconds * RATE)
    spectrum = np.fft.rfft(rng.normal(size=count))
    hertz = np.maximum(np.fft.rfftfreq(count, 1 / RATE), 20.0)
    sound = np.fft.irfft(spectrum * hertz ** (-slope / 2), count)
    return (sound / np.std(sound)).astype(np.float32)


def passed(sound: Samples, low_hz: float, high_hz: float) -> Samples:
    """Return what lies between two frequencies, with edges a tenth as wide as the frequency."""
    hertz = np.fft.rfftfreq(len(sound), 1 / RATE)
    gain = np.clip((hertz - 0.9 * low_hz) / (0.1 * low_hz + 1e-9), 0, 1)
    gain *= np.clip((1.1 * high_hz - hertz) / (0.1 * high_hz), 0, 1)
    return np.fft.irfft(np.fft.rfft(sound) * gain, len(sound)).astype(np.float32)
