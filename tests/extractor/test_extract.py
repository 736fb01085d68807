from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

import pytest
import structlog
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.agreement import agreement
from extractor.engine import (
    Draft,
    DraftEvidence,
    DraftField,
    DraftFollowUp,
    DraftItem,
    DraftPromise,
    DraftTopic,
)
from extractor.extract import extract
from models.errors import CancelledError
from models.notes import CallNotes, NotesCoverage, NotesGap
from models.transcript import Gap, Transcript
from tests.extractor.made_up import CONTEXT, Proposes, at
from tests.text.calls import call
from text.evidence import assert_proven

CALL = call(
    ("agent", "Hello, this is Laura. I'll send you the quote for 500 dollars by Friday if the part is in."),
    ("customer", "Great. I'll check the cable tonight. My email is m dot reed at north wind dot com."),
    ("agent", "We can't give a refund. Does the plan include filters? We will call you some day."),
)
QUOTE = "I'll send you the quote for 500 dollars by Friday"


def notes(transcript: Transcript = CALL, **lists: object) -> CallNotes:
    return extract(transcript, engine=Proposes(Draft(**lists)), context=CONTEXT)


def ours(
    text: str = "Send the quote", quote: str = QUOTE, turn_id: str = "t1", **more: object
) -> DraftPromise:
    return DraftPromise(text=text, evidence=at(turn_id, quote), side="ours", **more)


def test_a_promise_gets_owner_due_date_condition_and_evidence() -> None:
    made = notes(
        promises=(ours(due_said="by Friday", condition="if the part is in", confidence=0.9),),
        agent_name="Laura",
        customer_name="Somebody",
    )
    (promise,) = made.promises
    assert promise.id == "p1"
    assert (promise.owner.side, promise.owner.name) == ("ours", "Laura")
    assert (promise.to.side, promise.to.name) == ("theirs", None)
    assert promise.due is not None
    assert (promise.due.said, promise.due.date) == ("by Friday", date(2026, 11, 27))
    assert promise.condition == "if the part is in"
    assert "conditional" in promise.flags
    assert promise.evidence[0].quote == QUOTE
    assert made.discarded == ()


def test_what_cannot_be_shown_is_discarded_counted_and_told_in_short() -> None:
    long = "I was told to mail a.b@c.example about it " * 10
    made = notes(
        promises=(ours(quote="I'll send you the quote for 600 dollars"), ours(text="")),
        summary=(DraftItem(text=long, evidence=at("t1", "we promise everything")),),
        topics=(DraftTopic(text="Refund", evidence=()),),
    )
    assert made.items() == ()
    assert {lost.kind for lost in made.discarded} == {"promise", "summary", "topic"}
    assert "The quote changes a number." in {lost.why for lost in made.discarded}
    told = next(lost.text for lost in made.discarded if lost.kind == "summary")
    assert len(told) <= 160
    assert "a.b@c.example" not in told
    assert "4 claims were discarded" in " ".join(made.warnings)


def test_a_promise_in_the_other_ones_mouth_is_discarded() -> None:
    made = notes(promises=(DraftPromise(text="Send it", evidence=at("t1", QUOTE), side="theirs"),))
    assert made.promises == ()
    assert made.discarded[0].why == "The side that is said to promise did not speak these words."


def test_a_number_that_nobody_said_discards_the_claim() -> None:
    made = notes(promises=(ours(text="Send a quote for $700"), ours(text="Send the $500 quote")))
    assert [promise.text for promise in made.promises] == ["Send the $500 quote"]
    assert made.discarded[0].why == "It states a number that nobody said."


def test_a_number_from_elsewhere_in_the_call_is_flagged() -> None:
    cable = DraftPromise(text="Check the 500 cable", evidence=at("t2", "I'll check the cable"), side="theirs")
    (promise,) = notes(promises=(cable,)).promises
    assert "number_not_in_evidence" in promise.flags


