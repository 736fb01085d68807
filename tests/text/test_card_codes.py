"""Codes, dates and misheard questions around a card number; what comes after it and is none of it."""

from __future__ import annotations

import pytest

from tests.text.calls import call
from text.masking import CARD, mask_cards

AGENT, CUSTOMER = "agent", "customer"
NUMBER = (
    (AGENT, "can you tell me the long number on your card"),
    (CUSTOMER, "four zero zero zero one two three four five six seven eight nine zero one two"),
)


def masked(*said: tuple[str, str]) -> list[str]:
    turns, _ = mask_cards(call(*NUMBER, *said).turns)
    return [turn.text for turn in turns][len(NUMBER) :]


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("and the six year team under an attack", "double five one"),  # the security number on the back
        ("and if our digits on the front", "seven three to"),
        ("and the code on the back please", "nine out to you"),
        ("and the expiry date", "there are three thirty one"),
    ],
)
def test_a_bare_short_number_after_a_card_number_is_masked_though_the_question_was_misheard(
    asked: str, answer: str
) -> None:
    assert masked((AGENT, asked), (CUSTOMER, answer))[1].replace(CARD, "").strip() in {"", "there are"}


def test_a_code_that_was_heard_as_other_words_is_masked_where_it_is_announced() -> None:
    said = "the date is zero six twenty seven and the code is my ninth floor"
    assert masked((AGENT, "and the expiry date and security code"), (CUSTOMER, said))[1] == (
        f"the date is {CARD} and the code is my {CARD}"
    )


@pytest.mark.parametrize("asked", ["please read me the law number on the front", "the digits on the front"])
def test_a_misheard_question_for_the_long_number_opens_the_ear(asked: str) -> None:
    turns, _ = mask_cards(call((AGENT, asked), (CUSTOMER, "it's four five three nine one four eight")).turns)
    assert turns[1].text == f"it's {CARD}"


@pytest.mark.parametrize(
    "later",
    [
        "wonderful shall we have a video meeting next tuesday at eleven",
        "wonderful shall we have a video meaning next tuesday and eleven thirty",
        "it worked thank you we will send the final bill by the end of march",
        "thank you with thursday at five thirty work for a tour of the club",
    ],
)
def test_a_meeting_or_a_day_after_the_card_is_kept(later: str) -> None:
    answered = (
        (AGENT, "expiration date"),
        (CUSTOMER, "november twenty eight"),
        (AGENT, "and the security code on the back"),
        (CUSTOMER, "four four seven"),
    )
    assert masked(*answered, (AGENT, later))[4] == later


def test_a_transcript_that_is_masked_again_stays_as_it_is() -> None:
    once, _ = mask_cards(
        call(
            *NUMBER,
            (AGENT, "expiration date"),
            (CUSTOMER, "november twenty eight"),
            (AGENT, "and the six year team under an attack"),
            (CUSTOMER, "double five one"),
            (AGENT, "it worked thank you we will send the final bill by the end of march"),
            (CUSTOMER, "we are twelve people and need two more rooms on the ninth floor"),
        ).turns
    )
    assert mask_cards(once) == (once, 0)


def test_the_answer_to_a_question_for_another_number_is_kept_after_a_card() -> None:
    assert (
        masked((AGENT, "and your order number"), (CUSTOMER, "four four seven one"))[1]
        == "four four seven one"
    )
