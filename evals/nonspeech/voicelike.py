"""Music that comes near to voices: wind instruments that glide, choirs of vowels, filters that speak.

A source with many harmonics goes through resonances that move, as a voice does; only there are no words.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from evals.nonspeech.shapes import RATE, Maker, Rng, Samples, coloured, faded, laid, moments

_MAJOR: Final = (0, 2, 4, 5, 7, 9, 11, 12)
#: The two lowest resonances of vowels in hertz. Source: Peterson and Barney 1952, rounded.
_VOWELS: Final = ((730.0, 1090.0), (530.0, 1840.0), (270.0, 2290.0), (570.0, 840.0), (300.0, 870.0))

Curve = NDArray[np.float64]


def _scale(rng: Rng, low_hz: float) -> Curve:
    return low_hz * 2.0 ** (int(rng.integers(0, 12)) / 12 + np.array(_MAJOR) / 12)


def _voiced(hertz: Curve, resonances: tuple[Curve, ...], width_hz: float) -> Samples:
    """Return harmonics of a pitch that moves, each as loud as the moving resonances let it through."""
    phase = 2 * np.pi * np.cumsum(hertz) / RATE
    sound = np.zeros(len(hertz))
    for number in range(1, int(4000 / float(np.min(hertz)))):
        gain = sum(1.0 / (1.0 + ((number * hertz - centre) / width_hz) ** 2) for centre in resonances)
        sound += gain / number**0.5 * np.sin(number * phase)
    return sound.astype(np.float32)


def _choir(rng: Rng, seconds: float) -> Samples:
    """Four voices sing vowels in slow chords; each sways on its own."""
    scale, bar_s = _scale(rng, 110.0), float(rng.uniform(1.0, 3.0))
    parts = []
    for bar in range(int(seconds / bar_s) + 1):
        vowel = _VOWELS[rng.integers(len(_VOWELS))]
        root = int(rng.integers(0, 4))
        for degree in (root, root + 2, root + 4):
            sway = 1 + 0.012 * np.sin(2 * np.pi * rng.uniform(4.5, 6.5) * moments(bar_s) + rng.uniform(0, 6))
            pitch = scale[degree % 8] * sway
            voice = _voiced(pitch, tuple(np.full(len(pitch), hertz) for hertz in vowel), 90.0)
            parts.append((bar * bar_s, faded(voice, rise_s=0.1, fall_s=0.15)))
    return laid(seconds, parts)


def _solo(rng: Rng, seconds: float, *, glide_s: float, width_hz: float, breath: float) -> Samples:
    """Slide from note to note, with vibrato that grows, pauses for breath, and some breath noise."""
    scale, parts, now = _scale(rng, 130.0), [], 0.0
    while now < seconds:
        count = int(rng.integers(2, 8))
        lengths = rng.choice([0.15, 0.25, 0.4, 0.8], count)
        notes = np.repeat(rng.choice(scale, count), (lengths * RATE).astype(int))
        smooth = max(1, int(glide_s * RATE))
        pitch = np.convolve(np.pad(notes, smooth, "edge"), np.ones(smooth) / smooth, "same")[smooth:-smooth]
        time = np.arange(len(pitch)) / RATE
        pitch = pitch * (1 + 0.02 * np.minimum(time, 1.0) * np.sin(2 * np.pi * 5.5 * time))
        centre = 500 + 900 * (0.5 + 0.5 * np.sin(2 * np.pi * rng.uniform(0.5, 3.0) * time))
        phrase = _voiced(pitch, (centre, np.full(len(pitch), 2300.0)), width_hz)
        phrase *= np.float32(0.8 / max(1e-6, float(np.std(phrase))))
        phrase += np.float32(breath) * coloured(rng, len(phrase) / RATE, 0.3)[: len(phrase)]
        parts.append((now, faded(phrase, rise_s=0.03, fall_s=0.08)))
        now += len(phrase) / RATE + float(rng.uniform(0.2, 1.2))
    return laid(seconds, parts)


def _saxophone(rng: Rng, seconds: float) -> Samples:
    return _solo(rng, seconds, glide_s=0.04, width_hz=350.0, breath=0.06)


def _slide(rng: Rng, seconds: float) -> Samples:
    """A slide guitar or theremin: nothing but glides."""
    return _solo(rng, seconds, glide_s=0.18, width_hz=600.0, breath=0.01)


def _wah(rng: Rng, seconds: float) -> Samples:
    """A synthesizer whose filter opens and closes with every note, as lips do."""
    scale, beat = _scale(rng, 98.0), float(rng.uniform(0.25, 0.8))
    parts = []
    for place in range(int(seconds / beat)):
        time = moments(beat)
        centre = 400 + 1800 * np.exp(-time / beat * 2)
        note = _voiced(np.full(len(time), scale[rng.integers(8)]), (centre,), 200.0)
        parts.append((place * beat, faded(note, rise_s=0.01, fall_s=0.08)))
    return laid(seconds, parts)


VOICELIKE: Final[Mapping[str, Maker]] = {"choir": _choir, "saxophone": _saxophone}
HELD_OUT_VOICELIKE: Final[Mapping[str, Maker]] = {"slide": _slide, "wah": _wah}