def test_a_due_date_that_was_not_said_there_is_left_out_with_a_reason() -> None:
    (promise,) = notes(promises=(ours(due_said="by Monday", confidence=1.0),)).promises
    assert promise.due is None
    assert "due_not_said" in promise.flags
    assert promise.confidence < 1.0


def test_a_due_date_without_a_clear_day_is_left_out_with_a_reason() -> None:
    vague = ours(text="Call", quote="We will call you some day", turn_id="t3", due_said="some day")
    (promise,) = notes(promises=(vague,)).promises
    assert promise.due is None
    assert "due_unclear" in promise.flags


def test_a_condition_in_other_words_is_not_repeated_but_flagged_and_the_one_that_was_said_is_kept() -> None:
    invented = ours(condition="if the stars are right")
    (promise,) = notes(promises=(invented,)).promises
    assert promise.condition == "if the part is in"
    assert {"condition_not_said", "conditional"} <= set(promise.flags)
    bare = call(("agent", "I'll send you the quote."), ("customer", "Thanks, that is very kind of you."))
    claim = invented.model_copy(update={"evidence": at("t1", "I'll send you the quote")})
    (promise,) = notes(bare, promises=(claim,)).promises
    assert promise.condition is None
    assert "condition_not_said" in promise.flags


def test_a_conditional_promise_keeps_its_condition_also_where_the_engine_left_it_out() -> None:
    said = call(
        ("agent", "If the budget comes, we will order ten of them. We used to send them on Monday."),
        ("customer", "Okay, that is very kind of you."),
    )
    order = DraftPromise(text="Order ten", evidence=at("t1", "we will order ten of them"), side="ours")
    gone = DraftPromise(text="Send them", evidence=at("t1", "send them on Monday"), side="ours")
    first, second = notes(said, promises=(order, gone)).promises
    assert first.condition == "If the budget comes"
    assert first.proviso == "only if the budget comes"
    assert "conditional" in first.flags
    assert "past" in second.flags
    assert second.evidence[0].quote.startswith("used to send them")


def test_the_confidence_is_the_product_of_parts_that_say_why() -> None:
    (promise,) = notes(promises=(ours(confidence=0.9, due_said="by Friday"),)).promises
    assert promise.confidence == pytest.approx(math.prod(part.value for part in promise.parts), abs=0.001)
    assert [part.part for part in promise.parts] == [
        "claim", "quote", "recognition", "speaker", "completeness", "flags",
    ]  # fmt: skip
    assert all(part.why for part in promise.parts)


def test_one_word_that_carries_the_meaning_and_was_hardly_heard_is_named() -> None:
    timed = call(
        ("agent", "I will send you the form on Friday"), ("customer", "Thank you so much"), timed=True
    )

    def heard(faint: str) -> Transcript:
        words = tuple(
            replace(word, probability=0.2) if word.text == faint else word for word in timed.turns[0].words
        )
        turn = timed.turns[0].model_copy(update={"words": words})
        return timed.model_copy(update={"turns": (turn, timed.turns[1])})

    claim = ours("Send it", "I will send you the form on Friday", confidence=1.0)
    (promise,) = notes(heard("Friday"), promises=(claim,)).promises
    assert "low_word_probability" in promise.flags
    assert any("“Friday”, with 20%" in reason for reason in promise.reasons)
    (promise,) = notes(heard("the"), promises=(claim,)).promises
    assert "low_word_probability" not in promise.flags


def test_one_word_of_which_it_is_not_sure_who_said_it_counts() -> None:
    timed = call(
        ("agent", "I will send you the form tomorrow"), ("customer", "Thank you so much"), timed=True
    )
    words = list(timed.turns[0].words)
    words[2] = replace(words[2], speaker_confidence=0.4)
    turn = timed.turns[0].model_copy(update={"words": tuple(words)})
    doubtful = timed.model_copy(update={"turns": (turn, timed.turns[1])})
    (promise,) = notes(doubtful, promises=(ours("Send it", "I will send you the form"),)).promises
    assert "low_speaker_confidence" in promise.flags


