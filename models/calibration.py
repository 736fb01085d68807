"""What people's decisions say about the machine's confidence: how often items were accepted.

Out: `Judgement`, `Outcome`, `Curve`, `Calibration`. Not here: fitting (lifecycle/isotonic.py), keeping
(storage/calibrations.py).
"""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime
from pydantic import Field as Constraint

from models.frozen import Frozen
from models.review import Verdict
from models.transcript import Probability


class Judgement(Frozen):
    """How sure a machine was of one item; `kind` is the word of the item's group, such as "promise".

    `field` is the name of a CRM field, `speaker` whose words show the item: agent, customer or both.
    """

    engine: str
    kind: str
    category: str
    confidence: Probability
    field: str | None = None
    speaker: str | None = None


class Outcome(Judgement):
    """And the decision that counts for it."""

    verdict: Verdict


class Step(Frozen):
    """Items of neighbouring confidences, and what was decided on them.

    `rate` is the share that was accepted as it stood; `low` and `high` bound it (Wilson, 95 %).
    """

    from_confidence: Probability
    to_confidence: Probability
    mean_confidence: Probability
    accepted: int
    edited: int
    rejected: int
    rate: Probability
    low: Probability
    high: Probability

    @property
    def decisions(self) -> int:
        """How many items there are in this step."""
        return self.accepted + self.edited + self.rejected


class Curve(Frozen):
    """What a confidence is worth for one engine, and in it for one kind and category where they are named.

    `steps` rise; `error_before` and `error_after` are Brier scores of the confidence and of the reading, the
    latter on decisions that the reading was not fitted on (five parts in turn). `observed` is what a
    reliability diagram shows: tenths of the confidence, those without decisions left out.
    """

    engine: str
    kind: str | None = None
    category: str | None = None
    steps: Annotated[tuple[Step, ...], Constraint(min_length=1)]
    observed: tuple[Step, ...]
    error_before: Probability
    error_after: Probability

    @property
    def decisions(self) -> int:
        """How many decisions it was fitted on."""
        return sum(step.decisions for step in self.steps)

    def reading(self, confidence: float) -> float:
        """Return the share of such items that is accepted as it stands: straight between the steps' means."""
        first, last = self.steps[0], self.steps[-1]
        if confidence <= first.mean_confidence:
            return first.rate
        for left, right in zip(self.steps, self.steps[1:], strict=False):
            if confidence <= right.mean_confidence:
                width = right.mean_confidence - left.mean_confidence
                share = (confidence - left.mean_confidence) / width if width else 1.0
                return left.rate + share * (right.rate - left.rate)
        return last.rate


class Calibration(Frozen):
    """One version of what was learned from decisions; `in_use` since a person switched it on."""

    version: int
    made_at: AwareDatetime
    curves: tuple[Curve, ...]
    decisions: int
    in_use: bool = False

    def curve(self, *, engine: str, kind: str, category: str) -> Curve | None:
        """Return the closest curve: of kind and category, else of the kind, else of the engine, else None."""
        for wanted in ((kind, category), (kind, None), (None, None)):
            for one in self.curves:
                if one.engine == engine and (one.kind, one.category) == wanted:
                    return one
        return None
