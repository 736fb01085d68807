"""Silence and noise: what a line carries when nobody and nothing sounds at its other end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from evals.nonspeech.shapes import RATE, Maker, Rng, Samples, coloured, laid, moments, passed, quiet, repeated


def _dead(rng: Rng, seconds: float) -> Samples:
    """Nothing, or the last bit flickering."""
    flicker = rng.integers(-1, 2, round(seconds * RATE)) / 32768 * rng.integers(0, 2)
    return np.asarray(quiet(seconds) + flicker, dtype=np.float32)


def _white(rng: Rng, seconds: float) -> Samples:
    return coloured(rng, seconds, 0.0)


def _pink(rng: Rng, seconds: float) -> Samples:
    return coloured(rng, seconds, 1.0)


def _brown(rng: Rng, seconds: float) -> Samples:
    return coloured(rng, seconds, 2.0)


def _hum(rng: Rng, seconds: float) -> Samples:
    """The mains with its harmonics, and some hiss."""
    mains = rng.choice([50.0, 60.0])
    time = moments(seconds)
    sound = sum(
        rng.uniform(0.1, 1.0) / number * np.sin(2 * np.pi * number * mains * time + rng.uniform(0, 6.28))
        for number in range(1, 16)
    )
    return np.asarray(sound + 0.05 * coloured(rng, seconds, 0.0), dtype=np.float32)


def _clicks(rng: Rng, seconds: float) -> Samples:
    """Crackle: short bursts at random moments."""
    parts = []
    for start in rng.uniform(0, seconds, int(seconds * rng.uniform(0.5, 12))):
        length = int(rng.uniform(8, 300))
        burst = rng.normal(size=length) * np.exp(-np.arange(length) / (length / 4)) * rng.uniform(0.2, 1)
        parts.append((float(start), burst.astype(np.float32)))
    return laid(seconds, parts) + np.float32(0.01) * coloured(rng, seconds, 0.5)


def _comfort(rng: Rng, seconds: float) -> Samples:
    """Comfort noise that changes its level every few seconds, as silence suppression does."""
    steps = np.repeat(rng.uniform(0.05, 1.0, int(seconds) + 1), int(RATE * rng.uniform(0.5, 3)))
    noise = passed(coloured(rng, seconds, 0.7), 200, 3500)
    return (noise * np.resize(steps, len(noise))).astype(np.float32)


def _wind(rng: Rng, seconds: float) -> Samples:
    """Wind or traffic: low noise that swells and falls."""
    swell = np.interp(moments(seconds), np.arange(seconds + 2), rng.uniform(0.05, 1.0, int(seconds) + 2))
    return (coloured(rng, seconds, 1.5) * swell**2).astype(np.float32)


def _buzz(rng: Rng, seconds: float) -> Samples:
    """A mobile phone near a wire: pulses, 217 a second, in bursts."""
    pulses = (moments(0.4) * 217 % 1.0 < 0.12).astype(np.float32)
    pause = quiet(float(rng.uniform(0.1, 1.5)))
    return passed(repeated(seconds, pulses, pause), 100, 4000)


def _typing(rng: Rng, seconds: float) -> Samples:
    """Keys: pairs of dull clicks, a few in a second, with pauses."""
    parts, now = [], 0.0
    while now < seconds:
        length = int(rng.uniform(200, 700))
        hit = rng.normal(size=length) * np.exp(-np.arange(length) / 80.0)
        parts += [(now, hit.astype(np.float32)), (now + 0.07, (0.4 * hit).astype(np.float32))]
        now += rng.uniform(0.09, 0.3) if rng.random() < 0.85 else rng.uniform(0.5, 3.0)
    return passed(laid(seconds, parts), 300, 5000) + np.float32(0.003) * coloured(rng, seconds, 1.0)


def _static(rng: Rng, seconds: float) -> Samples:
    """Packet loss on a noisy line: hiss that breaks off and comes back."""
    gaps = np.repeat(rng.random(int(seconds * 50) + 1) > rng.uniform(0.05, 0.4), RATE // 50)
    return (coloured(rng, seconds, 0.3) * gaps[: round(seconds * RATE)]).astype(np.float32)


#: What was looked at while the gate was made, and what was kept for the report alone.
NOISES: Final[Mapping[str, Maker]] = {
    "silence": _dead,
    "white": _white,
    "pink": _pink,
    "brown": _brown,
    "hum": _hum,
    "clicks": _clicks,
    "comfort": _comfort,
}
HELD_OUT_NOISES: Final[Mapping[str, Maker]] = {
    "wind": _wind,
    "buzz": _buzz,
    "typing": _typing,
    "static": _static,
}
