from __future__ import annotations

from datetime import date

from extractor.engine import Draft, DraftChange, DraftFollowUp, DraftPromise
from extractor.extract import extract
from models.notes import CallNotes, Promise
from tests.extractor.made_up import CONTEXT, Proposes, at
from tests.text.calls import call

CALL = call(
    ("agent", "I'll send you the quote by Friday."),
    ("customer", "Friday is a holiday here, could you do it on Monday instead?"),
    ("agent", "Sure, then you'll have it on Monday."),
    ("customer", "On second thought, please don't send the quote at all."),
)
MOVED = DraftChange(
    text="Moved to Monday", evidence=at("t3", "then you'll have it on Monday"), due_replaced="by Friday"
)
TAKEN_BACK = DraftChange(text="No longer wanted", evidence=at("t4", "please don't send the quote at all"))


def notes(*changes: DraftChange, **more: object) -> CallNotes:
    promise = DraftPromise(
        text="Send the quote",
        side="ours",
        evidence=(*at("t1", "I'll send you the quote"), *at("t3", "you'll have it on Monday")),
        due_said="on Monday",
        history=changes,
        **more,
    )
    call_back = DraftFollowUp(text="Send it", evidence=promise.evidence, side="ours", from_promise=0)
    draft = Draft(promises=(promise,), follow_ups=(call_back,))
    return extract(CALL, engine=Proposes(draft), context=CONTEXT)


def only(made: CallNotes) -> Promise:
    (promise,) = made.promises
    return promise


def test_a_changed_promise_keeps_the_date_that_it_replaced() -> None:
    promise = only(notes(MOVED, standing="changed"))
    assert (promise.standing, promise.due and promise.due.date) == ("changed", date(2026, 11, 23))
    (change,) = promise.history
    assert change.due is not None
    assert (change.text, change.due.said, change.due.date) == (
        "Moved to Monday", "by Friday", date(2026, 11, 27),
    )  # fmt: skip
    assert change.evidence[0].turn_id == "t3"
    assert "promise_changed" in promise.flags


def test_a_promise_that_was_taken_back_is_kept_as_such_and_asks_for_nothing() -> None:
    made = notes(MOVED, TAKEN_BACK, standing="withdrawn")
    assert only(made).standing == "withdrawn"
    assert [change.text for change in only(made).history] == ["Moved to Monday", "No longer wanted"]
    assert made.follow_ups == ()
    assert [one.kind for one in made.discarded] == ["follow_up"]


def test_a_change_that_nobody_said_never_happened_and_its_follow_up_stays() -> None:
    invented = TAKEN_BACK.model_copy(update={"evidence": at("t4", "I take all of it back")})
    made = notes(invented, standing="withdrawn")
    assert (only(made).standing, only(made).history) == ("standing", ())
    assert [one.kind for one in made.discarded] == ["change"]
    assert len(made.follow_ups) == 1


def test_a_change_does_not_state_a_number_that_nobody_said() -> None:
    counted = MOVED.model_copy(update={"text": "Moved by 12 days"})
    assert only(notes(counted, standing="changed")).history == ()


def test_a_standing_without_a_change_is_not_believed() -> None:
    assert only(notes(standing="withdrawn")).standing == "standing"
