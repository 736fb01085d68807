from __future__ import annotations

import pytest

from models.notes import Evidence
from tests.text.calls import call
from text.evidence import Refusal, locate, prove, stands

SENTENCE = (
    "So, um, I'll send you the the quote for twelve hundred dollars by the third of December at three p.m."
)
CALL = call(
    ("agent", SENTENCE),
    ("customer", "I can't do Friday. My number is five one two, five five five, zero one two three."),
    ("agent", "It is non-refundable. Thursday."),
    ("customer", "Yes."),
    ("agent", "Well, you know you know I mean it."),
    (
        "agent",
        "We, we'll pay $1200 at 3pm if it's, uh, it's been paid; it is 20 per cent of $1, well, try one two.",
    ),
    (
        "customer",
        "Someone you know was there at 3:15 on 11/25, minus 5 degrees, room 83.7. A 5 mm screw were bought.",
    ),
)


@pytest.mark.parametrize(
    ("turn_id", "quote", "own_words"),
    [
        (
            "t1",
            "I will send you the quote for $1,200 by the 3rd of December",
            "I'll send you the the quote for twelve hundred dollars by the third of December",
        ),
        ("t1", "at 3 pm", "at three p.m."),
        ("t1", "ILL SEND YOU", "I'll send you"),
        ("t2", "i cannot do friday", "I can't do Friday."),
        ("t2", "My number is 512-555-0123", "My number is five one two, five five five, zero one two three."),
        ("t6", "We'll pay $1,200 at 3:00 pm", "we'll pay $1200 at 3pm"),
        ("t6", "if it has been paid", "if it's, uh, it's been paid;"),
        ("t6", "well pay twelve hundred dollars", "we'll pay $1200"),
        ("t6", "it is twenty percent of one dollar", "it is 20 per cent of $1,"),
    ],
)
def test_a_true_quote_is_stored_in_the_speakers_own_words(turn_id: str, quote: str, own_words: str) -> None:
    found = prove(turn_id, quote, CALL)
    assert isinstance(found, Evidence)
    assert found.quote == own_words
    assert found.turn_id == turn_id


@pytest.mark.parametrize(
    ("turn_id", "quote", "why"),
    [
        ("t1", "I'll send you the quote for $1,300", "The quote changes a number."),
        ("t1", "I will not send you the quote", "The quote adds or drops a negation."),
        ("t2", "I can do Friday", "The quote adds or drops a negation."),
        ("t2", "I can't do Monday", "The quote changes a date."),
        ("t2", "my number is five one two", "The quote cuts a word or a number in two."),
        ("t3", "It is refundable", "The quote changes, adds or leaves out words."),
        ("t2", "I'll send you the quote", "The quote does not stand in the stated turn."),
        ("t9", "I'll send you the quote", "The transcript has no such turn."),
        ("t3", "Thursday", "The quote says too little to prove anything."),
        ("t1", "I will", "The quote says too little to prove anything."),
        ("t1", "", "The quote is empty."),
        ("t5", "you know you know", "The quote says too little to prove anything."),
        ("t1", "um, uh", "The quote does not stand in the stated turn."),
        ("t1", "send " * 1000, "The quote is too long to be one."),
        ("t6", "we'll try one two", "The quote cuts a word or a number in two."),
        ("t6", "we will try one two", "The quote changes, adds or leaves out words."),
        ("t6", "$1, well, try 12", "The quote changes a number."),
        ("t7", "someone was there at 3:15", "The quote changes, adds or leaves out words."),
        ("t7", "you know was there at 315", "The quote changes a number."),
        ("t7", "was there at 3:15 on 1125", "The quote changes a number."),
        ("t7", "was there at 3:15 on 11", "The quote cuts a word or a number in two."),
        ("t7", "minus 5 degrees, room 837", "The quote changes a number."),
        ("t7", "5 degrees, room 83", "The quote changes a number."),
        ("t7", "room 83.7. A 5 screw", "The quote changes, adds or leaves out words."),
        ("t7", "a 5 mm screw we're bought", "The quote cuts a word or a number in two."),
    ],
)
def test_what_was_not_said_is_refused_with_the_reason(turn_id: str, quote: str, why: str) -> None:
    assert prove(turn_id, quote, CALL) == Refusal(why=why)