def test_a_second_reading_that_says_the_same_leaves_the_confidence_and_another_one_lowers_it() -> None:
    claim = ours(confidence=1.0, due_said="by Friday")

    def read_again(*promises: DraftPromise) -> float:
        agreed = agreement(Draft(promises=(claim,)), Draft(promises=promises))
        return notes(promises=agreed.promises).promises[0].confidence

    alone = read_again()
    assert read_again(claim) == alone
    otherwise = read_again(ours(due_said="by Monday"))
    missing = read_again(DraftPromise(text="Check", evidence=at("t2", "I'll check the cable"), side="theirs"))
    assert missing < otherwise < alone


def test_a_field_needs_its_value_in_the_quote() -> None:
    def field(name: str, value: str, quote: str, turn_id: str = "t2") -> DraftField:
        return DraftField(text=name, evidence=at(turn_id, quote), name=name, value=value)

    made = notes(
        fields=(
            field("email", "m.reed@northwind.com", "My email is m dot reed at north wind dot com"),
            field("email", "x.reed@northwind.com", "My email is m dot reed at north wind dot com"),
            field("budget", "500", "the quote for 500 dollars", "t1"),
            field("product", "cable", "check the cable tonight"),
            field("product", "router", "check the cable tonight"),
        )
    )
    assert [(found.id, found.value) for found in made.fields] == [
        ("c1", "m.reed@northwind.com"),
        ("c2", "500"),
        ("c3", "cable"),
    ]
    assert {lost.why for lost in made.discarded} == {"The value was not said in the quote."}


def test_a_follow_up_leads_to_its_promise_also_when_others_were_discarded() -> None:
    def follow(place: int | None) -> DraftFollowUp:
        return DraftFollowUp(
            text="Mail the quote", evidence=at("t1", QUOTE), side="ours", kind="email", from_promise=place
        )

    made = notes(
        promises=(ours(quote="never said like this"), ours()),
        follow_ups=(follow(None), follow(None).model_copy(update={"text": "Send it", "from_promise": 1})),
    )
    lost = notes(
        promises=(ours(quote="never said like this"),),
        follow_ups=(follow(0).model_copy(update={"text": "Go"}),),
    )
    assert [(one.id, one.from_promise) for one in made.follow_ups] == [("f1", None), ("f2", "p1")]
    assert lost.follow_ups[0].from_promise is None


def test_the_same_claim_twice_is_kept_once() -> None:
    made = notes(
        promises=(ours("Send the quote"), ours("send the quote."), ours("Will send the quote to you"))
    )
    assert [promise.id for promise in made.promises] == ["p1"]
    assert made.discarded == ()


def test_a_neighbouring_turn_named_by_mistake_is_corrected_within_one_speaker() -> None:
    (promise,) = notes(promises=(ours(turn_id="t3", confidence=1.0),)).promises
    assert promise.evidence[0].turn_id == "t1"
    assert "turn_corrected" in promise.flags
    assert notes(promises=(ours(turn_id="t2"),)).promises == ()


def test_one_quote_that_stands_carries_a_claim_whose_other_quote_does_not() -> None:
    both = ours(confidence=1.0).model_copy(
        update={"evidence": (*at("t1", QUOTE), DraftEvidence(turn_id="t1", quote="and a free lunch"))}
    )
    (promise,) = notes(promises=(both,)).promises
    assert len(promise.evidence) == 1
    assert "quote_dropped" in promise.flags
    assert promise.confidence < 1.0


def test_a_negation_in_or_before_a_promise_is_flagged() -> None:
    made = notes(
        promises=(
            ours("Refund", "We can't give a refund", "t3"),
            ours("Give back the money", "give a refund", "t3"),
            ours(),
        ),
        topics=(DraftTopic(text="Refund", evidence=at("t3", "We can't give a refund"), outcome="refused"),),
    )
    assert ["negation" in promise.flags for promise in made.promises] == [True, True, False]
    assert "negation" not in made.topics[0].flags
    assert made.topics[0].outcome == "refused"


