"""What speaks against a division among voices: signs of one more voice, or too little speech to go by.

In: the division, and it again with one of the voices split in two. Out: a doubt, or none.
A voice of its own is far from the others and stays for whole turns; what somebody says now and then does not.
How the numbers were chosen, and how often the doubts are right: evals/README.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

Doubt = Literal["another_voice", "little_speech"]
Labels = NDArray[np.int64]

_ANOTHER_FROM: Final = 0.35
_FEWEST: Final = 10  # stretches of up to two seconds
_FEW: Final = 20
_CLOSE: Final = 0.55  # nats per frame


def doubt_of(
    labels: Labels, separation: float, finer: Iterable[tuple[Labels, float]], goes_on: NDArray[np.bool_]
) -> Doubt | None:
    """Return what makes the division doubtful.

    `finer` are divisions in which one voice is split in two; separations are in nats per frame; `goes_on`
    says of each stretch whether it follows the one before without a pause.
    """
    for split, apart in finer:
        if apart / max(separation, 1e-6) * (0.5 + _kept(labels, split, goes_on)) >= _ANOTHER_FROM:
            return "another_voice"
    few = len(labels) < _FEWEST or (len(labels) < _FEW and separation < _CLOSE)
    return "little_speech" if few else None


def _kept(labels: Labels, finer: Labels, goes_on: NDArray[np.bool_]) -> float:
    """Return how much more a finer voice goes on within turns than by chance: 0, no more, to 1, always."""
    shares = np.zeros((int(labels.max()) + 1, int(finer.max()) + 1))
    np.add.at(shares, (labels, finer), 1.0)
    shares /= np.maximum(1.0, shares.sum(axis=1, keepdims=True))
    within = goes_on[1:] & (labels[1:] == labels[:-1])
    if not within.any():
        return 0.0
    by_chance = float(np.mean(np.square(shares).sum(axis=1)[labels[1:][within]]))
    found = float(np.mean((finer[1:] == finer[:-1])[within]))
    return max(0.0, (found - by_chance) / max(1e-6, 1.0 - by_chance)) if by_chance < 1.0 else 0.0
