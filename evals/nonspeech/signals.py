"""What exchanges, telephones and modems sound like: ringing, busy, dial tone, DTMF, fax.

Source: ITU-T E.180 supplement 2 (tones of the countries), Q.23 (DTMF), T.30 (fax), V.21 (modem).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from evals.nonspeech.shapes import RATE, Maker, Rng, Samples, faded, laid, moments, quiet, repeated, tones

_ROWS: Final = (697.0, 770.0, 852.0, 941.0)
_COLUMNS: Final = (1209.0, 1336.0, 1477.0, 1633.0)

#: Frequencies, then seconds of sound and pause in turn.
_RINGING: Final = (
    ((440.0, 480.0), (2.0, 4.0)),  # North America
    ((400.0, 450.0), (0.4, 0.2, 0.4, 2.0)),  # United Kingdom, Ireland, Australia, India
    ((425.0,), (1.0, 4.0)),  # Germany and most of Europe
    ((440.0,), (1.5, 3.5)),  # France
    ((425.0,), (1.5, 3.0)),  # Spain
    ((425.0,), (1.0, 5.0)),  # Sweden
    ((450.0,), (1.0, 4.0)),  # China
    ((400.0, 416.0), (1.0, 2.0)),  # Japan
)
_BUSY: Final = (
    ((480.0, 620.0), (0.5, 0.5)),
    ((400.0,), (0.375, 0.375)),
    ((425.0,), (0.48, 0.48)),
    ((425.0,), (0.2, 0.2)),
    ((480.0, 620.0), (0.25, 0.25)),
    ((440.0,), (0.5, 0.5)),
)
_DIAL: Final = ((350.0, 440.0), (425.0,), (440.0,), (400.0, 416.0), (350.0, 450.0))


Plans = tuple[tuple[tuple[float, ...], tuple[float, ...]], ...]


def _cadence(rng: Rng, seconds: float, plans: Plans) -> Samples:
    hertz, times = plans[rng.integers(len(plans))]
    parts = [
        faded(tones(time, *hertz), rise_s=0.004, fall_s=0.004) if place % 2 == 0 else quiet(time)
        for place, time in enumerate(times)
    ]
    return np.roll(repeated(seconds, *parts), int(rng.integers(RATE * 4)))


def _ringing(rng: Rng, seconds: float) -> Samples:
    return _cadence(rng, seconds, _RINGING)


def _busy(rng: Rng, seconds: float) -> Samples:
    return _cadence(rng, seconds, _BUSY)


def _dial(rng: Rng, seconds: float) -> Samples:
    return tones(seconds, *_DIAL[rng.integers(len(_DIAL))])


def _dtmf(rng: Rng, seconds: float) -> Samples:
    """Numbers keyed in, fast or slowly, with pauses between them."""
    parts, now = [], 0.2
    while now < seconds:
        for _ in range(int(rng.integers(1, 14))):
            length = float(rng.uniform(0.05, 0.4))
            pair = tones(length, rng.choice(_ROWS), rng.choice(_COLUMNS))
            parts.append((now, faded(pair, rise_s=0.003, fall_s=0.003)))
            now += length + float(rng.uniform(0.04, 0.35))
        now += float(rng.uniform(0.3, 5.0))
    return laid(seconds, parts)


def _fax(rng: Rng, seconds: float) -> Samples:
    """A fax calls (1100 Hz, 0.5 s in 3.5), or answers (2100 Hz, then V.21 flags)."""
    if rng.random() < 0.5:
        return repeated(seconds, faded(tones(0.5, 1100.0), rise_s=0.01, fall_s=0.01), quiet(3.0))
    answer = tones(2.6, 2100.0)
    flags = _keyed(rng, 1.2, 300.0, 1650.0, 1850.0)
    return repeated(seconds, answer, quiet(0.1), flags, quiet(float(rng.uniform(0.5, 2.0))))


def _modem(rng: Rng, seconds: float) -> Samples:
    """A modem or an alarm panel: two tones keyed by data, at several speeds."""
    speeds = ((300.0, 1070.0, 1270.0), (1200.0, 1200.0, 2200.0), (45.0, 1400.0, 1800.0))
    bauds, low, high = speeds[rng.integers(3)]
    burst = float(rng.uniform(0.6, 4.0))
    return repeated(seconds, _keyed(rng, burst, bauds, low, high), quiet(float(rng.uniform(0.05, 2.0))))


def _keyed(rng: Rng, seconds: float, bauds: float, low_hz: float, high_hz: float) -> Samples:
    bits = rng.integers(0, 2, int(seconds * bauds) + 1)
    hertz = np.where(bits[(moments(seconds) * bauds).astype(int)] == 1, low_hz, high_hz)
    return np.sin(2 * np.pi * np.cumsum(hertz) / RATE).astype(np.float32)


def _three_tones(rng: Rng, seconds: float) -> Samples:
    """The three rising tones before "the number you have dialled", alone (special information tone)."""
    parts = [faded(tones(0.33, hertz), rise_s=0.005, fall_s=0.005) for hertz in (950.0, 1400.0, 1800.0)]
    return repeated(seconds, *parts, quiet(float(rng.uniform(0.8, 3.0))))


def _beeps(rng: Rng, seconds: float) -> Samples:
    """A recorder's or a waiting call's beep, every few seconds."""
    tone = tones(float(rng.uniform(0.1, 0.5)), float(rng.uniform(400, 2000)))
    beep = faded(tone, rise_s=0.005, fall_s=0.02)
    return repeated(seconds, beep, quiet(float(rng.uniform(1.0, 8.0))))


def _bell(rng: Rng, seconds: float) -> Samples:
    """A telephone with a real bell in the room: two gongs struck twenty times a second, 1 s in 3."""
    strikes = []
    gongs = rng.uniform(900, 2200, 2)
    time = moments(0.5)
    for place in range(24):
        partials = gongs[place % 2] * np.array([1.0, 2.76, 5.4])
        heard = [hertz for hertz in partials if hertz < 7900]
        sound = np.sum([np.sin(2 * np.pi * hertz * time) / n for n, hertz in enumerate(heard, 1)], axis=0)
        strikes.append((place / 20.0, (sound * np.exp(-time * 8)).astype(np.float32)))
    return repeated(seconds, laid(1.8, strikes), quiet(float(rng.uniform(1.0, 3.0))))


def _sweep(rng: Rng, seconds: float) -> Samples:
    """A test of the line or a siren: a tone that glides up and down."""
    turn_s = float(rng.uniform(0.4, 5.0))
    hertz = 900 + 600 * np.sin(2 * np.pi * moments(seconds) / turn_s)
    return np.sin(2 * np.pi * np.cumsum(hertz) / RATE).astype(np.float32)


SIGNALS: Final[Mapping[str, Maker]] = {
    "ringing": _ringing,
    "busy": _busy,
    "dial": _dial,
    "dtmf": _dtmf,
    "fax": _fax,
}
HELD_OUT_SIGNALS: Final[Mapping[str, Maker]] = {
    "modem": _modem,
    "three tones": _three_tones,
    "beeps": _beeps,
    "bell": _bell,
    "sweep": _sweep,
}
