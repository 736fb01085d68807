"""The stretches of speech of a recording as Gaussians, thousands of them, packed into few bytes.

In: a Gaussian for each stretch. Out: a few hundred of them at a time, to be reckoned with.
A covariance is symmetric, so that half of it is enough: 840 bytes for 19 coefficients.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from transcriber.speakers.gaussians import Gaussian, Numbers

_AT_ONCE: Final = 256

Places = NDArray[np.int64]


class StretchStore:
    """Takes stretches one by one; their `frames` and `of` are to be asked for when all of them are in."""

    def __init__(self) -> None:
        """Start with none."""
        self._packed = array("f")
        self._size = 0

    def add(self, stretch: Gaussian) -> None:
        """Keep this stretch in float32."""
        self._size = len(stretch.total)
        halved = stretch.outer[np.triu_indices(self._size)]
        packed = np.concatenate((stretch.frames[None], stretch.total, halved)).astype(np.float32)
        self._packed.frombytes(packed.tobytes())

    def all(self) -> Stretches:
        """Return those that were added."""
        width = 1 + self._size + self._size * (self._size + 1) // 2
        rows = np.asarray(self._packed, dtype=np.float32).reshape(-1, width)
        return Stretches(rows, self._size, np.arange(len(rows)))


class Stretches:
    """Stretches of a store, or some of them, in the order of time."""

    def __init__(self, rows: NDArray[np.float32], size: int, places: Places) -> None:
        """Look at those at these places."""
        self._rows = rows
        self._size = size
        self._places = places
        self.frames: Numbers = rows[places, 0].astype(np.float64)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._places)

    def some(self, places: Places) -> Stretches:
        """Return those at these places of mine; nothing is copied."""
        return Stretches(self._rows, self._size, self._places[places])

    def at(self, places: Places | slice) -> Gaussian:
        """Return those at these places of mine, to be reckoned with (float64)."""
        rows = self._rows[self._places[places]].astype(np.float64)
        upper = np.triu_indices(self._size)
        outer = np.empty((len(rows), self._size, self._size))
        outer[:, upper[0], upper[1]] = outer[:, upper[1], upper[0]] = rows[:, 1 + self._size :]
        return Gaussian(rows[:, 0], rows[:, 1 : 1 + self._size], outer)

    def parts(self) -> Iterator[tuple[slice, Gaussian]]:
        """Yield all of them, a few hundred at a time, and where they stand."""
        for first in range(0, len(self), _AT_ONCE):
            place = slice(first, first + _AT_ONCE)
            yield place, self.at(place)

    def together(self, labels: NDArray[np.int64]) -> Gaussian:
        """Return for each label, from 0 on, the Gaussian of all frames of those that have it."""
        names = np.arange(int(labels.max(initial=0)) + 1)
        sums = Gaussian(
            np.zeros(len(names)),
            np.zeros((len(names), self._size)),
            np.zeros((len(names), self._size, self._size)),
        )
        for place, some in self.parts():
            theirs = (labels[place] == names[:, None]).astype(np.float64)
            parts = (np.tensordot(theirs, part, 1) for part in (some.frames, some.total, some.outer))
            sums += Gaussian(*parts)
        return sums

    def log_likelihoods(self, voices: Gaussian) -> Numbers:
        """Return how likely each is under each of k voices (float64 [n, k]; nats per frame)."""
        none: Numbers = np.empty((0, len(voices.frames)))
        return np.concatenate([none, *(voices.log_likelihoods(some) for _, some in self.parts())])
