from __future__ import annotations

import pytest

from callnotes.cli.spread import spread


@pytest.mark.parametrize(
    ("typed", "parsed"),
    [
        ("review c1 --accept p1 p2 --as a@b", "review c1 --accept p1 --accept p2 --as a@b"),
        ("review c1 --accept p1 --reject p2 f1", "review c1 --accept p1 --reject p2 --reject f1"),
        ("review c1 --accept-all --as a@b", "review c1 --accept-all --as a@b"),
        ("review c1 --edit p1 Friday", "review c1 --edit p1=Friday"),
        ("review c1 --edit p1=Friday", "review c1 --edit p1=Friday"),
        ("submit a.wav b.wav --consent granted", "submit a.wav b.wav --consent granted"),
    ],
)
def test_several_items_and_an_edit_are_typed_as_they_read(typed: str, parsed: str) -> None:
    assert spread(typed.split()) == parsed.split()


def test_an_edit_keeps_its_text_whole_even_with_an_equals_sign() -> None:
    assert spread(["--edit", "c1", "a=b c"]) == ["--edit", "c1=a=b c"]
