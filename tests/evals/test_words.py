from __future__ import annotations

import jiwer
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals import words
from evals.words import WordErrors, align, normal_words, word_errors
from tests.evals.made_up_talk import pair


def test_the_scorer_agrees_with_jiwer_after_whispers_normaliser_on_a_thousand_pairs() -> None:
    ours, theirs = [], []
    for seed in range(1000):
        said, heard = (normal_words(text) for text in pair(seed))
        ours.append(word_errors(said, heard).rate)
        theirs.append(jiwer.wer(" ".join(said), " ".join(heard)))
    assert ours == pytest.approx(theirs, abs=1e-12)
    assert sum(rate > 0 for rate in ours) > 800


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("Um, Mr. Smith can't pay twenty-five dollars!", "mister smith can not pay $25"),
        ("The COLOUR is (laughs) grey [noise].", "the color is gray"),
        ("one oh one, I'll come at half past ten", "101 i will come at half past 10"),
        ("", ""),
    ],
)
def test_words_are_normal_as_whisper_has_them(text: str, normal: str) -> None:
    assert " ".join(normal_words(text)) == normal


_TALK = st.lists(st.sampled_from("abc"), max_size=12)


@given(_TALK, _TALK)
def test_an_alignment_holds_every_word_once_and_in_order(said: list[str], heard: list[str]) -> None:
    pairs = align(said, heard)
    assert [one for one, _ in pairs if one is not None] == list(range(len(said)))
    assert [two for _, two in pairs if two is not None] == list(range(len(heard)))


@given(_TALK, _TALK)
def test_halving_a_long_alignment_costs_no_error_more(said: list[str], heard: list[str]) -> None:
    whole = word_errors(said, heard)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(words, "_CELLS_AT_ONCE", 4)
        assert word_errors(said, heard) == whole


def test_counts_of_calls_are_summed() -> None:
    both = WordErrors(said=3, errors=1) + WordErrors(said=1, errors=1)
    assert both.rate == 0.5
    assert WordErrors(said=0, errors=2).rate == 1.0
    assert WordErrors().rate == 0.0
