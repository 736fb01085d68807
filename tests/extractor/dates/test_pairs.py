"""The bar of the resolver: phrases whose meaning was found by walking over the days (evals/dates)."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

import pytest

from evals.dates import days, truth
from evals.dates.pairs import PAIRS, Pair, pairs
from evals.dates.score import Verdict, verdict

_EXACT_AT_LEAST = 0.97


@pytest.fixture(scope="module")
def judged() -> list[tuple[Pair, Verdict]]:
    return [(pair, verdict(pair)) for pair in pairs()]


def test_nothing_is_silently_wrong(judged: list[tuple[Pair, Verdict]]) -> None:
    assert [pair for pair, how in judged if how == "silently wrong"] == []


@pytest.mark.parametrize("language", ["en", "de", "es", "fr"])
def test_nearly_every_pair_is_exact(judged: list[tuple[Pair, Verdict]], language: str) -> None:
    counts = Counter(how for pair, how in judged if pair.language == language)
    assert counts["exact"] >= _EXACT_AT_LEAST * counts.total()


def test_the_pairs_are_as_many_and_as_mixed_as_they_claim(judged: list[tuple[Pair, Verdict]]) -> None:
    drawn = [pair for pair, _ in judged]
    assert len(drawn) == PAIRS
    assert {pair.language for pair in drawn} == {"en", "de", "es", "fr"}
    assert {(pair.now.month, pair.now.day) for pair in drawn} >= {
        (2, 29),
        (12, 31),
        (1, 1),
        (3, 27),
        (10, 30),
    }
    assert sum(pair.truth.kind == "one" for pair in drawn) > PAIRS // 2


def test_the_truth_knows_nothing_of_the_resolver() -> None:
    for module in (days, truth):
        tree = ast.parse(Path(module.__file__ or "").read_text(encoding="utf-8"))
        sources = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        assert not [source for source in sources if source.startswith("extractor")]