def test_a_part_of_a_longer_word_is_no_quote() -> None:
    assert isinstance(prove("t3", "refundable. Thursday", CALL), Refusal)


def test_a_one_word_turn_is_evidence_when_the_word_says_something() -> None:
    said = call(("customer", "Thursday."), ("customer", "Yes."))
    assert isinstance(prove("t1", "thursday", said), Evidence)
    assert isinstance(prove("t2", "yes", said), Refusal)


def test_times_come_from_the_words_where_there_are_any() -> None:
    said = call(("agent", "well I will call you on Monday then"), timed=True)
    found = prove("t1", "call you on monday", said)
    assert isinstance(found, Evidence)
    assert (found.start_s, found.end_s) == (1.5, 3.4)


def test_without_words_times_are_the_quotes_share_of_the_turn() -> None:
    said = call(("agent", "hello"), ("agent", "0123456789 call you on monday now hm"))
    found = prove("t2", "call you on monday", said)
    assert isinstance(found, Evidence)
    assert 5.0 < found.start_s < found.end_s < 10.0


def test_words_that_are_not_the_text_give_no_false_times() -> None:
    said = call(("agent", "I will call you on Monday"), timed=True)
    turn = said.turns[0].model_copy(update={"text": "Sure: I will call you on Monday"})
    found = prove("t1", "call you on monday", said.model_copy(update={"turns": (turn,)}))
    assert isinstance(found, Evidence)
    assert found.start_s == pytest.approx(5 * 13 / 31, abs=0.01)


def test_the_first_of_two_places_counts() -> None:
    said = call(("agent", "call me Monday please. Call me Monday please."), timed=True)
    found = prove("t1", "call me monday please", said)
    assert isinstance(found, Evidence)
    assert found.start_s == 0.0


def test_a_misplaced_quote_is_located_only_where_it_stands_once_by_that_speaker() -> None:
    said = call(
        ("agent", "Hello there."),
        ("customer", "I will send the form on Monday."),
        ("agent", "I will send the form on Tuesday."),
        ("agent", "So I will send the form on Tuesday."),
    )
    found = locate("I will send the form on Monday", said, speaker="customer")
    assert found is not None
    assert found.turn_id == "t2"
    assert locate("I will send the form on Monday", said, speaker="agent") is None
    assert locate("I will send the form on Tuesday", said, speaker="agent") is None
    assert locate("form on Monday", said, speaker="customer") is None


@pytest.mark.parametrize(
    ("quote", "shown"),
    [
        ("ship on Fridays", "don't ship on Fridays"),
        ("you sign it today", "if you sign it today"),
        ("pay fifty dollars", "used to pay fifty dollars"),
        ("refund will be paid", "no refund will be paid"),
        ("we can wait for it", "we can wait for it"),
        ("call you tomorrow morning", "call you tomorrow morning"),
    ],
)
def test_a_word_right_before_a_quote_that_turns_it_round_is_shown_with_it(quote: str, shown: str) -> None:
    said = call(
        ("agent", "We don't ship on Fridays, if you sign it today. We used to pay fifty dollars."),
        ("agent", "But no refund will be paid, no we can wait for it. If not, call you tomorrow morning."),
    )
    turn = "t1" if "sign" in quote or "ship" in quote or "dollars" in quote else "t2"
    found = prove(turn, quote, said)
    assert isinstance(found, Evidence)
    assert found.quote.rstrip(".,") == shown
    assert prove(turn, found.quote, said) == found
    assert stands(found, said)


def test_a_sign_before_a_figure_counts() -> None:
    said = call(("customer", "It is -5 degrees and the card 4111 -1111 is mine."))
    assert isinstance(prove("t1", "it is minus five degrees", said), Evidence)
    assert isinstance(prove("t1", "it is 5 degrees and", said), Refusal)
    assert isinstance(prove("t1", "the card 41111111 is", said), Evidence)
