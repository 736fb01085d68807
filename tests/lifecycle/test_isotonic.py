from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifecycle.isotonic import LEAST_IN_A_STEP, fitted, is_enough, tenths, wilson
from models.calibration import Outcome
from models.review import Verdict


def outcome(confidence: float, verdict: Verdict = "accept", kind: str = "promise") -> Outcome:
    return Outcome(engine="rules", kind=kind, category="sales", confidence=confidence, verdict=verdict)


def simulated(decisions: int, seed: int = 1) -> list[Outcome]:
    """Items that are accepted less often than the machine believes: the square of its confidence."""
    chance = random.Random(seed)
    made = []
    for _ in range(decisions):
        confidence = round(chance.uniform(0.2, 1.0), 2)
        accepted = chance.random() < confidence**2
        made.append(outcome(confidence, "accept" if accepted else chance.choice(["edit", "reject"])))
    return made


OUTCOMES = st.lists(
    st.builds(outcome, st.floats(0, 1, allow_subnormal=False), st.sampled_from(["accept", "edit", "reject"])),
    min_size=1,
    max_size=120,
)


@given(OUTCOMES, st.lists(st.floats(0, 1), min_size=2, max_size=20))
@settings(max_examples=60)
def test_a_reading_rises_with_the_confidence_and_stays_between_nought_and_one(
    outcomes: list[Outcome], asked: list[float]
) -> None:
    curve = fitted(outcomes, engine="rules")
    read = [curve.reading(confidence) for confidence in sorted(asked)]
    assert all(0 <= one <= 1 for one in read)
    assert all(left <= right + 1e-9 for left, right in pairwise(read))
    assert curve.decisions == len(outcomes)
    assert all(step.decisions >= LEAST_IN_A_STEP for step in curve.steps) or len(curve.steps) == 1
    assert all(step.low <= step.rate <= step.high for step in (*curve.steps, *curve.observed))


@given(OUTCOMES, st.randoms(use_true_random=False))
@settings(max_examples=20)
def test_the_order_of_the_decisions_is_no_matter(outcomes: list[Outcome], chance: random.Random) -> None:
    mixed = list(outcomes)
    chance.shuffle(mixed)
    assert fitted(mixed, engine="rules") == fitted(outcomes, engine="rules")


def test_what_is_simulated_is_found_again_and_the_error_falls() -> None:
    curve = fitted(simulated(4_000), engine="rules")
    for confidence in (0.3, 0.5, 0.7, 0.9):
        assert curve.reading(confidence) == pytest.approx(confidence**2, abs=0.07)
    assert curve.error_after < curve.error_before - 0.01


def test_a_confidence_that_is_right_already_is_left_as_it_is() -> None:
    chance = random.Random(3)
    made = [
        outcome(confidence, "accept" if chance.random() < confidence else "reject")
        for confidence in (round(chance.uniform(0.1, 1), 2) for _ in range(4_000))
    ]
    curve = fitted(made, engine="rules")
    assert all(curve.reading(share) == pytest.approx(share, abs=0.07) for share in (0.2, 0.5, 0.8))
    assert curve.error_after == pytest.approx(curve.error_before, abs=0.005)


def test_enough_are_two_hundred_with_twenty_on_either_side() -> None:
    assert not is_enough(simulated(199))
    assert is_enough(simulated(200))
    assert not is_enough([outcome(0.9)] * 500)
    assert not is_enough([*[outcome(0.9)] * 500, *[outcome(0.2, "edit")] * 19])
    assert is_enough([*[outcome(0.9)] * 500, *[outcome(0.2, "edit")] * 20])


def test_the_diagram_shows_tenths_in_which_there_are_decisions() -> None:
    steps = tenths(
        sorted((outcome(0.31), outcome(0.39, "edit"), outcome(1.0)), key=lambda one: one.confidence)
    )
    assert [(step.from_confidence, step.to_confidence, step.decisions) for step in steps] == [
        (0.3, 0.4, 2),
        (0.9, 1.0, 1),
    ]
    assert steps[0].rate == 0.5


def test_intervals_are_those_of_wilson() -> None:
    assert wilson(8, 10) == pytest.approx((0.4902, 0.9433), abs=0.0001)  # statsmodels: proportion_confint
    assert wilson(0, 0) == (0.0, 1.0)
    low, high = wilson(20, 40)
    assert (high - low) / 2 == pytest.approx(0.148, abs=0.001)