def test_words_heard_badly_and_an_unsure_speaker_lower_the_confidence_with_a_reason() -> None:
    timed = call(
        ("agent", "I will send you the form tomorrow"), ("customer", "Thank you so much"), timed=True
    )
    turn = timed.turns[0]
    faint = tuple(replace(word, probability=0.3) for word in turn.words)
    doubtful = turn.model_copy(update={"words": faint, "speaker_confidence": 0.5})
    heard = timed.model_copy(update={"turns": (doubtful, timed.turns[1])})
    (promise,) = notes(
        heard, promises=(ours("Send it", "I will send you the form", confidence=1.0),)
    ).promises
    assert promise.confidence < 0.5
    assert {"low_word_probability", "low_speaker_confidence"} <= set(promise.flags)
    assert any(reason.startswith("Its words were heard with 30% certainty.") for reason in promise.reasons)
    assert "Who spoke is 50% certain." in promise.reasons


def test_a_preview_is_marked_everywhere_and_never_sure() -> None:
    preview = CALL.model_copy(update={"preview": True})
    made = notes(preview, promises=(ours(confidence=1.0),))
    assert made.preview
    assert made.promises[0].confidence <= 0.4
    assert "preview" in made.promises[0].flags
    assert any("preview" in warning for warning in made.warnings)


def test_open_roles_are_marked_and_not_guessed() -> None:
    turns = tuple(
        turn.model_copy(update={"speaker": {"agent": "S1", "customer": "S2"}[turn.speaker]})
        for turn in CALL.turns
    )
    (promise,) = notes(CALL.model_copy(update={"turns": turns}), promises=(ours(confidence=1.0),)).promises
    assert "role_unknown" in promise.flags
    assert promise.confidence <= 0.5


def test_both_sides_under_one_name_promise_nothing() -> None:
    alone = call(
        ("S1", "How can I help? Yes, I need a quote. I'll send you the quote by Friday."),
        ("S1", "The plan includes the filters."),
    )
    made = notes(
        alone,
        promises=(ours(quote="I'll send you the quote by Friday"),),
        summary=(DraftItem(text="The plan", evidence=at("t2", "The plan includes the filters")),),
    )
    assert made.promises == ()
    assert len(made.summary) == 1
    assert "Only one party speaks" in made.warnings[0]


def test_without_words_the_engine_is_not_asked() -> None:
    engine = Proposes(Draft())
    made = extract(call(), engine=engine, context=CONTEXT)
    assert engine.asked == 0
    assert made.items() == ()
    assert made.warnings == ("No words were heard on this call, so there is nothing to note.",)


def test_nothing_was_promised_is_an_answer() -> None:
    assert notes().warnings == ("Nothing was promised.",)


def test_gaps_of_the_transcript_and_of_the_engine_are_told() -> None:
    torn = CALL.model_copy(
        update={
            "coverage": CALL.coverage.model_copy(update={"gaps": (Gap(start_s=1, end_s=2, why="noise"),)})
        }
    )
    coverage = NotesCoverage(turns=3, turns_read=2, gaps=(NotesGap(turn_ids=("t3",), why="too long"),))
    made = extract(torn, engine=Proposes(Draft(), coverage), context=CONTEXT)
    assert made.coverage == coverage
    assert "The engine read 2 of 3 turns." in made.warnings
    assert any("could not be transcribed" in warning for warning in made.warnings)


def test_a_cancelled_call_gets_no_notes() -> None:
    with pytest.raises(CancelledError):
        extract(CALL, engine=Proposes(Draft()), context=CONTEXT, cancelled=lambda: True)


