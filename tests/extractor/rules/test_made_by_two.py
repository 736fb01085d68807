"""Promises that a request and its yes make together, and promises that change later in the call."""

from __future__ import annotations

import datetime as dt

import pytest

from extractor.engines.rules import RulesEngine
from extractor.extract import extract
from models.notes import Promise
from tests.extractor.rules.calls import CONTEXT, call

OPENING = ("A: Hello, this is Ella, how can I help?", "C: Hi, it's about my sofa.")


def promises(*lines: str) -> tuple[Promise, ...]:
    notes = extract(call(*OPENING, *lines), engine=RulesEngine(), context=CONTEXT)
    assert notes.discarded == ()
    return notes.promises


@pytest.mark.parametrize(
    ("asked", "yes", "side", "text"),
    [
        ("C: Can you send me a new one?", "A: I sure can.", "ours", "Send the customer a new one"),
        ("C: Could you e-mail me the bill?", "A: Sure, no problem.", "ours", "E-mail the customer the bill"),
        ("A: Could you send us a floor plan?", "C: Yes, will do.", "theirs", "Send us a floor plan"),
        ("A: Please bring your card with you.", "C: Okay.", "theirs", "Bring their card with they"),
        ("C: Will you call me back tomorrow?", "A: Of course.", "ours", "Call the customer back tomorrow"),
    ],
)
def test_a_request_that_gets_a_yes_is_a_promise(asked: str, yes: str, side: str, text: str) -> None:
    (promise,) = promises(asked, yes)
    assert (promise.side, promise.text.replace("with them", "with they")) == (side, text)
    assert promise.evidence[0].turn_id == "t3"


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("C: Can you send me a new one?", "A: Which card would you like to replace?"),
        ("C: Can you send me a new one?", "A: I'm afraid I can't."),
        ("C: Can you send me a new one?", "A: Sure, but not before you have paid."),
        ("A: Can you repeat that, please?", "C: Yes."),
        ("A: Could you give me your order number?", "C: Sure."),
        ("A: Could you spell that for me?", "C: Of course."),
        ("A: Can you hold the line for a moment?", "C: Okay."),
        ("A: Could you also update your number with us?", "C: I'd rather do that online."),
    ],
)
def test_a_request_without_a_yes_or_for_this_moment_is_none(asked: str, answer: str) -> None:
    assert promises(asked, answer) == ()


def test_a_short_answer_is_worded_by_the_request_and_dated_by_the_answer() -> None:
    (promise,) = promises("A: Could you send me a floor plan?", "C: Yes, I'll do that this afternoon.")
    assert promise.text == "Send us a floor plan this afternoon"
    assert promise.due is not None
    assert promise.due.date == dt.date(2026, 11, 20)
    assert [one.turn_id for one in promise.evidence] == ["t3", "t4"]


def test_an_offer_that_is_taken_up_is_a_promise() -> None:
    (promise,) = promises("A: I can send you the brochure.", "C: Yes, please do.")
    assert promise.text == "Send the customer the brochure"
    assert promises("A: I can send you the brochure.", "C: No, I have it already.") == ()


def test_a_promise_for_another_day_is_the_same_one() -> None:
    (promise,) = promises(
        "A: We'll deliver it on Wednesday.",
        "C: Wednesday is bad, I'm away.",
        "A: Then we'll deliver it on Friday instead.",
    )
    assert promise.standing == "changed"
    assert promise.due is not None
    assert promise.due.date == dt.date(2026, 11, 27)
    (change,) = promise.history
    assert change.due is not None
    assert (change.due.date, change.evidence[0].turn_id) == (dt.date(2026, 11, 25), "t5")
    assert promise.became == ("Changed: From Wednesday to Friday (was due 2026-11-25)",)


def test_a_day_that_the_other_side_proposes_and_that_is_agreed_to_moves_the_promise() -> None:
    (promise,) = promises(
        "A: Our technician will come to you on Tuesday.",
        "C: Could you make it Friday?",
        "A: Friday works too.",
    )
    assert (promise.standing, promise.due and promise.due.date) == ("changed", dt.date(2026, 11, 27))


@pytest.mark.parametrize(
    "taken_back",
    [
        "C: Actually, don't bother with the swatch book, I found it online.",
        "C: You don't have to send the swatch book, I have one.",
        "C: I don't need the swatch book any more.",
    ],
)
def test_a_promise_that_the_receiver_does_not_want_any_more_is_withdrawn(taken_back: str) -> None:
    (promise,) = promises("A: I'll send you the swatch book tomorrow.", taken_back, "A: All right.")
    assert promise.standing == "withdrawn"
    assert promise.history[0].evidence[0].speaker == "customer"


@pytest.mark.parametrize(
    "lines",
    [
        ("A: I'll send you the swatch book tomorrow.", "C: You don't have to hurry, thanks."),
        ("A: I'll send you the book on Monday.", "C: Good.", "A: And I'll call you on Tuesday."),
        ("A: I'll send you the bill today.", "C: Do I have to pay the old one?", "A: No, you don't have to."),
    ],
)
def test_what_is_said_beside_a_promise_changes_nothing(lines: tuple[str, ...]) -> None:
    assert {promise.standing for promise in promises(*lines)} == {"standing"}


def test_never_mind_right_after_a_promise_takes_it_back_and_later_does_not() -> None:
    (promise,) = promises(
        "A: I'll send you the swatch book tomorrow.", "C: Never mind, I found it.", "A: Okay."
    )
    assert promise.standing == "withdrawn"
    (promise,) = promises(
        "A: I'll send you the book tomorrow.",
        "C: Can I pay later?",
        "A: No, sorry.",
        "C: Okay, never mind then.",
    )
    assert promise.standing == "standing"


def test_what_was_done_on_the_call_is_in_the_summary() -> None:
    lines = ("C: I'd like to move some money.", "A: Okay, I've moved forty dollars to your savings account.")
    notes = extract(call(*OPENING, *lines), engine=RulesEngine(), context=CONTEXT)
    assert "Done: we've moved forty dollars to the customer's savings account" in [
        one.text for one in notes.summary
    ]
    assert notes.promises == ()


@pytest.mark.parametrize(
    "said",
    [
        ("A: I will credit you fifty dollars today. No wait, sorry, I can't do that, forget the credit.",),
        ("A: I'll send you the manual tomorrow. Actually, scratch that, it's on our website.",),
        (
            "A: I will refund you the delivery fee by Friday.",
            "C: Thank you.",
            "A: I'm sorry, I am not able to refund it.",
        ),
    ],
)
def test_what_the_maker_takes_back_is_withdrawn(said: tuple[str, ...]) -> None:
    (promise,) = promises(*said)
    assert promise.standing == "withdrawn"
    assert "promise_withdrawn" in promise.flags


@pytest.mark.parametrize(
    "later",
    [
        "A: I'm afraid we can't get you a refund for last week.",
        "A: Don't forget the manual of the old one.",
        "A: Is there anything else I can do for you?",
    ],
)
def test_what_is_refused_besides_leaves_a_promise_as_it_is(later: str) -> None:
    first = promises("A: I'll send you a replacement by Friday.", "C: Thanks.", later)[0]
    assert first.standing == "standing"
