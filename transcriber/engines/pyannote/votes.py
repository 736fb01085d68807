"""How sure it is, moment by moment, whose voice is heard: the votes of pyannote's overlapping windows.

In: what the pipeline hands out on its way. Out: a share per moment and voice.

The pipeline looks at each moment in about ten windows of some seconds. Each window says who speaks (a voice
of its own, unnamed) and how that voice sounds; it counts for the speakers by how much it sounds like each.
The share is full where all windows hear one speaker who sounds like nobody else; it is low in overlap, where
windows disagree, at a change, and where two speakers sound alike.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

_STEEPNESS: Final = 10.0  # a cosine that is higher by 0.1 counts for 0.73, by 0.3 for 0.95


class Votes:
    """Shares float32 [moments, voices], a moment each `step_s` from `start_s` on; their sum is 1 at most."""

    def __init__(self, shares: NDArray[np.float32], *, start_s: float, step_s: float) -> None:
        """Keep the shares."""
        self._shares = shares
        self._start_s = start_s
        self._step_s = step_s

    def during(self, start_s: float, end_s: float) -> NDArray[np.float32]:
        """Return the mean share of each voice (float32 [voices]) between two moments."""
        last = len(self._shares) - 1
        first = min(last, max(0, round((start_s - self._start_s) / self._step_s)))
        behind = min(last + 1, max(first + 1, round((end_s - self._start_s) / self._step_s)))
        mean: NDArray[np.float32] = self._shares[first:behind].mean(axis=0)
        return mean


NO_VOTES: Final = Votes(np.zeros((1, 0), dtype=np.float32), start_s=0.0, step_s=1.0)


def votes_of(windows: Any, sounds: NDArray[np.float64], voices: NDArray[np.float64], moments: Any) -> Votes:  # noqa: ANN401 - features of pyannote, which is optional
    """Count the votes.

    `windows`: pyannote's feature [windows, frames, own voices], who speaks in each window; `sounds`: float
    [windows, own voices, n], how they sound; `voices`: float [voices, n], how the speakers sound; `moments`:
    the sliding window of the moments that all windows are put together in.
    """
    from pyannote.audio import Inference
    from pyannote.core import SlidingWindowFeature

    alike = _softmax(_STEEPNESS * _cosines(sounds, voices))
    speaking = np.nan_to_num(windows.data).astype(np.float32)
    counted = np.concatenate(
        (speaking @ alike.astype(np.float32), np.maximum(1.0, speaking.sum(axis=2, keepdims=True))), axis=2
    )
    summed = Inference.aggregate(
        SlidingWindowFeature(counted, windows.sliding_window),
        moments,
        hamming=False,
        missing=0.0,
        skip_average=True,
    )
    shares = summed.data[:, :-1] / np.maximum(summed.data[:, -1:], 1e-6)
    place = summed.sliding_window
    middle_s = place.start + place.duration / 2
    return Votes(shares.astype(np.float32), start_s=float(middle_s), step_s=float(place.step))


def _cosines(sounds: NDArray[np.float64], voices: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how alike they are, -1..1 (float64 [windows, own voices, voices]); 0 where one is unknown."""
    cosines: NDArray[np.float64] = _unit(sounds) @ _unit(voices).T
    return np.nan_to_num(cosines)


def _unit(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    unit: NDArray[np.float64] = vectors / np.where(lengths > 0, lengths, 1.0)
    return unit


def _softmax(values: NDArray[np.float64]) -> NDArray[np.float64]:
    powers = np.exp(values - values.max(axis=-1, keepdims=True))
    shares: NDArray[np.float64] = powers / powers.sum(axis=-1, keepdims=True)
    return shares
