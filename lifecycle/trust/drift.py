"""Notices that people accept less of what the machine drafts than in the weeks before.

In: the share that was accepted before, then one verdict after the other. Out: `Watch`.
Not here: which items are watched together (watches.py), and what an alarm leads to.

The statistic is the Bernoulli CUSUM: every item that was not accepted as it stood adds to a sum, every
accepted one takes from it, never below nothing, and the alarm is at a height. Among all charts with as few
false alarms it finds the drop that it is set for soonest. Source: Reynolds and Stoumbos, A CUSUM chart for
monitoring a proportion when inspecting continuously, Journal of Quality Technology 31 (1999).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from math import ceil, exp, log
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
#: So far the alarm is reckoned exactly, from there on by how it grows.
_RECKONED_ITEMS: Final = 1_000
_PRECISION: Final = 1e-9
#: A share is known to a hundredth. Below the lower one a drop of `DROP` is no news, and hardly to be told.
_LOWEST_SHARE, _HIGHEST_SHARE = 0.5, 0.99


class Chart(Frozen):
    """What a sum goes up by for an item not accepted, down by for an accepted one, and where the alarm is.

    `quiet_items` is how many items pass between two false alarms on average, at least.
    """

    accepted_before: Probability
    up: int
    down: int
    alarm: int
    quiet_items: float

    @property
    def found_within_200(self) -> Probability:
        """The chance that a drop of ten points is found by the 200th item after it."""
        return _alarm_within(200, 1 - self.accepted_before + DROP, self.up, self.down, self.alarm)


class Watch(Frozen):
    """How a chart stands after these items; `alarm_at` is the number of the item that raised the alarm."""

    chart: Chart
    items: int
    total: int
    alarm_at: int | None


def chart_for(accepted_before: float, *, items_a_week: float, quiet_weeks: int = QUIET_WEEKS) -> Chart:
    """Return the chart that looks for a drop of `DROP` from this share.

    In `quiet_weeks` it is wrong once, and not sooner than in `LEAST_QUIET_ITEMS`. Raises InputError for a
    share from which such a drop cannot be told.
    """
    if not _LOWEST_SHARE <= accepted_before <= 1:
        msg = "A drop of ten points is told from a share of 50 % on; below it, look at the machine itself."
        raise InputError(msg)
    quiet = max(LEAST_QUIET_ITEMS, quiet_weeks * items_a_week)
    return _chart(round(min(accepted_before, _HIGHEST_SHARE), 2), _two_digits(quiet))


def _two_digits(items: float) -> int:
    """Round up to two digits, so that few charts are reckoned."""
    step = 10 ** max(0, len(str(int(items))) - 2)
    return int(-(-items // step) * step)


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
    low, least = _exact(refused, up, down)
    growth = _growth(refused, up, down)
    alarm = low + max(0, ceil(log(quiet_items / least) / growth))
    return Chart(
        accepted_before=accepted_before, up=up, down=down, alarm=alarm,
        quiet_items=least * exp(growth * (alarm - low)),
    )  # fmt: skip


@lru_cache(maxsize=128)
def _exact(refused: float, up: int, down: int) -> tuple[int, float]:
    """Return the lowest alarm with `_RECKONED_ITEMS` between two false ones, and how many it has exactly."""
    low, high = up, 2 * up
    while items_to_alarm(refused, up, down, high) < _RECKONED_ITEMS:
        low, high = high, 2 * high
    while low < high:
        middle = (low + high) // 2
        if items_to_alarm(refused, up, down, middle) < _RECKONED_ITEMS:
            low = middle + 1
        else:
            high = middle
    return high, items_to_alarm(refused, up, down, high)


def _growth(refused: float, up: int, down: int) -> float:
    """Return by what the logarithm of the items to an alarm grows with its height, at least.

    It is the root above 0 of refused e^(growth up) + (1 - refused) e^(-growth down) = 1: far from nought the
    sum reaches a height as seldom as e^(-growth height) (Cramer's bound, as Siegmund uses it, Sequential
    Analysis (1985), chapter 2). The items grow a little faster while a part that grows with the height
    alone is left, so that there are more of them than this says, not fewer.
    """
    low, high = 0.0, 1.0
    while high - low > _PRECISION:
        middle = (low + high) / 2
        over = refused * exp(middle * up) + (1 - refused) * exp(-middle * down) > 1
        low, high = (low, middle) if over else (middle, high)
    return low


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
