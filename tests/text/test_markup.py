from __future__ import annotations

import pytest

from text.formats import plain


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("I *must* have <it>", r"I \*must\* have \<it\>"),
        ("1. first\n2) second", "1\\. first\n2\\) second"),
        ("- no\n+ yes\n===", "\\- no\n\\+ yes\n\\==="),
        ("# one & [two](x)", r"\# one \& \[two\](x)"),
        ("1.5 kilos\n+49 30", "1.5 kilos\n+49 30"),
        ("one\n---", "one\n\\---"),
        ("At 10.30, well-known words", "At 10.30, well-known words"),
    ],
)
def test_nothing_that_was_said_is_taken_for_markup(said: str, written: str) -> None:
    assert plain(said) == written
