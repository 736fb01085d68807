"""How loud the recording is along its length, for people to see where somebody speaks.

In: what was heard of each channel. Out: 600 numbers at most, each the loudest moment of its share.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from transcriber.gate import Track

_MOST: Final = 600
_SILENT_DB: Final = -60.0
_FULL: Final = 99


def loudness_of(tracks: tuple[Track, ...]) -> tuple[int, ...]:
    """Return 0 (-60 dB or less) to 99 (0 dB) for equal shares of the recording; empty where it is empty."""
    windows = max((len(track.level_db) for track in tracks), default=0)
    if not windows:
        return ()
    loudest = np.full(windows, _SILENT_DB)
    for track in tracks:
        part = loudest[: len(track.level_db)]
        np.maximum(part, track.level_db, out=part)
    shares = np.array_split(loudest, min(_MOST, windows))
    return tuple(round(_FULL * (1 - float(share.max()) / _SILENT_DB)) for share in shares)
