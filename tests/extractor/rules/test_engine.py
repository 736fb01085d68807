from __future__ import annotations

import pytest

from extractor.engines.rules import RulesEngine
from extractor.extract import extract
from models.errors import CancelledError
from tests.extractor.rules.calls import CONTEXT, bare, call, draft


def test_a_call_without_promises_has_none() -> None:
    found = draft("A: How can I help you today?", "C: Thank you, I only wanted to say hello.", "A: Goodbye.")
    assert found.promises == ()
    assert found.follow_ups == ()


def test_a_meeting_that_both_name_is_a_follow_up() -> None:
    (meeting,) = draft(
        "A: Let's have a meeting about the office next Thursday at ten thirty.",
        "C: Yes, next Thursday at ten thirty is fine.",
    ).follow_ups
    assert (meeting.kind, meeting.due_said) == ("meeting", "next Thursday at ten thirty")
    assert [evidence.turn_id for evidence in meeting.evidence] == ["t1", "t2"]


@pytest.mark.parametrize("answer", ["No, I can't on Monday.", "I'm not sure yet.", "What would it cost?"])
def test_a_meeting_that_is_not_accepted_is_none(answer: str) -> None:
    assert draft("A: Shall we meet on Monday at ten?", f"C: {answer}").follow_ups == ()


def test_an_appointment_that_is_cancelled_is_no_meeting() -> None:
    lines = ("C: I have an appointment tomorrow at nine, and I can't make it.", "A: No problem.")
    assert draft(*lines).follow_ups == ()


def test_a_promised_call_is_a_follow_up_of_its_promise() -> None:
    found = draft("C: Hello.", "A: I'll call you back on Monday.")
    assert [(one.kind, one.from_promise) for one in found.follow_ups] == [("call", 0)]


@pytest.mark.parametrize(
    "answer", ["I don't know.", "I'm not sure about that.", "I would have to ask the service team."]
)
def test_a_question_that_nobody_could_answer_is_open(answer: str) -> None:
    (question,) = draft("C: Does the plan include the water filters?", f"A: {answer}").open_questions
    assert question.text == "Does the plan include the water filters?"
    assert question.evidence[0].turn_id == "t1"


def test_a_question_that_was_answered_is_not_open() -> None:
    assert draft("C: Does the plan include the filters?", "A: Yes, it does.").open_questions == ()


def test_an_open_question_is_found_without_punctuation() -> None:
    asked = bare("C: We need a third one for the office. Does the plan include the water filters?")
    (question,) = draft(
        "C: " + asked[2:], "A: that is a good question i'm not sure about that"
    ).open_questions
    assert question.text == "Does the plan include the water filters?"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("A: I'm afraid we can't give a refund for last week.", "give a refund for last week"),
        ("A: Unfortunately we are unable to deliver on Sundays.", "unable to deliver on Sundays"),
        ("A: We won't be able to repair that model.", "repair that model"),
        ("A: Our drivers are not allowed to enter the house.", "not allowed to enter the house"),
        ("A: If the box is open we can't give a refund.", "give a refund"),
    ],
)
def test_a_refusal_is_a_topic_that_was_refused(line: str, words: str) -> None:
    (topic,) = [topic for topic in draft("C: Hello.", line).topics if topic.outcome == "refused"]
    assert words in topic.text


@pytest.mark.parametrize(
    "line",
    [
        "A: I can't see that here.",
        "A: I can't promise anything.",
        "C: I can't pay more than that.",
        "A: It won't take long.",
        "A: Can't you find the number?",
        "A: If he can't fix it, we will replace the machine.",
    ],
)
def test_not_every_cannot_is_a_refusal(line: str) -> None:
    assert [t for t in draft("C: Hello.", "A: Hello.", line).topics if t.outcome == "refused"] == []


def test_a_refusal_that_points_back_names_what_was_asked() -> None:
    found = draft("C: Can it run on our own servers?", "A: No, unfortunately that is not possible.")
    (topic,) = [topic for topic in found.topics if topic.outcome == "refused"]
    assert topic.text == 'That is not possible (asked: "Can it run on our own servers?")'
    assert [evidence.turn_id for evidence in topic.evidence] == ["t1", "t2"]


