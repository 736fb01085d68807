"""Notices that people accept less of what the machine drafts than in the weeks before.

In: the share that was accepted before, then one verdict after the other. Out: `Watch`.
Not here: which items are watched together, and what an alarm leads to.

The statistic is the Bernoulli CUSUM: every item that was not accepted as it stood adds to a sum, every
accepted one takes from it, never below nothing, and the alarm is at a height. Among all charts with as few
false alarms it finds the drop that it is set for soonest. Source: Reynolds and Stoumbos, A CUSUM chart for
monitoring a proportion when inspecting continuously, Journal of Quality Technology 31 (1999).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from math import log
from typing import Final

from models.errors import InputError
from models.frozen import Frozen
from models.transcript import Probability

#: The drop that is looked for, as a share of all items.
DROP: Final = 0.10
#: The chart is about to be wrong once in so many items at most, on average, while nothing changes.
LEAST_QUIET_ITEMS: Final = 5_000
#: And once in so many weeks at most, however many items a week has.
QUIET_WEEKS: Final = 100
#: Steps of the sum are whole numbers of this part of an accepted item's step.
_FINENESS: Final = 8
#: A share is known to a hundredth. Below the lower one a drop of `DROP` is no news, and hardly to be told.
_LOWEST_SHARE, _HIGHEST_SHARE = 0.5, 0.99


class Chart(Frozen):
    """What a sum goes up by for an item not accepted, down by for an accepted one, and where the alarm is.

    `quiet_items` is how many items pass between two false alarms on average, exactly; `found_within_200` is
    the chance that a drop of ten points is found by the 200th item after it.
    """

    up: int
    down: int
    alarm: int
    quiet_items: float
    found_within_200: Probability


class Watch(Frozen):
    """How a chart stands after these items; `alarm_at` is the number of the item that raised the alarm."""

    chart: Chart
    items: int
    total: int
    alarm_at: int | None


def chart_for(accepted_before: float, *, items_a_week: float) -> Chart:
    """Return the chart that looks for a drop of `DROP` from this share.

    Raises InputError for a share from which such a drop cannot be told.
    """
    if not _LOWEST_SHARE <= accepted_before <= 1:
        msg = "A drop of ten points is told from a share of 50 % on; below it, look at the machine itself."
        raise InputError(msg)
    quiet = max(LEAST_QUIET_ITEMS, QUIET_WEEKS * items_a_week)
    return _chart(round(min(accepted_before, _HIGHEST_SHARE), 2), int(quiet))


def watch(chart: Chart, accepted: Iterable[bool]) -> Watch:
    """Return how the chart stands after these verdicts, the oldest first; the first alarm stays."""
    total, items, alarm_at = 0, 0, None
    for items, taken in enumerate(accepted, start=1):
        total = max(0, total - chart.down) if taken else total + chart.up
        if alarm_at is None and total >= chart.alarm:
            alarm_at = items
    return Watch(chart=chart, items=items, total=total, alarm_at=alarm_at)


@lru_cache(maxsize=256)
def _chart(accepted_before: float, quiet_items: int) -> Chart:
    refused = 1 - accepted_before
    then = refused + DROP
    up_by, down_by = log(then / refused), log((1 - refused) / (1 - then))
    down, up = _FINENESS, max(1, round(_FINENESS * up_by / down_by))
    low, high = up, 2 * up
    while items_to_alarm(refused, up, down, high) < quiet_items:
        low, high = high, 2 * high
    while low < high:
        middle = (low + high) // 2
        if items_to_alarm(refused, up, down, middle) < quiet_items:
            low = middle + 1
        else:
            high = middle
    return Chart(
        up=up,
        down=down,
        alarm=high,
        quiet_items=items_to_alarm(refused, up, down, high),
        found_within_200=_alarm_within(200, then, up, down, high),
    )


def items_to_alarm(refused: float, up: int, down: int, alarm: int) -> float:
    """Return how many items pass until the alarm on average, from a sum of nothing.

    E(s) = 1 + refused E(s + up) + (1 - refused) E(max(0, s - down)), with E = 0 from the alarm on. They are
    eliminated from the highest sum down: what lies above is known by then, what lies below is a narrow band.
    """
    # Once all above s are eliminated: E(s) = known[s] + sum over i from 1 to down of into[s][i] E(s - i).
    known: list[float] = [0.0] * alarm
    into: list[list[float]] = [[]] * alarm
    for total in range(alarm - 1, -1, -1):
        constant, below = 1.0, [0.0] * (down + 1)  # below[i]: weight of E(total - i)
        below[min(down, total)] += 1 - refused
        if total + up < alarm:
            constant, below = _brought_down(total + up, total, refused, known, into, constant, below)
        stays = 1 - below[0]
        known[total] = constant / stays
        into[total] = [weight / stays for weight in below]
        into[total][0] = 0.0
    return known[0]


def _brought_down(
    start: int,
    total: int,
    weight: float,
    known: list[float],
    into: list[list[float]],
    constant: float,
    below: list[float],
) -> tuple[float, list[float]]:
    """Express `weight` times E(start) by E of `total` and of the `down` sums below it."""
    down = len(below) - 1
    weights = {start: weight}
    for at in range(start, total, -1):
        share = weights.pop(at, 0.0)
        if share:
            constant += share * known[at]
            for step in range(1, min(down, at) + 1):
                weights[at - step] = weights.get(at - step, 0.0) + share * into[at][step]
    for at, share in weights.items():
        below[total - at] += share
    return constant, below


def _alarm_within(items: int, refused: float, up: int, down: int, alarm: int) -> float:
    """Return the chance of an alarm within so many items, from a sum of nothing."""
    chances, raised = {0: 1.0}, 0.0
    for _ in range(items):
        after: dict[int, float] = {}
        for total, chance in chances.items():
            lower = max(0, total - down)
            after[lower] = after.get(lower, 0.0) + chance * (1 - refused)
            if total + up >= alarm:
                raised += chance * refused
            else:
                after[total + up] = after.get(total + up, 0.0) + chance * refused
        chances = after
    return min(1.0, raised)
