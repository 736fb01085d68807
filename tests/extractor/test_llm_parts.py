from __future__ import annotations

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.engines.llm.answer import Answer
from extractor.engines.llm.mending import Mended, read_answer
from extractor.engines.llm.salvage import salvage, salvage_cut
from extractor.engines.llm.wanted import Wanted
from extractor.engines.llm.windows import Line, Part, parts_of


@given(st.lists(st.integers(0, 400), max_size=40), st.integers(60, 1_000))
def test_every_word_is_in_a_part_that_fits_and_parts_overlap(lengths: list[int], budget: int) -> None:
    lines = [
        Line(n, "agent", " ".join(f"w{n}x{k}" for k in range(size))) for n, size in enumerate(lengths, 1)
    ]
    parts = parts_of(lines, budget=budget, tokens=_tokens)
    seen = {(line.number, word) for part in parts for line in part.lines for word in line.text.split()}
    assert seen == {(line.number, word) for line in lines for word in line.text.split()}
    for part in parts:
        assert len(part.lines) == 1 or sum(_tokens(str(line)) for line in part.lines) <= budget
    for before, after in pairwise(parts):
        assert before.lines[0].number <= after.lines[0].number <= before.lines[-1].number + 1


@given(
    st.text(alphabet=st.characters(exclude_categories=["Z", "C"]), min_size=1, max_size=2_000),
    st.integers(40, 90),
)
def test_no_sign_of_a_word_without_end_is_lost(word: str, budget: int) -> None:
    parts = parts_of([Line(1, "a", word)], budget=budget, tokens=len)
    assert "".join("".join(line.text.split()) for part in parts for line in part.lines) == word


@given(st.integers(1, 30), st.integers(0, 300))
def test_halves_hold_the_whole_part_and_each_is_smaller(count: int, size: int) -> None:
    part = Part(tuple(_line(number, size) for number in range(1, count + 1)))
    halves = part.halves(_tokens)
    words = {word for half in halves for line in half.lines for word in line.text.split()}
    assert words == {word for line in part.lines for word in line.text.split()}
    if len(halves) > 1:
        assert all(_signs(half) < _signs(part) for half in halves)


def _line(number: int, words: int) -> Line:
    return Line(number, "agent", " ".join(f"w{number}x{place}" for place in range(words)))


def _tokens(text: str) -> int:
    return len(text.split())


def _signs(part: Part) -> int:
    return sum(len(str(line)) for line in part.lines)


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


@given(st.integers(0, 400))
def test_of_an_object_that_is_cut_off_the_whole_items_stay(at: int) -> None:
    said = [{"text": f'say "{n}" {{'} for n in range(8)]
    whole = json.dumps({"promises": said, "summary": []})
    found = salvage_cut(whole[:at])
    if found is None:
        assert '"}' not in whole[:at].replace('{"}', "")
    else:
        kept = json.loads(found)["promises"]
        assert kept == said[: len(kept)]


_KEYS = (
    "text",
    "evidence",
    "turn",
    "quote",
    "side",
    "confidence",
    "promises",
    "summary",
    "topics",
    "outcome",
)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(_KEYS) | st.text(max_size=4), inner, max_size=5)
    ),
    max_leaves=30,
)


@given(st.dictionaries(st.sampled_from(list(Answer.model_fields)), _JSON, max_size=11))
def test_whatever_object_comes_is_an_answer_or_a_problem_and_never_a_crash(raw: dict[str, object]) -> None:
    found = read_answer(json.dumps(raw))
    if isinstance(found, Mended):
        draft = found.answer.draft({1: "t1"}, lambda text, _turn: text, Wanted())
        assert all(0 <= item.confidence <= 1 for item in draft.promises)
