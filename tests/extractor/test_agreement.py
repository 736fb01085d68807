from __future__ import annotations

from extractor.agreement import agreement
from extractor.engine import Draft, DraftField, DraftFollowUp, DraftItem, DraftPromise, DraftTopic
from extractor.engines.read_twice import ReadTwice
from extractor.extract import extract
from tests.extractor.made_up import CONTEXT, Proposes, at
from tests.text.calls import call

CALL = call(
    ("agent", "I'll send you the quote by Friday. I'll call you tomorrow morning at nine."),
    ("customer", "Great. My number is five one two, five five five, zero one two three."),
)
QUOTE = DraftPromise(text="Send the quote", evidence=at("t1", "I'll send you the quote"), side="ours")


def found(first: Draft, second: Draft) -> list[float | None]:
    compared = agreement(first, second)
    claims: tuple[DraftItem, ...] = (
        *compared.topics, *compared.promises, *compared.follow_ups, *compared.open_questions,
        *compared.fields,
    )  # fmt: skip
    return [claim.agreement for claim in claims]


def test_a_claim_agrees_where_the_second_reading_quotes_the_same_words_in_the_same_sense() -> None:
    again = QUOTE.model_copy(
        update={"text": "A quote will be sent", "evidence": at("t1", "i will send you the quote by friday")}
    )
    assert found(Draft(promises=(QUOTE,)), Draft(promises=(again,))) == [1.0]
    other_side = again.model_copy(update={"side": "theirs"})
    assert found(Draft(promises=(QUOTE,)), Draft(promises=(other_side,))) == [0.5]
    elsewhere = again.model_copy(update={"evidence": at("t1", "I'll call you tomorrow morning")})
    assert found(Draft(promises=(QUOTE,)), Draft(promises=(elsewhere,))) == [0.0]
    other_turn = again.model_copy(update={"evidence": at("t2", "I'll send you the quote")})
    assert found(Draft(promises=(QUOTE,)), Draft(promises=(other_turn,))) == [0.0]


def test_of_a_kind_that_the_second_reading_has_nothing_of_nothing_is_said() -> None:
    topic = DraftTopic(text="Quote", evidence=at("t1", "I'll send you the quote"), outcome="agreed")
    assert found(Draft(promises=(QUOTE,), topics=(topic,)), Draft()) == [None, None]


def test_day_kind_value_and_outcome_count() -> None:
    task = DraftFollowUp(text="Call", evidence=at("t1", "I'll call you"), side="ours", due_said="tomorrow")
    field = DraftField(text="Phone", evidence=at("t2", "My number is"), name="phone", value="512-555-0123")
    topic = DraftTopic(text="Quote", evidence=at("t1", "the quote"), outcome="agreed")
    mine = Draft(follow_ups=(task,), fields=(field,), topics=(topic,))
    said = field.model_copy(update={"value": "512 555 0123"})
    assert found(mine, mine.model_copy(update={"fields": (said,)})) == [1.0, 1.0, 1.0]
    theirs = Draft(
        follow_ups=(task.model_copy(update={"due_said": "by Friday"}),),
        fields=(field.model_copy(update={"value": "512-555-0124"}),),
        topics=(topic.model_copy(update={"outcome": "refused"}),),
    )
    assert found(mine, theirs) == [0.5, 0.5, 0.5]


def test_an_engine_whose_call_is_read_twice_shows_the_agreement_as_a_part_of_the_confidence() -> None:
    class OfGerman(Proposes):
        languages: frozenset[str] | None = frozenset({"de"})

    alone = QUOTE.model_copy(update={"evidence": at("t1", "I'll call you tomorrow morning"), "text": "Call"})
    first, second = Proposes(Draft(promises=(QUOTE, alone))), Proposes(Draft(promises=(QUOTE,)))
    made = extract(CALL, engine=ReadTwice(first, second), context=CONTEXT)
    assert [[part.value for part in one.parts if part.part == "agreement"] for one in made.promises] == [
        [1.0],
        [0.8],
    ]
    assert "A second reading did not find it." in made.promises[1].reasons
    assert made.engine == first.name
    made = extract(CALL, engine=ReadTwice(first, OfGerman(Draft(promises=(QUOTE,)))), context=CONTEXT)
    assert all(part.part != "agreement" for one in made.promises for part in one.parts)
