"""Music on hold: chords, melodies, arpeggios, drums and small bands, of added sines and plucked strings.

Source of the plucked string: Karplus and Strong 1983.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from evals.nonspeech.shapes import RATE, Maker, Rng, Samples, faded, laid, moments, passed

_MAJOR: Final = (0, 2, 4, 5, 7, 9, 11)
_PROGRESSIONS: Final = ((0, 4, 5, 3), (0, 5, 3, 4), (1, 4, 0, 0), (0, 2, 3, 4))


def _note(degree: int, key_hz: float) -> float:
    """Return the pitch of a step of the major scale."""
    return float(key_hz * 2.0 ** ((_MAJOR[degree % 7] + 12 * (degree // 7)) / 12))


def _key(rng: Rng, low_hz: float = 110.0) -> float:
    return low_hz * float(2.0 ** (rng.integers(0, 12) / 12))


def _tone(
    hertz: float, seconds: float, partials: tuple[float, ...], *, vibrato: float = 0.0, rate_hz: float = 5.5
) -> Samples:
    """Return a tone with these strengths of its harmonics; `vibrato` is the share by which it sways."""
    time = moments(seconds)
    sway = vibrato / rate_hz * hertz * np.sin(2 * np.pi * rate_hz * time) / (2 * np.pi)
    phase = 2 * np.pi * (hertz * time + sway)
    sound = sum(
        strength * np.sin(number * phase)
        for number, strength in enumerate(partials, 1)
        if strength and number * hertz < 7500
    )
    return np.asarray(sound, dtype=np.float32)


def _plucked(rng: Rng, hertz: float, seconds: float) -> Samples:
    """Return a plucked string."""
    period = max(2, round(RATE / hertz))
    rounds = -(-round(seconds * RATE) // period)
    string = rng.uniform(-1, 1, period)
    heard = np.empty((rounds, period))
    for place in range(rounds):
        heard[place] = string
        string = 0.498 * (string + np.roll(string, 1))
    return heard.reshape(-1)[: round(seconds * RATE)].astype(np.float32)


def _falling(sound: Samples, half_life_s: float) -> Samples:
    time = np.arange(len(sound)) / RATE
    return (sound * np.minimum(time / 0.004, 1.0) * 0.5 ** (time / half_life_s)).astype(np.float32)


_ORGAN: Final = (1.0, 0.6, 0.3, 0.25, 0.0, 0.1, 0.0, 0.1)
_STRINGS: Final = tuple(1.0 / number for number in range(1, 20))
_PIANO: Final = (1.0, 0.5, 0.35, 0.2, 0.12, 0.08, 0.05)
_FLUTE: Final = (1.0, 0.25, 0.12, 0.03)
_CLARINET: Final = (1.0, 0.02, 0.6, 0.02, 0.35, 0.02, 0.2)
_BRASS: Final = (0.6, 0.9, 1.0, 0.8, 0.6, 0.45, 0.3, 0.2, 0.12, 0.08)


def _chords(
    rng: Rng, seconds: float, partials: tuple[float, ...], bar_s: float, fall: float | None
) -> Samples:
    key, steps = _key(rng), _PROGRESSIONS[rng.integers(len(_PROGRESSIONS))]
    parts = []
    for bar in range(int(seconds / bar_s) + 1):
        root = steps[bar % 4]
        for degree in (root, root + 2, root + 4, root + 7):
            tone = _tone(_note(degree, key), bar_s, partials, vibrato=0.004)
            shaped = _falling(tone, fall) if fall else faded(tone, rise_s=0.08, fall_s=0.1)
            parts.append((bar * bar_s, shaped))
    return laid(seconds, parts)


def _pad(rng: Rng, seconds: float) -> Samples:
    return _chords(rng, seconds, _STRINGS, float(rng.uniform(1.5, 4)), None)


def _organ(rng: Rng, seconds: float) -> Samples:
    return _chords(rng, seconds, _ORGAN, float(rng.uniform(0.6, 2.5)), None)


def _piano(rng: Rng, seconds: float) -> Samples:
    return _chords(rng, seconds, _PIANO, float(rng.uniform(0.4, 1.2)), 0.35)


def _tune(
    rng: Rng, seconds: float, partials: tuple[float, ...], *, vibrato: float, octave: float = 220.0
) -> Samples:
    """A melody that wanders over the scale in notes of several lengths."""
    key, beat = _key(rng, octave), float(rng.uniform(0.25, 0.6))
    parts, now, degree = [], 0.0, 4
    while now < seconds:
        length = beat * float(rng.choice([0.5, 1.0, 1.0, 1.5, 2.0]))
        tone = _tone(_note(degree, key), length, partials, vibrato=vibrato)
        parts.append((now, faded(tone, rise_s=0.03, fall_s=0.05)))
        now += length * (1.0 if rng.random() < 0.85 else 2.0)
        degree = int(np.clip(degree + rng.integers(-3, 4), 0, 13))
    return laid(seconds, parts)


def _flute(rng: Rng, seconds: float) -> Samples:
    return _tune(rng, seconds, _FLUTE, vibrato=0.02, octave=330.0)


def _violin(rng: Rng, seconds: float) -> Samples:
    return _tune(rng, seconds, _STRINGS, vibrato=0.03)


def _chiptune(rng: Rng, seconds: float) -> Samples:
    square = tuple(1.0 / n if n % 2 else 0.0 for n in range(1, 16))
    return _tune(rng, seconds, square, vibrato=0.0)


def _arpeggio(rng: Rng, seconds: float) -> Samples:
    key, step_s = _key(rng), float(rng.uniform(0.1, 0.3))
    steps = _PROGRESSIONS[rng.integers(len(_PROGRESSIONS))]
    order = rng.permutation([0, 2, 4, 7, 9, 7, 4, 2])
    parts = []
    for place in range(int(seconds / step_s)):
        degree = steps[(place // 8) % 4] + int(order[place % 8])
        parts.append((place * step_s, _plucked(rng, _note(degree, key), 4 * step_s)))
    return laid(seconds, parts)


def _drums(rng: Rng, seconds: float) -> Samples:
    beat = float(rng.uniform(0.4, 0.7))
    time = moments(0.3)
    falling = 2 * np.pi * (50 * time + 8 * (1 - np.exp(-time * 30)))
    kick = (np.sin(falling) * np.exp(-time * 12)).astype(np.float32)
    parts: list[tuple[float, Samples]] = []
    for place in range(int(seconds / beat * 2)):
        hat = (rng.normal(size=1200) * np.exp(-np.arange(1200) / 250)).astype(np.float32)
        parts.append((place * beat / 2, np.float32(0.15) * hat))
        if place % 4 == 0:
            parts.append((place * beat / 2, kick))
        if place % 4 == 2:
            snare = (rng.normal(size=3200) * np.exp(-np.arange(3200) / 700)).astype(np.float32)
            parts.append((place * beat / 2, np.float32(0.4) * snare))
    return laid(seconds, parts)


def _band(rng: Rng, seconds: float) -> Samples:
    """Chords, bass, drums and a tune over them."""
    tune = _tune(rng, seconds, (_FLUTE, _STRINGS, _PIANO)[rng.integers(3)], vibrato=0.015)
    band = 0.25 * _pad(rng, seconds) + 0.5 * tune + 0.6 * _drums(rng, seconds)
    return np.asarray(band, dtype=np.float32)


def _clarinet(rng: Rng, seconds: float) -> Samples:
    return _tune(rng, seconds, _CLARINET, vibrato=0.008, octave=165.0)


def _brass(rng: Rng, seconds: float) -> Samples:
    return _tune(rng, seconds, _BRASS, vibrato=0.01, octave=150.0)


def _music_box(rng: Rng, seconds: float) -> Samples:
    key, beat = _key(rng, 520.0), float(rng.uniform(0.2, 0.4))
    parts = []
    for place in range(int(seconds / beat)):
        tone = _tone(_note(int(rng.integers(0, 12)), key), 1.5, (1.0, 0.0, 0.4, 0.0, 0.2))
        if rng.random() < 0.8:
            parts.append((place * beat, _falling(tone, 0.25)))
    return laid(seconds, parts)


def _guitar_and_drums(rng: Rng, seconds: float) -> Samples:
    """Overdriven guitar over drums."""
    driven = np.tanh(4.0 * _arpeggio(rng, seconds)) + 0.8 * _drums(rng, seconds)
    return passed(driven.astype(np.float32), 80, 5000)


MUSIC: Final[Mapping[str, Maker]] = {
    "pad": _pad,
    "organ": _organ,
    "piano": _piano,
    "flute": _flute,
    "violin": _violin,
    "chiptune": _chiptune,
    "arpeggio": _arpeggio,
    "drums": _drums,
    "band": _band,
}
HELD_OUT_MUSIC: Final[Mapping[str, Maker]] = {
    "clarinet": _clarinet,
    "brass": _brass,
    "music box": _music_box,
    "guitar": _guitar_and_drums,
}
