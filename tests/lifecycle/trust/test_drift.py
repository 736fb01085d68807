"""The alarm of a drift, tried on simulated people: soon where acceptance falls, quiet where it does not."""

from __future__ import annotations

from random import Random
from statistics import NormalDist

import pytest

from lifecycle.trust.drift import DROP, Chart, chart_for, items_to_alarm, watch
from lifecycle.trust.watches import MAIN_QUIET_WEEKS
from models.errors import InputError

#: Fifty weeks of a team that clears some ten calls a week.
A_WEEK = 50
QUIET = 50 * A_WEEK


def verdicts(share: float, items: int, seed: int) -> list[bool]:
    chance = Random(seed)
    return [chance.random() < share for _ in range(items)]


@pytest.mark.parametrize("share", [0.95, 0.9, 0.88])
def test_a_drop_of_ten_points_is_found_within_200_items(share: float) -> None:
    chart = chart_for(share, items_a_week=A_WEEK)
    found = sum(watch(chart, verdicts(share - DROP, 200, seed)).alarm_at is not None for seed in range(300))
    assert found / 300 > 0.88
    assert found / 300 == pytest.approx(chart.found_within_200, abs=0.06)


@pytest.mark.parametrize("share", [0.95, 0.9, 0.8])
def test_fifty_quiet_weeks_have_one_false_alarm_at_most(share: float) -> None:
    chart = chart_for(share, items_a_week=A_WEEK)
    alarms = [alarms_in(chart, verdicts(share, QUIET, seed)) for seed in range(60)]
    assert sum(alarms) / len(alarms) < 0.75  # by the chart's own reckoning: under 0.5
    assert sum(one <= 1 for one in alarms) / len(alarms) > 0.85


#: Share before, items a week, and what a chart finds within 200 items at the product's rate of false alarms.
FOUND = (
    (0.95, 50, 0.98), (0.9, 50, 0.92), (0.8, 50, 0.78), (0.7, 50, 0.66), (0.6, 50, 0.59),
    (0.95, 400, 0.94), (0.9, 400, 0.78), (0.8, 400, 0.51), (0.7, 400, 0.33),
)  # fmt: skip


@pytest.mark.parametrize(("share", "a_week", "at_least"), FOUND)
def test_what_a_chart_finds_is_what_the_document_says_and_near_what_any_statistic_could(
    share: float, a_week: int, at_least: float
) -> None:
    chart = chart_for(share, items_a_week=a_week, quiet_weeks=MAIN_QUIET_WEEKS)
    assert chart.quiet_items >= MAIN_QUIET_WEEKS * a_week
    assert at_least <= chart.found_within_200 < at_least + 0.02
    # Of all tests of the same 200 items with as many false alarms the likelihood ratio finds most (Neyman
    # and Pearson); it has to know when to look, and a chart does not.
    refused, error = 1 - share, NormalDist().inv_cdf(1 - 200 / chart.quiet_items)
    limit = 200 * refused + error * (200 * refused * share) ** 0.5
    over = 200 * (refused + DROP) - limit
    best = NormalDist().cdf(over / (200 * (refused + DROP) * (share - DROP)) ** 0.5)
    assert best - 0.36 < chart.found_within_200 < best
    if share >= 0.9:
        assert chart.found_within_200 > best - 0.16


def alarms_in(chart: Chart, of: list[bool]) -> int:
    """Count alarms where the chart begins anew after each."""
    alarms, begin = 0, 0
    while (at := watch(chart, of[begin:]).alarm_at) is not None:
        alarms, begin = alarms + 1, begin + at
    return alarms


@pytest.mark.parametrize("share", [0.99, 0.9, 0.75, 0.5])
def test_the_items_between_false_alarms_are_what_the_chart_says(share: float) -> None:
    chart = chart_for(share, items_a_week=A_WEEK)
    assert chart.quiet_items >= 5_000
    chance, lengths, total, length = Random(7), [], 0, 0
    small = chart.model_copy(update={"alarm": max(chart.up, chart.alarm // 3)})  # soon enough to be counted
    for _ in range(60_000):
        length += 1
        total = max(0, total - small.down) if chance.random() < share else total + small.up
        if total >= small.alarm:
            lengths.append(length)
            total = length = 0
    reckoned = items_to_alarm(1 - share, small.up, small.down, small.alarm)
    assert sum(lengths) / len(lengths) == pytest.approx(reckoned, rel=0.12)


def test_more_items_a_week_do_not_mean_more_false_alarms_a_week() -> None:
    busy = chart_for(0.9, items_a_week=300)
    assert busy.quiet_items >= 100 * 300
    assert busy.alarm > chart_for(0.9, items_a_week=A_WEEK).alarm


def test_a_rise_never_alarms_and_the_first_alarm_stays() -> None:
    chart = chart_for(0.8, items_a_week=A_WEEK)
    assert watch(chart, [True] * 5_000).alarm_at is None
    fallen = watch(chart, [False] * 20 + [True] * 500)
    assert fallen.alarm_at is not None
    assert fallen.alarm_at <= 20
    assert (fallen.items, fallen.total) == (520, 0)


def test_where_half_is_not_accepted_anyway_it_is_said() -> None:
    with pytest.raises(InputError, match="look at the machine itself"):
        chart_for(0.4, items_a_week=A_WEEK)
