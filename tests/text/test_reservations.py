from __future__ import annotations

import pytest

from models.notes import Evidence
from tests.text.calls import call
from text.evidence import prove
from text.evidence.reservations import condition_of, reservations


def held_back(said: str, quote: str) -> tuple[tuple[str, ...], str | None]:
    transcript = call(("agent", said), timed=True)
    found = prove("t1", quote, transcript)
    assert isinstance(found, Evidence)
    turn = transcript.turns[0]
    return reservations(found, turn), condition_of(found, turn)


@pytest.mark.parametrize(
    ("said", "quote", "flags", "condition"),
    [
        ("I will send you the form on Monday.", "I will send you the form", (), None),
        ("We do not ship the form on Monday.", "ship the form on Monday", ("negation",), None),
        ("I can't promise that it will be there.", "that it will be there", ("negation",), None),
        ("I can't do that. It will be there soon.", "it will be there soon", (), None),
        (
            "If the budget comes, we will order ten of them.",
            "we will order ten of them",
            ("conditional",),
            "If the budget comes",
        ),
        ("if you sign we'll deliver it here", "we'll deliver it here", ("conditional",), "if you sign"),
        (
            "We'll order ten of them if the budget comes. Thanks.",
            "We'll order ten of them",
            ("conditional",),
            "if the budget comes",
        ),
        (
            "I'll refund it unless Maria says no.",
            "I'll refund it unless Maria says no",
            ("negation", "conditional"),
            "unless Maria says no",
        ),
        ("I'll see if the form is there.", "I'll see if the form is there", (), None),
        ("If he asks, tell him. I'll send the form today.", "I'll send the form today", (), None),
        ("We used to send the form on Monday.", "send the form on Monday", ("past",), None),
        ("I would have sent the form on Monday.", "I would have sent the form", ("past",), None),
        (
            "I sent the form. And if you like, I sent the form again.",
            "if you like, I sent the form again",
            ("conditional",),
            "if you like",
        ),
    ],
)
def test_what_holds_a_quote_back_is_found_in_its_sentence(
    said: str, quote: str, flags: tuple[str, ...], condition: str | None
) -> None:
    assert held_back(said, quote) == (flags, condition)


def test_of_a_quote_said_twice_the_right_one_is_looked_at() -> None:
    transcript = call(("agent", "I will send it now. I can not say I will send it now."), timed=True)
    turn = transcript.turns[0]
    second = Evidence(turn_id="t1", quote="I will send it now.", speaker="agent", start_s=4.5, end_s=6.9)
    assert reservations(second, turn) == ("negation",)
    assert reservations(second.model_copy(update={"start_s": 0.0}), turn) == ()
