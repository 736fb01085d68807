"""Turns weekly counts into figures with their intervals, and says what lies apart.

In: counts by measure and bucket. Out: `Figures`, `Compared`. Pure.

Sources: Wilson (1927) for a share; order statistics for a median (Conover, Practical Nonparametric
Statistics, section 3.2); MOVER for a difference (Zou and Donner 2008), of shares Newcombe's tenth (1998).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from math import ceil, floor, sqrt
from typing import Final

from lifecycle.isotonic import wilson
from models.calibration import Step
from models.tallies import Measure, seconds_of
from models.trust_figures import LEAST_COMPARED, Compared, Figures, Share, Spread

Counts = Counter[tuple[Measure, int]]
_Z: Final = 1.96
_TENTHS: Final = 10


def figures(counts: Counts) -> Figures:
    """Return the figures of these counts."""
    items = sum(_count(counts, verdict) for verdict in ("accept", "edit", "reject"))
    calls = _count(counts, "coverage")
    return Figures(
        items=items,
        accepted=share(_count(counts, "accept"), items),
        edited=share(_count(counts, "edit"), items),
        rejected=share(_count(counts, "reject"), items),
        missed=_count(counts, "missed"),
        draft=spread(_buckets(counts, "draft_s")),
        review=spread(_buckets(counts, "review_s")),
        read_whole=share(counts["coverage", 100], calls),
    )


def share(count: int, of: int) -> Share | None:
    """Return the share with its interval; None of nothing."""
    if of <= 0:
        return None
    low, high = wilson(count, of)
    return Share(count=count, of=of, rate=count / of, low=low, high=high)


def spread(buckets: Mapping[int, int]) -> Spread | None:
    """Return median and ninth tenth of times that were counted in buckets; None of none."""
    calls = sum(buckets.values())
    if calls <= 0:
        return None
    half = _Z * sqrt(calls) / 2
    return Spread(
        calls=calls,
        median_s=_at(buckets, ceil(calls / 2)),
        low_s=_at(buckets, max(1, floor(calls / 2 - half))),
        high_s=_at(buckets, min(calls, ceil(calls / 2 + half) + 1)),
        p90_s=_at(buckets, ceil(0.9 * calls)),
    )


def confidence(counts: Counts) -> tuple[Step, ...]:
    """Return for each tenth of the confidence what was decided on its items; empty tenths are left out."""
    return tuple(step for tenth in range(_TENTHS) if (step := _step(counts, tenth)) is not None)


def _step(counts: Counts, tenth: int) -> Step | None:
    accepted, edited = counts["accept", tenth], counts["edit", tenth]
    rejected = counts["reject", tenth]
    part = share(accepted, accepted + edited + rejected)
    return None if part is None else Step(
        from_confidence=tenth / _TENTHS, to_confidence=(tenth + 1) / _TENTHS,
        mean_confidence=(tenth + 0.5) / _TENTHS, accepted=accepted, edited=edited, rejected=rejected,
        rate=part.rate, low=part.low, high=part.high,
    )  # fmt: skip


def apart(group: Figures, rest: Figures) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return in what the group is served worse, and better, than the rest: the intervals do not meet."""
    worse: list[str] = []
    better: list[str] = []
    for measure, ((_, low, high), (_, rest_low, rest_high)) in _measured(group, rest).items():
        if measure in _NOT_HELD or min(_size(group, measure), _size(rest, measure)) < LEAST_COMPARED:
            continue
        if high < rest_low:
            (better if measure in _TIMES else worse).append(measure)
        elif low > rest_high:
            (worse if measure in _TIMES else better).append(measure)
    return tuple(worse), tuple(better)


def compared(first: Figures, second: Figures) -> tuple[Compared, ...]:
    """Return every measure that both have, side by side."""
    return tuple(
        _difference(measure, one, other) for measure, (one, other) in _measured(first, second).items()
    )


def _difference(measure: str, one: _Three, other: _Three) -> Compared:
    (value, low, high), (then, then_low, then_high) = one, other
    by = then - value
    return Compared(
        measure=measure, first=value, second=then, difference=by,
        low=by - sqrt((then - then_low) ** 2 + (high - value) ** 2),
        high=by + sqrt((then_high - then) ** 2 + (value - low) ** 2),
    )  # fmt: skip


#: What is not accepted is edited or rejected: said once.
_NOT_HELD: Final = frozenset({"edited", "rejected"})
_TIMES: Final = frozenset({"draft", "review"})
_Three = tuple[float, float, float]


def _measured(one: Figures, other: Figures) -> dict[str, tuple[_Three, _Three]]:
    """Value, low and high of each measure that both have."""
    found: dict[str, tuple[_Three, _Three]] = {}
    for name in ("accepted", "edited", "rejected", "read_whole", "draft", "review"):
        first, second = getattr(one, name), getattr(other, name)
        if first is not None and second is not None:
            found[name] = (_three(first), _three(second))
    return found


def _three(one: Share | Spread) -> _Three:
    if isinstance(one, Spread):
        return one.median_s, one.low_s, one.high_s
    return one.rate, one.low, one.high


def _size(of: Figures, measure: str) -> int:
    one = getattr(of, measure)
    return int(one.calls if isinstance(one, Spread) else one.of)


def _count(counts: Counts, measure: str) -> int:
    return sum(count for (one, _), count in counts.items() if one == measure)


def _buckets(counts: Counts, measure: str) -> dict[int, int]:
    return {bucket: count for (one, bucket), count in counts.items() if one == measure and count > 0}


def _at(buckets: Mapping[int, int], place: int) -> float:
    """The time at this place, the shortest first."""
    passed = 0
    for bucket in sorted(buckets):
        passed += buckets[bucket]
        if passed >= place:
            break
    return round(seconds_of(bucket), 1)
