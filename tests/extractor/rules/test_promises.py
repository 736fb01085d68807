from __future__ import annotations

import pytest

from extractor.engine import DraftPromise
from tests.extractor.rules.calls import bare, draft
from tests.extractor.rules.sayings import no_promises, promises


def promised(line: str) -> tuple[DraftPromise, ...]:
    """Return the promises in one line of a call in which both sides speak."""
    return draft("A: Hello.", "C: Hello.", line).promises


@pytest.mark.parametrize(("line", "due", "condition"), promises(), ids=[row[0] for row in promises()])
def test_a_promise_is_found_with_its_day_and_condition(
    line: str, due: str | None, condition: str | None
) -> None:
    side = "ours" if line.startswith("A") else "theirs"
    assert (side, due, condition) in [(one.side, one.due_said, one.condition) for one in promised(line)]


@pytest.mark.parametrize(("line", "due"), [row[:2] for row in promises()], ids=[row[0] for row in promises()])
def test_a_promise_is_found_without_punctuation_too(line: str, due: str | None) -> None:
    found = promised(line[:3] + bare(line[3:]))
    assert (due and due.lower()) in [promise.due_said for promise in found]


@pytest.mark.parametrize("line", no_promises())
def test_what_only_sounds_like_a_promise_is_none(line: str) -> None:
    assert promised(line) == ()
    assert promised(line[:3] + bare(line[3:])) == ()


@pytest.mark.parametrize("line", [row[0] for row in promises()])
def test_a_quote_is_a_piece_of_its_turn(line: str) -> None:
    for promise in promised(line):
        for evidence in promise.evidence:
            assert evidence.turn_id == "t3"
            assert evidence.quote in line


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (
            "A: I'll send you a replacement machine by Friday.",
            "Send the customer a replacement machine by Friday",
        ),
        (
            "A: We'll have your laptop back to you by Wednesday.",
            "Have the customer's laptop back to them by Wednesday",
        ),
        (
            "C: I will email you a picture of my machine tomorrow.",
            "Email us a picture of their machine tomorrow",
        ),
        ("C: I'll let you know by Tuesday.", "Let us know by Tuesday"),
        ("A: I, you know, will send you the the list on Monday.", "Send the customer the list on Monday"),
        ("A: We're sending you a new tray today.", "Send the customer a new tray today"),
        ("A: I'm arranging a visit for Monday.", "Arrange a visit for Monday"),
        ("A: I'll send it by friday once you sign.", "Send it by Friday"),
        ("A: You'll get a letter from us on Tuesday.", "The customer will get a letter from us on Tuesday"),
        ("C: You'll have the list on Tuesday.", "We will have the list on Tuesday"),
        ("A: By Friday, I'll have the report ready.", "Have the report ready by Friday"),
    ],
)
def test_a_promise_is_worded_as_what_has_to_be_done(line: str, text: str) -> None:
    assert [promise.text for promise in promised(line)] == [text]


def test_a_condition_after_the_promise_is_no_part_of_it() -> None:
    (promise,) = promised("C: Okay, I'll call you on Friday if it does not come.")
    assert (promise.text, promise.condition) == ("Call us on Friday", "if it does not come")


def test_the_day_of_the_condition_is_not_the_day_of_the_promise() -> None:
    (promise,) = promised("A: If you sign by Monday, I'll bring the machine on Thursday.")
    assert (promise.due_said, promise.condition) == ("on Thursday", "If you sign by Monday")


def test_a_day_that_may_count_from_the_condition_is_flagged() -> None:
    (promise,) = promised("A: Once we have the payment, we'll ship the goods within two days.")
    assert promise.flags == ("day_may_count_from_condition",)


def test_two_promises_in_one_breath_are_two() -> None:
    line = "A: I'll send you the form today and we will call you back on Monday."
    assert [promise.due_said for promise in promised(line)] == ["today", "on Monday"]


def test_a_promise_that_is_said_again_gets_more_evidence() -> None:
    (promise,) = draft(
        "A: I'll send you the contract by Friday.",
        "C: Great.",
        "A: So, I'll send you the contract by Friday. Goodbye.",
    ).promises
    assert [evidence.turn_id for evidence in promise.evidence] == ["t1", "t3"]


@pytest.mark.parametrize(
    "heard",
    [
        "thank you for that all send you the new contract by friday",
        "okay then we all send you the new contract by friday",
        "i lost my manager here and send you the new contract by friday",
    ],
)
def test_a_misheard_commitment_is_believed_with_a_day_and_flagged(heard: str) -> None:
    (promise,) = promised(f"A: {heard}")
    assert (promise.due_said, promise.flags) == ("by friday", ("unclear_commitment",))
    assert promised(f"A: {heard.removesuffix(' by friday')}") == ()


def test_the_customer_makes_no_promise_for_other_people() -> None:
    assert promised("C: My brother will call you tomorrow.") == ()