@pytest.mark.parametrize(
    ("asked", "said", "name", "value"),
    [
        (
            "What is the order number?",
            "The order number is four seven one nine three six.",
            "order number",
            "471936",
        ),
        ("And the tracking number?", "Yes, it's 5530921.", "tracking number", "5530921"),
        ("What is your email address?", "It's m dot reed at example dot com.", "email", "m.reed@example.com"),
        ("How can we reach you?", "Call me on 202 555 0147.", "phone", "2025550147"),
    ],
)
def test_a_value_is_a_field_when_it_was_said_what_it_is(asked: str, said: str, name: str, value: str) -> None:
    found = draft(f"A: {asked}", f"C: {said}").fields
    assert [(field.name, field.value) for field in found] == [(name, value)]


@pytest.mark.parametrize(
    "said",
    ["It costs 120 dollars.", "The card number is 4242 4242 4242 4242.", "We are 40 people in 3 hotels."],
)
def test_a_number_of_nothing_known_is_no_field(said: str) -> None:
    assert draft("A: Yes?", f"C: {said}").fields == ()


def test_an_email_is_to_be_written_to_the_contact() -> None:
    (field,) = draft("A: Hello.", "C: My email is office@example.com.").fields
    assert field.crm_property == "email"


def test_people_are_called_what_they_call_themselves() -> None:
    written = draft(
        "A: Oak Street Dental, Karen speaking.", "C: Hi, my name is Susan Miller. I have a question."
    )
    heard = draft(
        "A: hello my name is karen how can i help you today",
        "C: hi this is susan miller i need a new card please",
    )
    assert (written.agent_name, written.customer_name) == ("Karen", "Susan Miller")
    assert (heard.agent_name, heard.customer_name) == ("Karen", "Susan Miller")


def test_the_summary_repeats_claims_with_their_evidence() -> None:
    found = draft(
        "A: How can I help?",
        "C: My machine is broken. Can I get a refund?",
        "A: I'm afraid we can't give a refund. But I'll send you a new machine by Friday.",
        "C: I'll send the old one back on Monday.",
    )
    assert 3 <= len(found.summary) <= 6
    assert any("promised" in line.text for line in found.summary)
    assert any(line.text.startswith("Refused") for line in found.summary)
    assert all(line.evidence for line in found.summary)


def test_speakers_without_roles_are_told_apart_by_how_a_business_greets() -> None:
    lines = (
        "S1: Thank you for calling, how can I help you?",
        "S2: Hello.",
        "S1: I'll send you the form by Friday.",
    )
    assert [promise.side for promise in draft(*lines).promises] == ["ours"]


def test_speakers_that_cannot_be_told_apart_promise_nothing() -> None:
    result = RulesEngine().draft(
        call("S1: I'll send it by Friday.", "S2: I'll pay it on Monday."),
        CONTEXT,
        progress=lambda _done, _total: None,
        cancelled=lambda: False,
    )
    assert result.draft.promises == ()
    assert len(result.warnings) == 1


def test_the_same_call_gives_the_same_draft() -> None:
    lines = ("C: My laptop is broken.", "A: I'll call you on Monday and send you a new one by Friday.")
    assert draft(*lines) == draft(*lines)


def test_a_cancelled_call_is_left_at_once() -> None:
    with pytest.raises(CancelledError):
        RulesEngine().draft(
            call("A: Hello."), CONTEXT, progress=lambda _done, _total: None, cancelled=lambda: True
        )


def test_every_item_of_the_draft_passes_the_evidence_check() -> None:
    notes = extract(
        call(
            "A: Good morning, my name is Laura. How can I help you?",
            "C: Hi, this is Daniel Reed. Order number 471936 is broken. Can I get my money back?",
            "A: We can't give a refund. If you send it back, I'll replace it by the end of the month.",
            "C: Does the plan include the filters?",
            "A: I'm not sure about the filters. Shall we talk again on Monday at ten?",
            "C: Monday at ten is fine. I'll send it back tomorrow.",
        ),
        engine=RulesEngine(),
        context=CONTEXT,
    )
    assert notes.discarded == ()
    assert {promise.side: str(promise.due.date) for promise in notes.promises if promise.due} == {
        "ours": "2026-11-30",
        "theirs": "2026-11-21",
    }
    assert [question.text for question in notes.open_questions] == ["Does the plan include the filters?"]
    assert notes.engine == "rules"
    assert notes.prompt_version == "rules-4"
