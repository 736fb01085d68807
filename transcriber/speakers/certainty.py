"""How sure a division of stretches among voices is: as a whole, and for each stretch.

In: the stretches and how they were divided. Out: a certainty of 0.5..0.95, and one of 0..1 for each stretch.
As a whole it is sure when the same voices are found again in any half of the stretches, and when they explain
the recording better than one voice does. How the numbers were chosen: evals/README.md.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from transcriber.speakers.gaussians import Gaussian, Numbers
from transcriber.speakers.stretches import Stretches

Labels = NDArray[np.int64]
Divide = Callable[[Stretches], Labels | None]

_HALVES: Final = 4
_SEED: Final = 7  # the same recording has the same certainty each time
_MOST_COUNTED: Final = 0.6  # nats per frame; voices further apart are not surer for it
_HALF_SURE: Final = 1.0
_STEEPNESS: Final = 12.0
_LEAST, _RANGE = 0.5, 0.45
_STRETCH_STEEPNESS: Final = 1.6
_CLEARLY_ANOTHERS: Final = -1.0  # nats per frame
_FAR, _FAR_SPREADS = (
    6.0,
    6.0,
)  # so much less likely than is usual for its voice, in nats and in median deviations


def certainty_of(stretches: Stretches, labels: Labels, separation: float, divide: Divide) -> float:
    """Return how sure the whole division is, 0.5..0.95; `divide` divides other stretches in the same way.

    `separation` is by how many nats per frame several voices beat one.
    """
    noise = np.random.default_rng(_SEED)
    size = len(labels)
    agreements = []
    for _ in range(_HALVES):
        half = stretches.some(np.sort(noise.choice(size, max(2, (size + 1) // 2), replace=False)))
        found = divide(half)
        agreements.append(_LEAST if found is None else _agreement(stretches, labels, half.together(found)))
    sure = float(np.mean(agreements)) + 0.5 * min(separation, _MOST_COUNTED)
    return round(_LEAST + _RANGE * _logistic(_STEEPNESS * (sure - _HALF_SURE)), 3)


def certainties_of(stretches: Stretches, labels: Labels) -> tuple[float, ...]:
    """Return for each stretch how sure its voice is, judged by all of that voice but the stretch itself.

    What sounds like none of the voices is as unsure as what sounds like two.
    """
    voices = stretches.together(labels)
    likely = np.concatenate([_likelihoods(some, labels[place], voices) for place, some in stretches.parts()])
    far = np.zeros(len(labels), dtype=np.bool_)
    for label in range(len(voices.frames)):
        own = likely[labels == label, 0]
        usual = float(np.median(own))
        spread = float(np.median(np.abs(own - usual)))
        far |= (labels == label) & (likely[:, 0] < usual - max(_FAR_SPREADS * spread, _FAR))
    margins = np.maximum(likely[:, 0] - likely[:, 1], _CLEARLY_ANOTHERS)
    sure = np.where(far, np.minimum(margins, 0.0), margins)
    return tuple(_logistic(_STRETCH_STEEPNESS * margin) for margin in sure.tolist())


def _agreement(stretches: Stretches, labels: Labels, voices: Gaussian) -> float:
    """Return the share of the frames that go to the same voice by these voices, named as fits best."""
    again = np.argmax(stretches.log_likelihoods(voices), axis=1)
    count = int(max(labels.max(), again.max())) + 1
    shared = np.zeros((count, count))
    np.add.at(shared, (labels, again), stretches.frames)
    agreed = 0.0
    for _ in range(count):
        one, other = divmod(int(np.argmax(shared)), count)
        agreed += float(shared[one, other])
        shared[one, :] = shared[:, other] = -1.0
    return max(_LEAST, agreed / float(stretches.frames.sum()))


def _likelihoods(stretches: Gaussian, labels: Labels, voices: Gaussian) -> Numbers:
    """Return how likely each is under the rest of its voice, and under the next voice (float64 [n, 2])."""
    rest = voices[labels] - stretches
    alone = rest.frames < 1
    rest = Gaussian(np.where(alone, 1.0, rest.frames), rest.total, rest.outer)
    others = voices.log_likelihoods(stretches)
    others[np.arange(len(labels)), labels] = -np.inf
    next_best = others.max(axis=1)
    own = np.where(alone, next_best, rest.log_likelihood_of_each(stretches))
    return np.stack([own, next_best], axis=1)


def _logistic(value: float) -> float:
    return 1.0 / (1.0 + math.exp(-min(50.0, max(-50.0, value))))
