"""A decision in the CRM counts like one here, for what is still open; and where it cannot, that is told."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from lifecycle import consent, drafts, link, reading, review
from lifecycle.decided_there import note_other, open_there, take_in
from lifecycle.sign_off import sign_off
from lifecycle.take_back import take_back
from models.access import Actor
from models.call import Call
from models.decided_there import DecidedThere
from models.errors import SignOffNeededError
from models.review import Decision
from models.stages import Stage
from storage.shelves import Shelves, open_shelves
from tests.lifecycle.house import Queue, accept, notes_of, staged, transcript_of
from tests.lifecycle.judged import trust_all

LAURA = "laura@example.com"
THERE = f"{LAURA} in HubSpot"


@pytest.fixture
def house(sqlite_shelves: Shelves) -> Shelves:
    return sqlite_shelves


def _said(shelves: Shelves, call: Call, verdict: str = "confirmed", **changes: object) -> DecidedThere:
    answer = {
        "call_id": call.id,
        "verdict": verdict,
        "where": "HubSpot",
        "by": LAURA,
        "by_a_person": True,
        "at": shelves.clock(),
    }
    return DecidedThere.model_validate(answer | changes)


def _risky(shelves: Shelves) -> Call:
    call = accept(shelves).call
    assert consent.gate(shelves, call.id).answer == "go"
    drafts.store_transcript(shelves, transcript_of(call.id))
    drafts.store_notes(shelves, notes_of(call.id).model_copy(update={"risk": "high"}))
    drafts.mark_staged(shelves, call.id)
    trust_all(shelves, call.id)
    return link.link_matched(shelves, call.id, "contact_1")


def _events(shelves: Shelves, call: Call, kind: str) -> list[tuple[str | None, str | None]]:
    return [(one.by, one.why) for one in reading.dossier(shelves, call.id).events if one.kind == kind]


def _now(shelves: Shelves, call: Call) -> Call:
    return reading.call(shelves, call.id)


@pytest.mark.parametrize(("verdict", "each"), [("confirmed", "accept"), ("rejected", "reject")])
def test_a_decision_there_decides_the_whole_call_and_names_the_person(
    shelves: Shelves, verdict: str, each: str
) -> None:
    call, queue = staged(shelves), Queue()
    take_in(shelves, _said(shelves, call, verdict), enqueue=queue)
    dossier = reading.dossier(shelves, call.id)
    assert dossier.call.stage is Stage.IN_REVIEW
    assert {(one.verdict, one.by) for one in dossier.decisions} == {(each, THERE)}
    assert _events(shelves, call, verdict) == [(THERE, None)]
    assert [work[:2] for work in queue.work] == [(call.id, "settle")]
    entry = shelves.audit().entries(call_id=call.id)[0]
    assert (entry.actor, entry.door) == (LAURA, "crm")


def test_what_was_decided_here_first_stays_and_the_rest_follows(house: Shelves) -> None:
    call = staged(house)
    first = Decision(item_id="p1", verdict="reject", by="sam@example.com", at=house.clock())
    review.decide(house, call.id, (first,), by="sam@example.com", enqueue=Queue())
    take_in(house, _said(house, call), enqueue=Queue())
    decided = {one.item_id: one for one in reading.dossier(house, call.id).decisions}
    assert decided["p1"].by == "sam@example.com"
    assert {one.by for item, one in decided.items() if item != "p1"} == {THERE}


def test_the_same_answer_again_changes_nothing(house: Shelves) -> None:
    call, queue = staged(house), Queue()
    for _ in range(3):
        take_in(house, _said(house, call), enqueue=queue)
        note_other(house, _said(house, call))
    assert len(queue.work) == 1
    assert _events(house, call, "confirmed") == [(THERE, None)]
    assert _events(house, call, "decided_there_too") == []


def test_what_no_person_did_counts_for_nothing_and_is_told_once(house: Shelves) -> None:
    call, queue = staged(house), Queue()
    for _ in range(3):
        by_a_workflow = _said(house, call, by="AUTOMATION_PLATFORM", by_a_person=False)
        take_in(house, by_a_workflow, enqueue=queue)
    assert (_now(house, call).stage, queue.work) == (Stage.STAGED, [])
    assert reading.dossier(house, call.id).decisions == ()
    assert "by no person (AUTOMATION_PLATFORM)" in (_now(house, call).stage_why or "")
    assert len(_events(house, call, "waits_for_us")) == 1
    open_there(house, {call.id})
    assert _now(house, call).stage_why is None


def test_without_a_contact_nothing_is_confirmed_and_that_is_told(house: Shelves) -> None:
    call = staged(house, linked=False)
    take_in(house, _said(house, call), enqueue=Queue())
    assert reading.dossier(house, call.id).decisions == ()
    assert f"confirmed by {THERE}, and no contact is linked" in (_now(house, call).stage_why or "")
    link.link_contact(house, call.id, "contact_1", by="sam@example.com")
    take_in(house, _said(house, call), enqueue=Queue())
    assert (_now(house, call).stage, _now(house, call).stage_why) == (Stage.IN_REVIEW, None)


def test_of_high_risk_a_manager_still_signs_whoever_confirmed_there(house: Shelves) -> None:
    call, queue = _risky(house), Queue()
    for _ in range(2):
        take_in(house, _said(house, call), enqueue=queue)
    assert (_now(house, call).stage, queue.work) == (Stage.STAGED, [])
    assert "waits for a manager" in (_now(house, call).stage_why or "")
    with pytest.raises(SignOffNeededError):
        sign_off(house, call.id, by=LAURA, enqueue=queue, actor=Actor(name=LAURA, door="crm"))
    open_there(house, {call.id})
    sign_off(house, call.id, by="root", enqueue=queue, actor=Actor(name="root", door="command_line"))
    assert _now(house, call).stage is Stage.IN_REVIEW
    note_other(house, _said(house, call))
    assert _events(house, call, "decided_there_too") == []


def test_a_change_of_mind_there_while_it_waits_for_a_manager_is_seen(house: Shelves) -> None:
    call = _risky(house)
    take_in(house, _said(house, call), enqueue=Queue())
    for _ in range(2):
        take_in(house, _said(house, call, "rejected"), enqueue=Queue())
    ((by, why),) = _events(house, call, "decided_there_too")
    assert by == THERE
    assert (why or "").startswith("rejected there")


def test_what_is_to_be_confirmed_by_itself_stays_open_and_that_is_told(house: Shelves) -> None:
    call = accept(house).call
    drafts.store_transcript(house, transcript_of(call.id))
    notes = notes_of(call.id)
    alone = tuple(one.model_copy(update={"flags": ("confirm_alone",)}) for one in notes.fields)
    drafts.store_notes(house, notes.model_copy(update={"fields": alone}))
    drafts.mark_staged(house, call.id)
    link.link_matched(house, call.id, "contact_1")
    take_in(house, _said(house, call), enqueue=Queue())
    assert _now(house, call).stage is Stage.STAGED
    assert "confirmed by itself" in (_now(house, call).stage_why or "")


def test_the_first_stored_decision_wins_and_the_other_one_is_seen(house: Shelves) -> None:
    call, queue = staged(house), Queue()
    review.decide(house, call.id, (), accept_rest=True, by="sam@example.com", enqueue=queue)
    take_in(house, _said(house, call, "rejected"), enqueue=queue)
    for _ in range(2):
        note_other(house, _said(house, call, "rejected"))
    assert {one.verdict for one in reading.dossier(house, call.id).decisions} == {"accept"}
    ((by, why),) = _events(house, call, "decided_there_too")
    assert (by, (why or "").partition(";")[0]) == (THERE, "rejected there")
    assert len(queue.work) == 1


def test_a_deleted_record_is_a_rejection_once(tmp_path: Path) -> None:
    with open_shelves(tmp_path / "house", undo=timedelta(minutes=5)) as house:
        call = staged(house)
        deleted = _said(house, call, "deleted", by=None, by_a_person=False, at=None)
        take_in(house, deleted, enqueue=Queue())
        assert _now(house, call).stage is Stage.IN_REVIEW
        assert {one.verdict for one in reading.dossier(house, call.id).decisions} == {"reject"}
        assert _events(house, call, "rejected") == [("somebody who deleted it in HubSpot", None)]
        take_back(house, call.id, by="sam@example.com")
        take_in(house, deleted, enqueue=Queue())
        assert _now(house, call).stage is Stage.STAGED


def test_a_record_that_is_nowhere_is_nobodys_decision(house: Shelves) -> None:
    call = staged(house)
    take_in(house, _said(house, call, "lost", by=None, by_a_person=False, at=None), enqueue=Queue())
    assert _now(house, call).stage is Stage.STAGED
    assert "whether the account is the right one" in (_now(house, call).stage_why or "")


def test_a_decision_from_before_the_call_came_back_does_not_count_again(tmp_path: Path) -> None:
    with open_shelves(tmp_path / "house", undo=timedelta(minutes=5)) as house:
        call = staged(house)
        early = _said(house, call)
        take_in(house, early, enqueue=Queue())
        take_back(house, call.id, by="sam@example.com")
        take_in(house, early, enqueue=Queue())
        assert _now(house, call).stage is Stage.STAGED
        assert "does not count any more" in (_now(house, call).stage_why or "")
        take_in(house, _said(house, call), enqueue=Queue())
        assert _now(house, call).stage is Stage.IN_REVIEW


def test_a_decision_there_after_the_call_came_back_is_seen_where_the_desk_was_faster(tmp_path: Path) -> None:
    with open_shelves(tmp_path / "house", undo=timedelta(minutes=5)) as house:
        call = staged(house)
        review.decide(house, call.id, (), reject_rest=True, by="sam@example.com", enqueue=Queue())
        take_back(house, call.id, by="sam@example.com")
        there = _said(house, call)
        review.decide(house, call.id, (), reject_rest=True, by="sam@example.com", enqueue=Queue())
        note_other(house, there)
        ((by, why),) = _events(house, call, "decided_there_too")
        assert (by, (why or "").partition(";")[0]) == (THERE, "confirmed there")
