"""Where in a piece somebody speaks, by loudness alone: the preview engine hears one utterance at a time.

Not here: whether there is speech at all (gate.py).

A frame is 20 ms. Levels are in dB below full scale, after a first difference that takes away hum and rumble.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from transcriber.media.commands import SAMPLE_RATE
from transcriber.stretch import Stretch, bridged, runs

FRAME: Final = SAMPLE_RATE // 50
FRAME_S: Final = FRAME / SAMPLE_RATE
_LOWEST_DB: Final = -100
_QUIETEST_FLOOR_DB: Final = -72.0  # digital silence says nothing about how quiet speech can be
_SMALLEST_RANGE_DB: Final = 9.0  # steady noise or a tone moves less than this; speech moves 20 dB and more
_SHARE_OF_RANGE: Final = 0.3
_LOUD_FRAMES: Final = 15  # the level that at least 0.3 s of the whole recording reach
_BRIDGED_FRAMES: Final = 15  # a pause shorter than 0.3 s belongs to the speech around it
_SHORTEST_FRAMES: Final = 4  # a sound shorter than 80 ms is a click


def levels(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the level of each whole frame in dB (float32 [frames], -100..0)."""
    whole = len(samples) - len(samples) % FRAME
    if whole == 0:
        return np.zeros(0, dtype=np.float32)
    sharpened = samples[:whole].copy()
    sharpened[1:] -= np.float32(0.95) * samples[: whole - 1]
    power = np.mean(np.square(sharpened.reshape(-1, FRAME)), axis=1)
    decibels = 10.0 * np.log10(np.maximum(power, 1e-10))
    clipped: NDArray[np.float32] = np.clip(decibels, _LOWEST_DB, 0.0).astype(np.float32)
    return clipped


class LevelCount:
    """Counts how often each level occurs in a channel, in constant memory, and judges where speech begins."""

    def __init__(self) -> None:
        """Start with nothing counted."""
        self._counts = np.zeros(-_LOWEST_DB + 1, dtype=np.int64)

    def add(self, frame_levels: NDArray[np.float32]) -> None:
        """Count these frames."""
        bins = np.rint(frame_levels - _LOWEST_DB).astype(np.int64)
        self._counts += np.bincount(bins, minlength=len(self._counts))

    def loudest_db(self) -> float:
        """Return the level that 0.3 s of the recording reach; -100 when nothing does."""
        from_above = np.cumsum(self._counts[::-1])
        reached = int(np.searchsorted(from_above, _LOUD_FRAMES))
        return float(max(_LOWEST_DB, -reached))

    def speech_from_db(self) -> float:
        """Return the level from which a frame counts as speech; above 0 when the channel has none."""
        total = int(self._counts.sum())
        from_below = np.cumsum(self._counts)
        floor = float(np.searchsorted(from_below, max(1, total // 10)) + _LOWEST_DB)
        from_db = speech_from_db(floor, self.loudest_db())
        return 1.0 if from_db is None else from_db


def speech_stretches(frame_levels: NDArray[np.float32], from_db: float) -> tuple[Stretch, ...]:
    """Return the stretches of speech in frames: short pauses bridged, clicks dropped."""
    found = bridged(runs(frame_levels >= from_db), _BRIDGED_FRAMES)
    return tuple(one for one in found if one.end - one.start >= _SHORTEST_FRAMES)


def speech_from_db(floor_db: float, top_db: float) -> float | None:
    """Return from which level on sound is as loud as somebody who speaks; None: it is steady, nobody does.

    `floor_db` is what nine tenths of the recording exceed, `top_db` what 0.3 s of it reach.
    """
    floor_db = max(floor_db, _QUIETEST_FLOOR_DB)
    spread = top_db - floor_db
    return None if spread < _SMALLEST_RANGE_DB else floor_db + _SHARE_OF_RANGE * spread
