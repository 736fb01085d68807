"""How right the machine is, of a category, by what auditors judged blind; and whether that is to be trusted.

In: judgements on items drawn at random, oldest first. Out: `Accuracy`.
Not here: drawing (draw.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from lifecycle.isotonic import wilson
from models.frozen import Frozen
from models.transcript import Probability

#: A category is trusted while its accuracy is, with 95 % confidence, above this.
TRUSTED_ABOVE: Final = 0.95
#: So many of the newest judgements count, so that what was good long ago does not hide what is bad now.
NEWEST: Final = 400
#: A version of the machine is not trusted on less than so many judgements of its own.
LEAST_JUDGED: Final = 80


class Accuracy(Frozen):
    """Of `judged` items `right` were right; the true share lies between `low` and `high` (Wilson, 95 %)."""

    judged: int
    right: int
    low: Probability
    high: Probability
    trusted: bool
    why: str


def accuracy(judgements: Sequence[bool]) -> Accuracy:
    """Return the accuracy by the newest judgements, and whether it is trusted, with the reason in a sentence.

    Trust is no state that anybody keeps: it follows from the judgements, so it ends by itself with the one
    that takes the lower bound to `TRUSTED_ABOVE` or below.
    """
    newest = judgements[-NEWEST:]
    judged, right = len(newest), sum(newest)
    low, high = wilson(right, judged)
    trusted = judged >= LEAST_JUDGED and low > TRUSTED_ABOVE
    return Accuracy(
        judged=judged, right=right, low=low, high=high, trusted=trusted, why=_why(judged, right, low)
    )


def _why(judged: int, right: int, low: float) -> str:
    """What was counted; what follows from it depends on the settings, and is for the page to say."""
    if judged < LEAST_JUDGED:
        return f"{judged} of at least {LEAST_JUDGED} judged items are there."
    told = f"{right} of the newest {judged} judged items were right, so at least {low:.2%} are (95 % sure)"
    if low > TRUSTED_ABOVE:
        return f"{told}: more than {TRUSTED_ABOVE:.0%}."
    return f"{told}: that is not more than {TRUSTED_ABOVE:.0%}."
