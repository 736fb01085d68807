"""Samples: the same from the same seed, and everybody has the same chance."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from lifecycle.trust.accuracy import accuracy
from lifecycle.trust.draw import draw
from models.errors import InputError

ITEMS = tuple(f"call_{number:02}:p1" for number in range(40))
FLAGGED = frozenset(ITEMS[::4])


def test_the_same_seed_draws_the_same_sample_in_whichever_order_items_come() -> None:
    shuffled = list(ITEMS)
    Random(1).shuffle(shuffled)
    first = draw(ITEMS, FLAGGED, seed="2026-11", random=8, of_flagged=4)
    assert draw(shuffled, FLAGGED, seed="2026-11", random=8, of_flagged=4) == first
    assert draw(ITEMS, FLAGGED, seed="2026-12", random=8, of_flagged=4) != first
    assert len({one.item for one in first}) == 12
    assert Counter(one.why for one in first) == {"random": 8, "flagged": 4}


def test_a_seed_that_runs_into_a_name_is_another_seed() -> None:
    assert draw(("1a", "b"), (), seed="s", random=1, of_flagged=0) == draw(
        ("b", "1a"), (), seed="s", random=1, of_flagged=0
    )
    orders = {
        tuple(one.item for one in draw(("x1", "x2", "x3", "x4"), (), seed=seed, random=4, of_flagged=0))
        for seed in ("a", "ax", "axx", "b", "bx")
    }
    assert len(orders) > 1


def test_each_item_has_the_same_chance_flagged_or_not() -> None:
    rounds, size = 4_000, 10
    drawn = Counter(
        one.item
        for seed in range(rounds)
        for one in draw(ITEMS, FLAGGED, seed=f"round {seed}", random=size, of_flagged=0)
    )
    expected = rounds * size / len(ITEMS)
    # Without replacement the counts vary a little less than chi-squared with 39 degrees of freedom, whose
    # 99.9th percentile is 72.1.
    assert sum((drawn[item] - expected) ** 2 / expected for item in ITEMS) < 72.1
    of_flagged = sum(drawn[item] for item in FLAGGED)
    assert abs(of_flagged / (rounds * size) - len(FLAGGED) / len(ITEMS)) < 0.01


def test_the_share_of_mistakes_in_random_ones_is_that_of_all_and_of_flagged_ones_is_not_counted() -> None:
    wrong = frozenset(ITEMS[::4][:8]) | {ITEMS[1], ITEMS[2]}  # most mistakes are flagged, as they should be
    shares = []
    for seed in range(2_000):
        sample = draw(ITEMS, FLAGGED, seed=str(seed), random=10, of_flagged=5)
        shares.append(sum(one.item in wrong for one in sample if one.why == "random") / 10)
    assert abs(sum(shares) / len(shares) - len(wrong) / len(ITEMS)) < 0.01


def test_accuracy_by_random_cases_is_unbiased_and_its_interval_holds_the_truth_as_often_as_it_says() -> None:
    chance = Random(3)
    # Proposed items are worse than decided ones, and flagged ones worst: the sample must not mind.
    chances = {"decided": 0.97, "proposed": 0.9, "flagged": 0.7}
    kinds = {f"call_{number:03}:p1": chance.choice(tuple(chances)) for number in range(600)}
    right = {item: chance.random() < chances[kind] for item, kind in kinds.items()}
    flagged = frozenset(item for item, kind in kinds.items() if kind == "flagged")
    truth, rounds, held, estimates = sum(right.values()) / len(right), 400, 0, []
    for seed in range(rounds):
        sample = draw(right, flagged, seed=f"week {seed}", random=100, of_flagged=30)
        found = accuracy([right[one.item] for one in sample if one.why == "random"])
        estimates.append(found.right / found.judged)
        held += found.low <= truth <= found.high
    # Of 400 estimates, each with a standard error below 0.04, the mean strays by more than 0.006 once in 300.
    assert abs(sum(estimates) / rounds - truth) < 0.006
    assert held / rounds > 0.93


def test_a_sample_larger_than_what_there_is_has_all_of_it_once() -> None:
    sample = draw(ITEMS, FLAGGED, seed="x", random=100, of_flagged=100)
    assert sorted(one.item for one in sample) == sorted(ITEMS)


@pytest.mark.parametrize(("seed", "random", "of_flagged"), [(" ", 1, 0), ("x", -1, 0), ("x", 0, -1)])
def test_what_draws_nothing_is_refused_in_a_sentence(seed: str, random: int, of_flagged: int) -> None:
    with pytest.raises(InputError, match="name a seed"):
        draw(ITEMS, FLAGGED, seed=seed, random=random, of_flagged=of_flagged)
