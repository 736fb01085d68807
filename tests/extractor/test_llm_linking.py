"""A promise that another part of a long call changes is one promise, where the evidence shows it."""

from __future__ import annotations

from extractor.draft_check import check_draft
from extractor.engine import Draft, DraftChange, DraftFollowUp, DraftPromise
from extractor.engines.llm.merging import merged
from models.notes import Promise
from tests.extractor.made_up import at
from tests.extractor.rules.calls import CONTEXT, call

TALK = call(
    "A: I'll send you the quote by Tuesday.", "C: Great. And I'll pay the deposit on Monday.",
    "A: I'll order the spare part by Thursday.", "C: Good.",
    "C: About that quote, could you make it Friday instead?", "A: Sure, I'll send the quote on Friday then.",
    "C: And please don't order the spare part after all.", "A: Okay.",
)  # fmt: skip
QUOTE = DraftPromise(
    text="Send the quote", evidence=at("t1", "I'll send you the quote by Tuesday"), side="ours",
    due_said="by Tuesday", confidence=0.9,
)  # fmt: skip
DEPOSIT = DraftPromise(
    text="Pay the deposit", evidence=at("t2", "I'll pay the deposit on Monday"), side="theirs",
    due_said="on Monday", confidence=0.9,
)  # fmt: skip
PART = DraftPromise(
    text="Order the spare part", evidence=at("t3", "I'll order the spare part by Thursday"), side="ours",
    due_said="by Thursday", confidence=0.9,
)  # fmt: skip
_TO_FRIDAY = DraftChange(
    text="Moved to Friday", evidence=at("t5", "could you make it Friday instead"), due_replaced="Tuesday"
)
MOVED = DraftPromise(
    text="Send the quote on Friday", evidence=at("t6", "Sure, I'll send the quote on Friday then"),
    side="ours", due_said="on Friday", standing="changed", confidence=0.8, history=(_TO_FRIDAY,),
)  # fmt: skip
_NO_PART = at("t7", "please don't order the spare part after all")
BACK = DraftPromise(
    text="Order the spare part", evidence=_NO_PART, side="ours", standing="withdrawn", confidence=0.8,
    history=(DraftChange(text="Not needed", evidence=_NO_PART),),
)  # fmt: skip


def promises(*drafts: Draft) -> tuple[Promise, ...]:
    return check_draft(merged(drafts, TALK), TALK, CONTEXT).promises


def test_what_a_later_part_moves_and_takes_back_is_one_promise_each() -> None:
    quote, deposit, part = promises(Draft(promises=(QUOTE, DEPOSIT, PART)), Draft(promises=(MOVED, BACK)))
    assert quote.due is not None
    assert (quote.due.date.isoformat(), quote.standing) == ("2026-11-27", "changed")
    assert quote.became == ("Changed: Moved to Friday (was due 2026-11-24)",)
    assert [one.turn_id for one in quote.evidence] == ["t1", "t6"]
    assert (deposit.side, deposit.standing) == ("theirs", "standing")
    assert (part.standing, part.text) == ("withdrawn", "Order the spare part")


def test_a_change_of_another_day_another_side_or_other_words_is_tied_to_nothing() -> None:
    other_day = MOVED.model_copy(
        update={"history": (MOVED.history[0].model_copy(update={"due_replaced": "Thursday"}),)}
    )
    for later in (other_day, MOVED.model_copy(update={"text": "Ring the bank on Friday"})):
        assert len(merged((Draft(promises=(QUOTE,)), Draft(promises=(later,))), TALK).promises) == 2


def test_two_that_it_may_mean_stay_as_they_are() -> None:
    twin = QUOTE.model_copy(
        update={"text": "Send the second quote", "evidence": at("t3", "I'll order the spare part")}
    )
    assert len(merged((Draft(promises=(QUOTE, twin)), Draft(promises=(MOVED,))), TALK).promises) == 3


def test_a_plain_promise_of_a_later_part_is_its_own() -> None:
    plain = MOVED.model_copy(update={"standing": "standing", "history": ()})
    assert len(merged((Draft(promises=(QUOTE,)), Draft(promises=(plain,))), TALK).promises) == 2


def test_within_one_part_the_model_has_the_last_word() -> None:
    assert len(merged((Draft(promises=(QUOTE, MOVED)), Draft()), TALK).promises) == 2


def test_a_follow_up_leads_to_its_promise_after_the_tying() -> None:
    later = DraftFollowUp(
        text="Send the quote", evidence=MOVED.evidence, side="ours", kind="email", from_promise=0
    )
    both = merged((Draft(promises=(DEPOSIT, QUOTE)), Draft(promises=(MOVED,), follow_ups=(later,))), TALK)
    assert both.follow_ups[0].from_promise == 1
    assert len(both.promises) == 2
