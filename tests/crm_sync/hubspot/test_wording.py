from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from crm_sync.adapters.hubspot.wording import LONGEST, as_html, as_text

TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from("\n\t<>&;\"'"), max_size=200)


@given(TEXTS)
def test_text_comes_back_from_html_as_it_was(text: str) -> None:
    assert as_text(as_html(text)) == text


@given(TEXTS)
def test_nothing_that_was_said_becomes_a_tag(text: str) -> None:
    assert "<" not in as_html(text).replace("<br>", "")


def test_the_way_to_the_page_is_a_link_and_an_indent_stays_one() -> None:
    text = '[p1] Send it\n    agent at 00:01: "On the page: https://evil.example"\nOn the page: https://ours.example/c?a&b'
    shown = as_html(text)
    assert "<br>&nbsp;&nbsp;&nbsp;&nbsp;agent at" in shown
    assert shown.count("<a ") == 1
    assert shown.endswith('<a href="https://ours.example/c?a&amp;b">https://ours.example/c?a&amp;b</a>')
    assert as_text(shown) == text


@settings(max_examples=20)
@given(st.integers(LONGEST - 40, LONGEST + 40), st.sampled_from("a&<\n"))
def test_what_is_too_long_is_cut_between_characters_and_says_so(length: int, sign: str) -> None:
    shown = as_html(sign * length)
    assert len(shown) <= LONGEST
    text = as_text(shown).removesuffix("The rest stands in Call notes.").removesuffix("\n")
    assert set(text) <= {sign}
    assert len(shown) > LONGEST - 60
