"""Fits a rising curve through decisions: what share of the items of a confidence was accepted as it stood.

In: outcomes of one group. Out: steps that rise, the observed shares, the errors before and after.
Sources: isotonic regression by pool-adjacent-violators (Ayer et al. 1955; Zadrozny and Elkan 2002), intervals
by Wilson 1927, errors by Brier 1950.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import sqrt
from typing import Final

from models.calibration import Curve, Outcome, Step

#: Fewer say too little: five steps of forty decisions each are known to 15 points (Wilson, 95 %), the
#: coarsest that tells "sure" from "fairly sure"; and without twenty on either side only one end is seen.
LEAST_DECISIONS: Final = 200
LEAST_OF_EACH: Final = 20
#: No step rests on fewer.
LEAST_IN_A_STEP: Final = 20
_TENTHS: Final = 10
_FOLDS: Final = 5
_Z: Final = 1.959964  # of 95 %


def is_enough(outcomes: Sequence[Outcome]) -> bool:
    """True when a curve through these decisions would tell something."""
    accepted = sum(_is_accepted(one) for one in outcomes)
    others = len(outcomes) - accepted
    return len(outcomes) >= LEAST_DECISIONS and min(accepted, others) >= LEAST_OF_EACH


def fitted(
    outcomes: Sequence[Outcome], *, engine: str, kind: str | None = None, category: str | None = None
) -> Curve:
    """Return the curve of these outcomes, at least one; the same ones in any order give the same curve."""
    ordered = sorted(outcomes, key=lambda one: (one.confidence, one.verdict))
    curve = Curve(
        engine=engine, kind=kind, category=category, steps=rising(ordered), observed=tenths(ordered),
        error_before=_brier(ordered, lambda confidence: confidence), error_after=0.0,
    )  # fmt: skip
    return curve.model_copy(update={"error_after": _error_elsewhere(ordered, curve)})


def rising(ordered: Sequence[Outcome]) -> tuple[Step, ...]:
    """Return steps whose rates rise, from outcomes in order of confidence: the others are pooled."""
    pools: list[list[Outcome]] = []
    accepted: list[int] = []
    for group in _same_confidence(ordered):
        pools.append(group)
        accepted.append(sum(_is_accepted(one) for one in group))
        while len(pools) > 1 and accepted[-2] * len(pools[-1]) >= accepted[-1] * len(pools[-2]):
            pools[-2].extend(pools.pop())
            accepted[-1] += accepted.pop(-2)
    return tuple(_step(pool) for pool in _large_enough(pools))


def tenths(ordered: Sequence[Outcome]) -> tuple[Step, ...]:
    """Return the outcomes of each tenth of the confidence in which there are any."""
    groups: dict[int, list[Outcome]] = {}
    for one in ordered:
        groups.setdefault(min(_TENTHS - 1, int(one.confidence * _TENTHS)), []).append(one)
    return tuple(
        _step(group).model_copy(
            update={"from_confidence": tenth / _TENTHS, "to_confidence": (tenth + 1) / _TENTHS}
        )
        for tenth, group in sorted(groups.items())
    )


def wilson(accepted: int, decisions: int) -> tuple[float, float]:
    """Return the bounds of a share with 95 % confidence; (0, 1) of nothing."""
    if decisions == 0:
        return 0.0, 1.0
    share, squared = accepted / decisions, _Z * _Z
    middle = (share + squared / (2 * decisions)) / (1 + squared / decisions)
    half = (
        _Z * sqrt(share * (1 - share) / decisions + squared / (4 * decisions**2)) / (1 + squared / decisions)
    )
    return max(0.0, min(share, middle - half)), min(1.0, max(share, middle + half))


def _same_confidence(ordered: Sequence[Outcome]) -> list[list[Outcome]]:
    groups: list[list[Outcome]] = []
    for one in ordered:
        if groups and groups[-1][0].confidence == one.confidence:
            groups[-1].append(one)
        else:
            groups.append([one])
    return groups


def _large_enough(pools: list[list[Outcome]]) -> list[list[Outcome]]:
    """Neighbours put together until each rests on enough decisions; what rose still rises."""
    kept: list[list[Outcome]] = []
    for pool in pools:
        if kept and len(kept[-1]) < LEAST_IN_A_STEP:
            kept[-1] = kept[-1] + pool
        else:
            kept.append(pool)
    if len(kept) > 1 and len(kept[-1]) < LEAST_IN_A_STEP:
        last = kept.pop()
        kept[-1] = kept[-1] + last
    return kept


def _step(outcomes: Sequence[Outcome]) -> Step:
    counts = {
        verdict: sum(one.verdict == verdict for one in outcomes) for verdict in ("accept", "edit", "reject")
    }
    low, high = wilson(counts["accept"], len(outcomes))
    confidences = [one.confidence for one in outcomes]
    return Step(
        from_confidence=min(confidences), to_confidence=max(confidences),
        mean_confidence=min(max(confidences), sum(confidences) / len(confidences)),
        accepted=counts["accept"], edited=counts["edit"], rejected=counts["reject"],
        rate=_rate(outcomes), low=low, high=high,
    )  # fmt: skip


def _is_accepted(one: Outcome) -> bool:
    return one.verdict == "accept"


def _rate(outcomes: Sequence[Outcome]) -> float:
    return sum(_is_accepted(one) for one in outcomes) / len(outcomes)


def _brier(outcomes: Sequence[Outcome], reading: Callable[[float], float]) -> float:
    return sum((reading(one.confidence) - _is_accepted(one)) ** 2 for one in outcomes) / len(outcomes)


def _error_elsewhere(ordered: Sequence[Outcome], curve: Curve) -> float:
    """The error on decisions that a curve was not fitted on: five parts, each read by one of the others."""
    total = 0.0
    for fold in range(_FOLDS):
        rest = [one for at, one in enumerate(ordered) if at % _FOLDS != fold]
        held = [one for at, one in enumerate(ordered) if at % _FOLDS == fold]
        if held and rest:
            total += len(held) * _brier(held, curve.model_copy(update={"steps": rising(rest)}).reading)
    return total / len(ordered)
