"""Speech as single Gaussians, kept as sums so that they can be added without their frames.

Source: Chen and Gopalakrishnan 1998, "Speaker, environment and channel change detection and clustering
via the Bayesian information criterion".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.floating]

_LEAST_VARIANCE: Final = 1e-3


@dataclass(frozen=True, eq=False)
class Gaussian:
    """One or many: number of frames, their sum, and the sum of their outer products.

    float64 [...], [..., n] and [..., n, n]; many are added and compared at once, as numpy broadcasts them.
    """

    frames: Numbers
    total: Numbers
    outer: Numbers

    @classmethod
    def of(cls, features: NDArray[np.floating]) -> Self:
        """Sum up these frames (floats [frames, n])."""
        exact = features.astype(np.float64)
        return cls(frames=np.asarray(float(len(exact))), total=exact.sum(axis=0), outer=exact.T @ exact)

    def __getitem__(self, places: int | slice | NDArray[np.int64] | NDArray[np.bool_]) -> Gaussian:
        """Return those at these places."""
        return Gaussian(self.frames[places], self.total[places], self.outer[places])

    def __add__(self, other: Gaussian) -> Gaussian:
        """Return the Gaussian of all frames of both."""
        return Gaussian(self.frames + other.frames, self.total + other.total, self.outer + other.outer)

    def __sub__(self, other: Gaussian) -> Gaussian:
        """Return the Gaussian of the frames that are not the other's, which are all among its own."""
        return Gaussian(self.frames - other.frames, self.total - other.total, self.outer - other.outer)

    @property
    def mean(self) -> Numbers:
        """Return the mean frame (float64 [..., n])."""
        return self.total / self.frames[..., None]

    def covariance(self) -> Numbers:
        """Return the covariance, kept off zero so that it can be inverted (float64 [..., n, n])."""
        return self.spread() + _LEAST_VARIANCE * np.eye(self.total.shape[-1])

    def cost(self) -> Numbers:
        """Return how many nats describe its frames, constants left out: n/2 log det covariance."""
        return np.asarray(0.5 * self.frames * np.linalg.slogdet(self.covariance())[1])

    def log_likelihoods(self, others: Gaussian) -> Numbers:
        """Return how likely the frames of m others are under each of k (float64 [m, k]; nats per frame)."""
        covariances = self.covariance()
        inverses, sizes = np.linalg.inv(covariances), np.linalg.slogdet(covariances)[1]
        inside = others.spread().reshape(len(others.frames), -1) @ inverses.reshape(len(inverses), -1).T
        gaps = others.mean[:, None] - self.mean
        apart = np.einsum("mki,kij,mkj->mk", gaps, inverses, gaps, optimize=True)
        return np.asarray(-0.5 * (sizes + inside + apart))

    def log_likelihood_of_each(self, others: Gaussian) -> Numbers:
        """Return how likely the frames of each other are under the one at its place (float64 [n])."""
        covariances = self.covariance()
        gaps = others.mean - self.mean
        scatters = others.spread() + gaps[:, :, None] * gaps[:, None, :]
        distances = np.einsum("nij,nij->n", np.linalg.inv(covariances), scatters)
        return np.asarray(-0.5 * (np.linalg.slogdet(covariances)[1] + distances))

    def spread(self) -> Numbers:
        """Return the covariance as it is (floats [..., n, n])."""
        mean = self.mean
        spread: Numbers = self.outer / self.frames[..., None, None] - mean[..., :, None] * mean[..., None, :]
        return spread


def merging_cost(
    one: Gaussian, other: Gaussian, *, apart: Numbers | None = None, penalty: float = 1.0
) -> Numbers:
    """Return the change of the BIC when both become one; the lower, the likelier one speaker.

    `apart` is what both cost as they are, where that is known already.
    """
    size = one.total.shape[-1]
    parameters = size + size * (size + 1) / 2
    together = one + other
    gain = together.cost() - (one.cost() + other.cost() if apart is None else apart)
    return np.asarray(gain - 0.5 * penalty * parameters * np.log(together.frames))
