from __future__ import annotations

import pytest

from models.two_legs import END_BYTES, MARK, agent_side, is_two_legs, packed, places, second_comes_first


def test_both_files_stand_untouched_between_the_marks() -> None:
    whole = b"".join(packed([b"left", b"!"], [b"right"]))
    assert is_two_legs(whole)
    where = places(whole[-END_BYTES:], len(whole))
    assert where
    assert [whole[place.start : place.stop] for place in where] == [b"left!", b"right"]


def test_a_file_that_has_lost_or_won_a_byte_is_torn() -> None:
    whole = b"".join(packed([b"left"], [b"right"]))
    for torn in (whole[:-1], whole + b"x", whole[:20] + whole[21:], MARK, b""):
        assert places(torn[-END_BYTES:], len(torn)) is None


@pytest.mark.parametrize(
    ("first", "second", "swapped"),
    [
        ("call-42-in", "call-42-out", False),
        ("call-42-out", "call-42-in", True),
        ("20261126_tx", "20261126_rx", True),
        ("AGENT", "CALLER", True),
        ("agent1", "customer1", True),
        ("a", "b", False),
        ("login", "logout", False),
        ("call-in", "other-in", False),
    ],
)
def test_the_last_word_of_the_names_puts_the_files_in_order(first: str, second: str, swapped: bool) -> None:
    assert second_comes_first(first, second) is swapped


@pytest.mark.parametrize(
    ("left", "right", "direction", "agent"),
    [
        ("x-in", "x-out", "inbound", "right"),
        ("x-in", "x-out", "outbound", "left"),
        ("x-in", "x-out", None, "auto"),
        ("x-rx", "x-tx", "inbound", "right"),
        ("caller", "agent", None, "right"),
        ("caller", "agent", "outbound", "right"),
        ("customer", "x", None, "right"),
        ("agent", "x", None, "left"),
        ("a", "b", "inbound", "auto"),
        ("agent", "agent", None, "auto"),
    ],
)
def test_names_and_direction_tell_which_side_is_the_agent(
    left: str, right: str, direction: str | None, agent: str
) -> None:
    assert agent_side(left, right, direction) == agent  # type: ignore[arg-type]  # a plain text in the table
