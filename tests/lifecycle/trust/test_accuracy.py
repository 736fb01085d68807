"""Trust is given and withdrawn at the right counts, by the judgements alone."""

from __future__ import annotations

import pytest

from lifecycle.trust.accuracy import LEAST_JUDGED, NEWEST, accuracy


@pytest.mark.parametrize(
    ("right", "wrong", "trusted"),
    [
        (79, 0, False),  # sure enough, and too few
        (80, 0, True),
        (108, 1, False),  # the lower bounds by Wilson: 0.94985, then 0.95029
        (109, 1, True),
        (139, 2, False),
        (140, 2, True),
        (389, 11, True),
        (388, 12, False),
    ],
)
def test_a_category_is_trusted_above_95_percent_by_the_lower_bound(
    right: int, wrong: int, trusted: bool
) -> None:
    found = accuracy([False] * wrong + [True] * right)
    assert found.trusted is trusted, found
    assert found.judged == right + wrong


def test_trust_ends_by_itself_with_the_mistake_that_takes_it_below() -> None:
    judged = [True] * 80
    assert accuracy(judged).trusted
    fallen = accuracy([*judged, False])
    assert not fallen.trusted
    assert fallen.why == (
        "80 of the newest 81 judged items were right, so at least 93.33% are (95 % sure): "
        "that is not more than 95%."
    )
    assert accuracy([*judged, False, *[True] * 30]).trusted


def test_what_was_good_long_ago_does_not_hide_what_is_bad_now() -> None:
    old = [True] * 10_000
    assert accuracy(old).trusted
    assert not accuracy([*old, *([True] * 9 + [False]) * 30]).trusted
    assert accuracy([*[False] * 500, *[True] * NEWEST]).trusted


def test_too_few_judgements_say_how_many_are_wanted() -> None:
    assert accuracy([]).why == f"0 of at least {LEAST_JUDGED} judged items are there."
    assert (accuracy([]).low, accuracy([]).high) == (0.0, 1.0)
