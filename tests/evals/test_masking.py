"""The measuring of masking: planted values are found, and what the notes need of real talk is left."""

from __future__ import annotations

import pytest

from evals.masking import BARS, OTHERS_BAR, false_alarms, is_left, masked, recall
from evals.planted import planted
from evals.shared_talk import bank_calls, consultations

TALKS = 280


def test_next_to_nothing_is_left_of_planted_values_and_nothing_of_cards() -> None:
    kinds, failed = recall(TALKS)
    assert sum(kept.talks for kept in kinds.values()) == TALKS
    for kind, kept in kinds.items():
        told = [(case.how, case.words) for case, _ in failed if case.kind == kind]
        assert kept.recall >= BARS.get(kind, OTHERS_BAR - 0.05), (kind, told)  # of twenty talks one may fail


def test_the_measure_sees_a_value_that_is_left() -> None:
    for case in planted(28):
        assert is_left(case, [text for _, text in case.said])
    assert masked([("customer", "nothing personal at all")]) == ["nothing personal at all"]


@pytest.mark.skipif(not bank_calls(), reason="the shared recordings are not here")
def test_of_real_talk_only_names_and_addresses_are_masked() -> None:
    for talk in (*bank_calls().values(), *bank_calls(machine=True).values()):
        assert {kind for kind, _ in false_alarms(talk).stretches} <= {"NAME", "ADDRESS"}
    found = [false_alarms(talk) for talk in consultations().values()]
    assert sum(one.masked for one in found) < 0.002 * sum(one.words for one in found)
