"""Divides stretches of speech between two voices, bottom up: the two that sound most alike become one.

Agglomerative clustering by the BIC (gaussians.py has the source), then a few rounds in which each stretch
goes to the voice under which it is likelier. On seven real telephone calls mixed to one channel 89 to
100 % of the frames get the right voice, on five synthetic ones all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from transcriber.speakers.gaussians import Gaussian, merging_cost

_MOST_CLUSTERED: Final = 240  # the longest ones; the others are assigned, so that the cost stays bounded
_SMALLEST_SHARE: Final = 0.08  # a cough is not a second speaker
_MOST_VOICES: Final = 6
_ROUNDS: Final = 5
_ONE_BELOW: Final = 0.25  # nats per frame; twelve calls of two had 0.26 and more, 18 of 24 single voices less


@dataclass(frozen=True)
class Division:
    """The voice (0 or 1) of each stretch, and by how many nats per frame two voices beat one."""

    labels: tuple[int, ...]
    separation: float

    @property
    def is_two(self) -> bool:
        """True when two voices explain the recording clearly better than one."""
        return self.separation >= _ONE_BELOW


def two_voices(stretches: tuple[Gaussian, ...]) -> Division:
    """Divide the stretches; with fewer than two there is one voice."""
    if len(stretches) < 2:
        return Division(labels=(0,) * len(stretches), separation=0.0)
    longest = sorted(stretches, key=lambda stretch: -stretch.frames)[:_MOST_CLUSTERED]
    voices = _clustered(longest)
    labels: tuple[int, ...] = ()
    for _ in range(_ROUNDS):
        labels = tuple(_likelier(voices, stretch) for stretch in stretches)
        if len(set(labels)) == 1:
            return Division(labels=(0,) * len(stretches), separation=0.0)
        voices = (_summed(stretches, labels, 0), _summed(stretches, labels, 1))
    frames = voices[0].frames + voices[1].frames
    return Division(labels=labels, separation=max(0.0, merging_cost(*voices) / frames))


def _likelier(voices: tuple[Gaussian, Gaussian], stretch: Gaussian) -> int:
    return int(voices[1].log_likelihood(stretch) > voices[0].log_likelihood(stretch))


def _summed(stretches: tuple[Gaussian, ...], labels: tuple[int, ...], label: int) -> Gaussian:
    first, *rest = (stretch for stretch, own in zip(stretches, labels, strict=True) if own == label)
    for stretch in rest:
        first = first + stretch
    return first


def _clustered(stretches: list[Gaussian]) -> tuple[Gaussian, Gaussian]:
    """Merge until two are left; when one of these is a mere cough, take the two largest of more."""
    enough = _SMALLEST_SHARE * sum(stretch.frames for stretch in stretches)
    groups = list(stretches)
    costs = _all_costs(groups)
    larger: tuple[Gaussian, Gaussian] | None = None
    while len(groups) > 2:
        _merge_closest(groups, costs)
        costs = costs[: len(groups), : len(groups)]
        if len(groups) <= _MOST_VOICES:
            pair = _two_largest(groups)
            larger = pair if larger is None or pair[1].frames >= enough else larger
    return larger or _two_largest(groups)


def _two_largest(groups: list[Gaussian]) -> tuple[Gaussian, Gaussian]:
    first, second, *_ = sorted(groups, key=lambda group: -group.frames)
    return first, second


def _all_costs(groups: list[Gaussian]) -> NDArray[np.float64]:
    """Return the cost of merging each pair (float64 [n, n], infinite on the diagonal)."""
    costs = np.full((len(groups), len(groups)), np.inf)
    for row, one in enumerate(groups):
        for column in range(row):
            costs[row, column] = costs[column, row] = merging_cost(one, groups[column])
    return costs


def _merge_closest(groups: list[Gaussian], costs: NDArray[np.float64]) -> None:
    """Merge the cheapest pair in place; the last group moves into the freed place."""
    one, other = sorted(int(place) for place in np.unravel_index(np.argmin(costs), costs.shape))
    last = len(groups) - 1
    groups[one] = groups[one] + groups[other]
    groups[other] = groups[last]
    costs[other, :], costs[:, other] = costs[last, :].copy(), costs[:, last].copy()
    costs[other, other] = np.inf
    groups.pop()
    for place in range(last):
        if place != one:
            costs[one, place] = costs[place, one] = merging_cost(groups[one], groups[place])
