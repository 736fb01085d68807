from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.dates import find_due_phrases


def found(text: str) -> list[str]:
    return [phrase.text for phrase in find_due_phrases(text)]


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("I'll send it by Friday, I promise.", ["by Friday"]),
        ("i'll send you a replacement machine by friday", ["by friday"]),
        ("If you sign on Monday, I'll come on Thursday.", ["on Monday", "on Thursday"]),
        ("let's meet next thursday at ten thirty does that work", ["next thursday at ten thirty"]),
        ("You'll have it no later than the third of December.", ["no later than the third of December"]),
        ("We close at five p.m. today.", ["at five p.m. today"]),
        (
            "i have three fifteen on wednesday the seventeenth of june",
            ["three fifteen on wednesday the seventeenth of june"],
        ),
        ("I'll fill it in tonight", ["tonight"]),
    ],
)
def test_phrases_are_found_with_the_words_that_lead_to_them(text: str, phrases: list[str]) -> None:
    assert found(text) == phrases


@pytest.mark.parametrize(
    "text",
    [
        "Good morning, thank you for calling.",
        "Have a great day.",
        "have a nice weekend",
        "It came last Friday.",
        "two days ago it broke",
        "bring it to the third floor",
        "that is the second time",
        "it costs twenty dollars",
        "four seven one nine three six",
        "I may do that",
        "we need a third machine",
        "in a second",
        "at 42 Main Street",
        "up by 5%",
        "I came on a Monday",
        "every Tuesday",
    ],
)
def test_what_names_no_day_to_come_is_not_found(text: str) -> None:
    assert found(text) == []


def test_a_phrase_says_whether_it_names_a_day_and_a_time() -> None:
    both, time = find_due_phrases("on Monday at ten, or just call at noon")
    assert (both.has_day, both.has_time) == (True, True)
    assert (time.has_day, time.has_time) == (False, True)


@given(st.text(max_size=80))
def test_every_phrase_is_a_piece_of_the_text(text: str) -> None:
    for phrase in find_due_phrases(text):
        assert text[phrase.start : phrase.end] == phrase.text
