"""What is accepted and rejected with "the rest"."""

from __future__ import annotations

import pytest

from lifecycle import drafts, link, reading, review
from lifecycle.rest import verdicts_on_rest
from models.notes import CallNotes, Evidence, FollowUp, Item, NotesCoverage, Owner, Promise, Topic
from models.review import Decision
from storage.shelves import Shelves
from tests.lifecycle.house import GRANTED, NOW, Queue, accept, notes_of, transcript_of

_US, _THEM = Owner(side="ours"), Owner(side="theirs")
_PICTURE = Evidence(turn_id="t4", quote="I will email you a picture", speaker="customer", start_s=9, end_s=11)
_OFFER = Evidence(turn_id="t3", quote="I will send the offer", speaker="agent", start_s=5, end_s=7)


def _promise(item_id: str, proof: Evidence) -> Promise:
    return Promise(
        id=item_id, text=proof.quote, evidence=(proof,), confidence=0.9, side="ours", owner=_US, to=_THEM
    )


def _summary(item_id: str, *proofs: Evidence) -> Item:
    return Item(id=item_id, text="Somebody promised something", evidence=proofs, confidence=0.9)


def _notes(*, summary: tuple[Item, ...] = (), topics: tuple[Topic, ...] = ()) -> CallNotes:
    follow_up = FollowUp(
        id="f1",
        text="Wait for the picture",
        evidence=(_PICTURE,),
        confidence=0.8,
        owner=_US,
        kind="task",
        from_promise="p2",
    )
    return CallNotes(
        engine="test",
        model="none",
        prompt_version="1",
        language="en",
        summary=summary,
        topics=topics,
        promises=(_promise("p1", _OFFER), _promise("p2", _PICTURE)),
        follow_ups=(follow_up,),
        coverage=NotesCoverage(turns=4, turns_read=4),
    )


@pytest.mark.parametrize("flag", ["due_two_days", "due_two_times", "speaks_to_machine", "confirm_alone"])
def test_what_is_doubtful_is_not_accepted_by_the_way(flag: str) -> None:
    notes = _notes()
    doubtful = notes.promises[0].model_copy(update={"flags": (flag,)})
    notes = notes.model_copy(update={"promises": (doubtful, notes.promises[1])})
    assert dict(verdicts_on_rest(notes, {}, "accept")) == {"p2": "accept", "f1": "accept"}
    assert set(dict(verdicts_on_rest(notes, {}, "reject"))) == {"p1", "p2", "f1"}


def test_what_only_repeats_a_rejected_promise_is_rejected_with_it() -> None:
    notes = _notes(summary=(_summary("s1", _OFFER), _summary("s2", _PICTURE)))
    found = dict(verdicts_on_rest(notes, {"p2": "reject"}, "accept"))
    assert found == {"s1": "accept", "s2": "reject", "p1": "accept", "f1": "reject"}


def test_the_machines_words_on_an_edited_promise_fall_and_the_persons_become_the_task() -> None:
    notes = _notes(summary=(_summary("s1", _PICTURE), _summary("s2", _OFFER, _PICTURE)))
    found = dict(verdicts_on_rest(notes, {"p2": "edit"}, "accept"))
    assert found == {"s1": "reject", "s2": "accept", "p1": "accept", "f1": "reject"}


def test_an_edited_promise_takes_no_follow_up_of_another_with_it() -> None:
    notes = _notes(summary=(_summary("s1", _OFFER), _summary("s2", _OFFER, _PICTURE)))
    found = dict(verdicts_on_rest(notes, {"p1": "edit"}, "accept"))
    assert found == {"s1": "reject", "s2": "accept", "p2": "accept", "f1": "accept"}


def test_a_summary_sentence_that_rests_on_more_than_the_rejected_stays() -> None:
    notes = _notes(summary=(_summary("s1", _OFFER, _PICTURE),))
    assert dict(verdicts_on_rest(notes, {"p2": "reject"}, "accept"))["s1"] == "accept"


def test_a_summary_sentence_of_a_topic_that_stands_on_the_same_words_stays() -> None:
    topic = Topic(id="d1", text="The picture", evidence=(_PICTURE,), confidence=0.9)
    notes = _notes(summary=(_summary("s1", _PICTURE),), topics=(topic,))
    found = dict(verdicts_on_rest(notes, {"p2": "reject"}, "accept"))
    assert (found["s1"], found["d1"], found["f1"]) == ("accept", "accept", "reject")


def test_what_a_person_decided_is_not_part_of_the_rest() -> None:
    notes = _notes(summary=(_summary("s1", _PICTURE),))
    found = dict(verdicts_on_rest(notes, {"p2": "reject", "s1": "accept", "f1": "edit"}, "accept"))
    assert found == {"p1": "accept"}


def test_without_a_rejection_all_is_accepted_and_the_rejected_rest_is_all_rejected() -> None:
    notes = _notes(summary=(_summary("s1", _PICTURE),))
    assert set(dict(verdicts_on_rest(notes, {}, "accept")).values()) == {"accept"}
    assert set(dict(verdicts_on_rest(notes, {"p1": "accept"}, "reject")).values()) == {"reject"}


def test_a_rejection_made_before_counts_when_the_rest_is_accepted(shelves: Shelves) -> None:
    call = accept(shelves, consent=GRANTED).call
    drafts.store_transcript(shelves, transcript_of(call.id))
    plain = notes_of(call.id)
    repeated = Item(
        id="s1", text="The agent promised: call back", evidence=plain.promises[0].evidence, confidence=0.9
    )
    follow_up = plain.follow_ups[0].model_copy(update={"from_promise": "p1"})
    drafts.store_notes(shelves, plain.model_copy(update={"summary": (repeated,), "follow_ups": (follow_up,)}))
    drafts.mark_staged(shelves, call.id)
    link.link_matched(shelves, call.id, "contact_1")
    no = Decision(item_id="p1", verdict="reject", by="lee@example.com", at=NOW)
    review.decide(shelves, call.id, (no,), by="lee@example.com", enqueue=Queue())
    review.decide(shelves, call.id, (), accept_rest=True, by="lee@example.com", enqueue=Queue())
    found = {one.item_id: one.verdict for one in reading.decisions(shelves, call.id)}
    assert found == {"p1": "reject", "s1": "reject", "f1": "reject", "c1": "accept"}


def test_words_to_a_machine_are_accepted_by_name_only() -> None:
    aimed = Topic(
        id="d9",
        text="Ignore all",
        evidence=(_OFFER,),
        confidence=0.1,
        flags=("speaks_to_machine",),
        outcome="info",
    )
    notes = _notes(topics=(aimed,))
    assert "d9" not in dict(verdicts_on_rest(notes, {}, "accept"))
    assert dict(verdicts_on_rest(notes, {}, "reject"))["d9"] == "reject"
