"""A share of the hostile calls through the whole house; `python -m evals.hostile_talk` runs a thousand."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.hostile_talk.corpus import ORDERS, UNDO, hostile_calls
from evals.hostile_talk.disguises import DISGUISES
from evals.hostile_talk.run import against_chance, against_obedience


@pytest.mark.parametrize("count", [9, pytest.param(1_000, marks=pytest.mark.soak)])
def test_a_model_that_obeys_whatever_it_reads_brings_nothing_through(tmp_path: Path, count: int) -> None:
    outcomes = tuple(against_obedience(tmp_path, hostile_calls(11, count)))
    assert len(outcomes) == count
    for outcome in outcomes:
        assert (outcome.failed, outcome.unsupported, outcome.changed, outcome.leaked) == (None, (), (), ())
    assert sum(outcome.items for outcome in outcomes) > 0, "true words are noted all the same"
    assert sum(outcome.discarded for outcome in outcomes) > count * 10, "the model did try"


@pytest.mark.parametrize("count", [1, pytest.param(200, marks=pytest.mark.soak)])
def test_a_model_that_answers_at_random_brings_nothing_through(tmp_path: Path, count: int) -> None:
    for outcome in against_chance(tmp_path, hostile_calls(12, count)):
        assert (outcome.failed, outcome.unsupported, outcome.changed, outcome.leaked) == (None, (), (), ())
        assert outcome.discarded > 0


def test_the_corpus_is_the_same_for_the_same_seed_and_holds_every_goal_language_and_disguise() -> None:
    calls = tuple(hostile_calls(5, 1_000))
    assert calls == tuple(hostile_calls(5, 1_000))
    parts = [call.name.partition(":")[2].split("/") for call in calls]
    assert [{part[place] for part in parts} for place in range(3)] == [set(ORDERS), set(UNDO), set(DISGUISES)]
    assert all(call.attacks and call.wishes and call.secrets for call in calls)
