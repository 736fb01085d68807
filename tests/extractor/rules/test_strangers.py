"""How strangers put it: phrasings that the rules were not written from, in writing and as they were heard."""

from __future__ import annotations

import pytest

from extractor.engine import Draft
from tests.extractor.rules.calls import draft


def refused(found: Draft) -> list[str]:
    return [topic.text for topic in found.topics if topic.outcome == "refused"]


def meetings(found: Draft) -> list[str | None]:
    return [follow_up.due_said for follow_up in found.follow_ups]


@pytest.mark.parametrize(
    ("said", "answered", "due_said"),
    [
        (
            "A: Shall we do the test ride on Sunday at nine?",
            "C: Sunday at nine is good.",
            "on Sunday at nine",
        ),
        (
            "A: How about next Wednesday at four?",
            "C: Next Wednesday at four sounds good.",
            "next Wednesday at four",
        ),
        ("A: I'm free on Wednesday at half past nine.", "C: Okay.", "on Wednesday at half past nine"),
        ("C: Maybe on Friday at two?", "A: Yes, Friday at two works.", "on Friday at two"),
        (
            "A: thank you with thursday at five thirty work for a tour of the club",
            "C: yes there is a five thirty works for me",
            "thursday at five thirty",
        ),
        (
            "A: thank you would money and eight thirty be good for the yearly check",
            "C: monday at eight thirty is good",
            "monday at eight thirty",
        ),
        (
            "A: paid shall we have a video meaning next tuesday and eleven",
            "C: next tuesday at eleven is perfect for me",
            "next tuesday at eleven",
        ),
    ],
)
def test_a_time_that_both_settle_on_is_a_meeting_however_it_is_put(
    said: str, answered: str, due_said: str
) -> None:
    assert meetings(draft("A: Hello.", "C: Hello.", said, answered)) == [due_said]


@pytest.mark.parametrize(
    ("said", "answered"),
    [
        ("A: The parcel will be delivered on Friday at ten.", "C: Okay."),
        ("A: The shop opens on Monday at nine.", "C: That is good."),
        ("A: Your bill was due on Friday at noon.", "C: Okay."),
        ("A: Shall we talk on Friday at two?", "C: No, Friday at two doesn't work."),
    ],
)
def test_a_time_that_is_only_told_of_or_turned_down_is_no_meeting(said: str, answered: str) -> None:
    found = draft("A: Hello.", "C: Hello.", said, answered)
    assert [one for one in found.follow_ups if one.from_promise is None] == []


def test_a_call_that_is_agreed_and_then_promised_stands_once_with_both_quotes() -> None:
    found = draft(
        "A: Hello.",
        "C: Hello.",
        "A: Would Wednesday at four suit you for a call?",
        "C: Wednesday at four is fine.",
        "A: Then I'll call you on Wednesday at four.",
    )
    (follow_up,) = found.follow_ups
    assert follow_up.from_promise == 0
    assert {evidence.turn_id for evidence in follow_up.evidence} == {"t3", "t4", "t5"}
    assert any(item.text.startswith("Agreed: ") for item in found.summary)


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("A: I'm sorry, dogs are not allowed in the hotel.", "Dogs are not allowed in the hotel"),
        ("A: No, sorry, we don't paint bikes any more.", "We don't paint bikes any more"),
        ("A: We don't install other software, I'm afraid.", "We don't install other software"),
    ],
)
def test_a_refusal_with_regret_is_one(line: str, text: str) -> None:
    assert refused(draft("A: Hello.", "C: Can you do it?", line)) == [text]


@pytest.mark.parametrize("line", ["A: No, we don't charge for that.", "A: Sorry, we don't know that yet."])
def test_a_no_that_refuses_nothing_is_no_refusal(line: str) -> None:
    assert refused(draft("A: Hello.", "C: What does it cost?", line)) == []


def test_a_promised_answer_names_its_question_and_quotes_it() -> None:
    found = draft(
        "A: Hello.",
        "C: Okay. And how long is the guarantee?",
        "A: I'm not sure about that. I'll ask the boss.",
    )
    (promise,) = found.promises
    assert promise.text == "Ask the boss: how long is the guarantee?"
    assert [evidence.turn_id for evidence in promise.evidence] == ["t3", "t2"]


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (
            "C: Hello, I'm Joan Miller. It was supposed to arrive on Saturday, but nobody came.",
            "It was supposed to arrive on Saturday, but nobody came",
        ),
        (
            "C: Hi, this is Grace from the library. Our printer eats the paper.",
            "Our printer eats the paper",
        ),
        (
            "C: hey it's tom baker i left my bike with you last week and wanted to ask when it is ready",
            "I left my bike with you last week and wanted to ask when it is ready",
        ),
    ],
)
def test_why_the_customer_calls_is_what_they_say_after_their_name(said: str, reason: str) -> None:
    found = draft(
        "A: Good morning, how can I help?", said, "A: I see.", "C: I'd like to pay now with my card."
    )
    assert [topic.text for topic in found.topics] == [reason]


def test_paying_and_asking_to_be_heard_are_no_reason_to_call() -> None:
    found = draft("A: Hello.", "C: Can you hear me well?", "A: Yes.", "C: I'd like to pay now.")
    assert found.topics == ()


@pytest.mark.parametrize(
    ("asked", "said", "value", "least"),
    [
        ("A: do you have a larger number there", "C: yes it is four four seven one two two", "447122", 0.8),
        ("A: could you give me the order number", "C: it's a zero five three one seven", "05317", 0.0),
        ("A: could you give me the order number", "C: it is five on five six zero three", "5603", 0.0),
        ("A: what is the order number", "C: four seven four seven changed it to four", "4747", 0.8),
    ],
)
def test_an_order_number_is_known_by_its_sound_and_doubted_where_digits_may_miss(
    asked: str, said: str, value: str, least: float
) -> None:
    (field,) = draft("A: Hello.", "C: Hello.", asked, said).fields
    assert (field.name, field.value) == ("order number", value)
    assert (field.confidence >= 0.8) == bool(least)
    assert bool(field.reasons) != bool(least)


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (
            "C: share help fill it in tonight and send it back to you",
            "Fill it in tonight and send it back to us",
        ),
        ("A: as soon as i have the approval by order one for you", "Order one for the customer"),
        ("A: okay how send you a new one on monday", "Send the customer a new one on Monday"),
    ],
)
def test_a_commitment_whose_first_words_were_misheard_is_found_and_flagged(line: str, text: str) -> None:
    (promise,) = draft("A: Hello.", "C: Hello.", line).promises
    assert (promise.text, promise.flags) == (text, ("unclear_commitment",))


@pytest.mark.parametrize(
    "line",
    [
        "C: could you help fill it in tonight please for my wife",
        "C: can you tell me how send a letter by friday would work",
        "A: you can send it by email or by post the form on monday",
    ],
)
def test_the_same_words_in_a_request_or_in_talk_are_no_commitment(line: str) -> None:
    assert draft("A: Hello.", "C: Hello.", line).promises == ()
