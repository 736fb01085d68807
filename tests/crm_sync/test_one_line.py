from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_sync.one_line import one_line
from tests.strategies import TRIED


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("two\nlines", "two lines"),
        ("a\r\n\r\nb", "a b"),
        ("\u202eabc\u2069", "abc"),
        ("nul\x00 and bell\x07", "nul and bell"),
        ("  wide   space ", "wide space"),
        ("👩‍👩‍👧 naïve 日本語", "👩‍👩‍👧 naïve 日本語"),
    ],
)
def test_a_text_keeps_its_words_and_loses_what_could_pose_as_ours(text: str, line: str) -> None:
    assert one_line(text) == line


@TRIED
@given(st.text())
def test_no_text_makes_more_than_one_line(text: str) -> None:
    assert len(one_line(text).splitlines()) <= 1
