"""Clips of half a minute that hold no speech, as a telephone line or a good microphone carries them.

In: a kind of sound and a seed. Out: float32 [samples], 16 kHz, the same for the same arguments.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import cycle, islice
from typing import Final

import numpy as np

from evals.nonspeech.music import HELD_OUT_MUSIC, MUSIC
from evals.nonspeech.noises import HELD_OUT_NOISES, NOISES
from evals.nonspeech.shapes import Maker, Samples, coloured, passed
from evals.nonspeech.signals import HELD_OUT_SIGNALS, SIGNALS
from evals.nonspeech.voicelike import HELD_OUT_VOICELIKE, VOICELIKE

CLIP_S: Final = 30.0
#: The gate was made with these in view, and with seeds below `FIRST_HELD_OUT_SEED`.
SEEN: Final[Mapping[str, Maker]] = {**NOISES, **SIGNALS, **MUSIC, **VOICELIKE}
#: These were only listened to for the report.
UNSEEN: Final[Mapping[str, Maker]] = {
    **HELD_OUT_NOISES,
    **HELD_OUT_SIGNALS,
    **HELD_OUT_MUSIC,
    **HELD_OUT_VOICELIKE,
}
FIRST_HELD_OUT_SEED: Final = 10_000
_WIDE_SHARE: Final = 0.25  # of the clips that are not narrowed to a telephone's band


@dataclass(frozen=True, eq=False)
class Clip:
    """A sound without speech, and what it is."""

    kind: str
    seed: int
    samples: Samples


def clip(kind: str, seed: int, seconds: float = CLIP_S) -> Clip:
    """Return one clip; KeyError when there is no such kind."""
    rng = np.random.default_rng([zlib.crc32(kind.encode()), seed])
    make = SEEN.get(kind) or UNSEEN[kind]
    sound = make(rng, seconds)
    peak = float(np.max(np.abs(sound)))
    if peak > 0.001:  # silence stays silence
        sound = sound * np.float32(10 ** (rng.uniform(-32, -3) / 20) / peak)
        sound += np.float32(10 ** (rng.uniform(-90, -50) / 20)) * coloured(rng, seconds, 0.5)
    if rng.random() >= _WIDE_SHARE:
        sound = telephone(sound)
    return Clip(kind=kind, seed=seed, samples=np.clip(sound, -1.0, 1.0).astype(np.float32))


def clips(kinds: Mapping[str, Maker], first_seed: int, count: int, seconds: float = CLIP_S) -> Iterator[Clip]:
    """Yield this many clips, the kinds in turn, each with a seed of its own."""
    for number, kind in enumerate(islice(cycle(kinds), count)):
        yield clip(kind, first_seed + number, seconds)


def telephone(sound: Samples) -> Samples:
    """Return what a telephone line leaves: 300 to 3400 Hz, 8 kHz, mu-law. Source: ITU-T G.711."""
    narrow = passed(sound, 300.0, 3400.0)[::2]
    sign, size = np.sign(narrow), np.minimum(np.abs(narrow), 1.0)
    coded = np.rint(127 * np.log1p(255 * size) / np.log(256)) / 127
    heard = sign * np.expm1(coded * np.log(256)) / 255
    spectrum = np.fft.rfft(heard)
    wide = np.zeros(len(sound) // 2 + 1, dtype=complex)
    wide[: len(spectrum)] = 2 * spectrum
    return np.fft.irfft(wide, len(sound)).astype(np.float32)
