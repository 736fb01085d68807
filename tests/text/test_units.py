from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from text.spoken import units


def keys(text: str) -> list[str]:
    return [unit.key for unit in units(text)]


@pytest.mark.parametrize(
    ("spoken", "written"),
    [
        ("twenty", "20"),
        ("twenty-five percent", "25%"),
        ("twelve hundred dollars", "$1,200"),
        ("one thousand two hundred dollars", "$1,200"),
        ("three p m", "3 p.m."),
        ("three pm", "3PM"),
        ("a hundred and five", "105"),
        ("two million three hundred thousand", "2,300,000"),
        ("twenty million dollars", "$20 million"),
        ("three point five", "3.5"),
        ("the third of december", "the 3rd of December"),
        ("twenty first", "21st"),
        ("cannot", "can't"),
        ("do not", "don’t"),
        ("e mail", "e-mail"),
        ("three o'clock", "3 o'clock"),
        ("okay mister smith", "OK, Mr. Smith"),
        ("going to", "gonna"),
    ],
)
def test_spoken_and_written_forms_are_the_same(spoken: str, written: str) -> None:
    assert keys(spoken) == keys(written)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("three thirty", "three hundred thirty"),
        ("fifteen", "fifty"),
        ("the third", "three"),
        ("can", "can't"),
        ("refundable", "non-refundable"),
        ("twenty dollars", "twenty pounds"),
    ],
)
def test_different_things_stay_different(one: str, other: str) -> None:
    assert keys(one) != keys(other)


def test_oh_is_a_zero_only_among_digits() -> None:
    assert keys("five oh five") == ["5", "0", "5"]
    assert keys("oh two oh seven") == ["0", "2", "0", "7"]
    assert keys("oh okay") == ["oh", "okay"]
    assert keys("oh five people") == ["oh", "5", "people"]


def test_double_and_triple_are_read_as_digits() -> None:
    assert keys("double four triple zero") == ["44", "000"]
    assert keys("double espresso") == ["double", "espresso"]


def test_digits_of_one_number_are_glued_and_sentences_are_not() -> None:
    assert [unit.glued for unit in units("four four seven")] == [False, True, True]
    assert not units("I need two. Five broke.")[3].glued
    assert not units("by three, two of us come")[2].glued


@given(st.text(max_size=200))
def test_every_unit_lies_in_the_text_and_in_order(text: str) -> None:
    found = units(text)
    assert all(0 <= unit.start < unit.end <= len(text) for unit in found)
    assert [unit.start for unit in found] == sorted(unit.start for unit in found)


@given(st.integers(0, 10**9))
def test_a_written_number_is_itself_with_or_without_commas(number: int) -> None:
    assert keys(f"{number:,}") == keys(str(number)) == [str(number)]
