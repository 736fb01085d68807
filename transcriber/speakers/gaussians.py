"""Stretches of speech as single Gaussians, kept as sums so that they can be added without their frames.

Source: Chen and Gopalakrishnan 1998, "Speaker, environment and channel change detection and clustering
via the Bayesian information criterion".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

_LEAST_VARIANCE: Final = 1e-3


@dataclass(frozen=True, eq=False)
class Gaussian:
    """Number of frames, their sum (float64 [n]) and the sum of their outer products (float64 [n, n])."""

    frames: int
    total: NDArray[np.float64]
    outer: NDArray[np.float64]

    @classmethod
    def of(cls, features: NDArray[np.float64]) -> Self:
        """Sum up these frames (float64 [frames, n])."""
        return cls(frames=len(features), total=features.sum(axis=0), outer=features.T @ features)

    def __add__(self, other: Gaussian) -> Gaussian:
        """Return the Gaussian of all frames of both."""
        return Gaussian(
            frames=self.frames + other.frames, total=self.total + other.total, outer=self.outer + other.outer
        )

    @property
    def mean(self) -> NDArray[np.float64]:
        """Return the mean frame."""
        return self.total / self.frames

    def covariance(self) -> NDArray[np.float64]:
        """Return the covariance, kept off zero so that it can be inverted."""
        mean = self.mean
        spread: NDArray[np.float64] = self.outer / self.frames - np.outer(mean, mean)
        return spread + _LEAST_VARIANCE * np.eye(len(mean))

    def cost(self) -> float:
        """Return how many nats describe its frames, constants left out: n/2 log det covariance."""
        return 0.5 * self.frames * float(np.linalg.slogdet(self.covariance())[1])

    def log_likelihood(self, other: Gaussian) -> float:
        """Return how likely the frames of `other` are under this one, per frame, in nats."""
        covariance = self.covariance()
        gap = other.mean - self.mean
        scatter = other.outer / other.frames - np.outer(other.mean, other.mean) + np.outer(gap, gap)
        distance = float(np.trace(np.linalg.solve(covariance, scatter)))
        return -0.5 * (float(np.linalg.slogdet(covariance)[1]) + distance)


def merging_cost(one: Gaussian, other: Gaussian, *, penalty: float = 1.0) -> float:
    """Return the change of the BIC when both become one; the lower, the likelier one speaker."""
    size = len(one.total)
    parameters = size + size * (size + 1) / 2
    together = one + other
    gain = together.cost() - one.cost() - other.cost()
    return gain - 0.5 * penalty * parameters * float(np.log(together.frames))