def test_the_notes_name_their_parents() -> None:
    made = extract(CALL, engine=Proposes(Draft()), context=CONTEXT, call_id="c9", settings_hash="h")
    assert (made.call_id, made.settings_hash, made.engine, made.language) == ("c9", "h", "made_up", "en")
    named = CALL.model_copy(update={"call_id": "c8"})
    assert extract(named, engine=Proposes(Draft()), context=CONTEXT).call_id == "c8"


def test_the_log_tells_counts_and_no_speech() -> None:
    with structlog.testing.capture_logs() as logs:
        notes(promises=(ours(), ours(text="Secret plan", quote="not said at all")))
    (event,) = [log for log in logs if log["event"] == "notes_extracted"]
    assert (event["promises"], event["discarded"]) == (1, 1)
    assert not {"quote", "Secret", "Laura"} & set(" ".join(map(str, event.values())).split())


_QUOTES = st.sampled_from(
    [
        QUOTE,
        "I'll check the cable tonight",
        "We can't give a refund",
        "give a refund",
        "I'll send",
        "Great",
        "",
    ]
) | st.text(max_size=30)
_EVIDENCE = st.builds(DraftEvidence, turn_id=st.sampled_from(["t1", "t2", "t3", "t4", ""]), quote=_QUOTES)
_BASE = {
    "text": st.text(max_size=40),
    "evidence": st.lists(_EVIDENCE, max_size=3).map(tuple),
    "confidence": st.floats(0, 1),
}
_SAID = (
    st.none() | st.sampled_from(["by Friday", "tonight", "some day", "", "by Monday"]) | st.text(max_size=10)
)
_SIDES = st.sampled_from(["ours", "theirs"])
_DRAFTS = st.builds(
    Draft,
    summary=st.lists(st.builds(DraftItem, **_BASE), max_size=3).map(tuple),
    topics=st.lists(st.builds(DraftTopic, **_BASE), max_size=3).map(tuple),
    promises=st.lists(
        st.builds(DraftPromise, **_BASE, side=_SIDES, due_said=_SAID, condition=_SAID), max_size=4
    ).map(tuple),
    follow_ups=st.lists(
        st.builds(
            DraftFollowUp, **_BASE, side=_SIDES, due_said=_SAID, from_promise=st.none() | st.integers(-2, 9)
        ),
        max_size=4,
    ).map(tuple),
    fields=st.lists(
        st.builds(
            DraftField,
            **_BASE,
            name=st.text(max_size=5),
            value=st.sampled_from(["cable", "500", "x@y.example", ""]),
        ),
        max_size=3,
    ).map(tuple),
    agent_name=st.none() | st.sampled_from(["Laura", "Nobody", ""]),
)


@settings(max_examples=200)
@given(_DRAFTS)
def test_whatever_an_engine_proposes_only_proven_items_come_out(draft: Draft) -> None:
    made = extract(CALL, engine=Proposes(draft), context=CONTEXT)
    assert_proven(made, CALL)
    ids = [item.id for item in made.items()]
    assert len(set(ids)) == len(ids)
    assert {one.from_promise for one in made.follow_ups} <= {None, *(one.id for one in made.promises)}
    speakers = {"ours": "agent", "theirs": "customer"}
    for promise in made.promises:
        assert speakers[promise.side] in {evidence.speaker for evidence in promise.evidence}


def test_a_stored_call_was_masked_when_it_came_and_is_noted_by_its_stored_words() -> None:
    said = call(
        ("customer", "The part is 4242 4242 4242 4242 on the label."), ("agent", "I will send it today.")
    )
    quote = "The part is 4242 4242 4242 4242"
    draft = Draft(topics=(DraftTopic(text="The part on the label", evidence=at("t1", quote)),))
    stored = extract(said.model_copy(update={"call_id": "c1"}), engine=Proposes(draft), context=CONTEXT)
    handed_in = extract(said, engine=Proposes(draft), context=CONTEXT)
    assert [topic.evidence[0].quote for topic in stored.topics] == [quote]
    assert handed_in.topics == ()
