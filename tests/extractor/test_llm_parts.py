from __future__ import annotations

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.engines.llm.salvage import salvage
from extractor.engines.llm.windows import windows
from tests.text.calls import call


@given(st.lists(st.integers(0, 400), max_size=40), st.integers(50, 1_000))
def test_every_turn_is_in_a_window_and_windows_overlap(lengths: list[int], budget: int) -> None:
    turns = call(*[("agent", "x" * length) for length in lengths]).turns
    found = windows(turns, budget_characters=budget)
    seen = {turn.id for window in found for turn in window.turns}
    assert seen == {turn.id for turn in turns}
    for before, after in pairwise(found):
        assert before.first < after.first <= before.first + len(before.turns)
    for window in found:
        assert turns[window.first - 1] == window.turns[0]
        assert len(window.turns) == 1 or sum(len(turn.text) for turn in window.turns) <= budget


@pytest.mark.parametrize("message", ["", "none", "{", "[1]", "<think>{}", '{"a": ', "}{"])
def test_a_message_without_a_whole_object_gives_none(message: str) -> None:
    assert salvage(message) in {None, "{}"}


@given(
    st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=10), min_size=1, max_size=4),
    st.sampled_from(["{}", "```json\n{}\n```", "Sure!\n{} That is all.", "<think>hm</think>{}"]),
)
def test_an_object_is_found_in_any_wrapping(value: dict[str, object], wrapping: str) -> None:
    found = salvage(wrapping.replace("{}", json.dumps(value)))
    assert found is not None
    assert json.loads(found) == value
