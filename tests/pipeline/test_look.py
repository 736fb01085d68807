"""Decisions in HubSpot, from the review task there to the records they become: no queue, all else is real."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from callnotes.shelves import intake_limits
from callnotes.workshop import workshop_of
from crm_sync.adapters.hubspot import HubSpotAdapter
from crm_sync.perform import perform
from lifecycle import consent, drafts, intake, link, reading, review
from lifecycle.enqueue import Work
from models.call import Call, CallDetails
from models.stages import Stage
from pipeline import process_call, settle_call
from pipeline.look import Looking, look
from pipeline.workshop import Workshop
from tests.hubspot_gate import OpenGate
from tests.hubspot_simulator import Portal, Simulator, simulator
from tests.hubspot_simulator.records import Entry
from tests.journeys.mortal import settings_in
from tests.lifecycle.house import GRANTED, WAV, Queue, notes_of, transcript_of

LAURA = "laura@example.com"


class House:
    """A workshop on a portal of HubSpot's, in which people are played."""

    def __init__(self, workshop: Workshop, running: Simulator) -> None:
        self.portal = running.portal
        self.queue: list[Work] = []
        self.workshop = replace(workshop, enqueue=self.queue.append)
        self.shelves = workshop.shelves
        self.laura = self.portal.act_as_user(self.portal.add_owner(LAURA).user_id)
        self.workflow = self.portal.act_as_user(source="AUTOMATION_PLATFORM")
        self.contact = self.laura.create("contacts", firstname="Daniel", lastname="Reed")

    def staged(self, *, linked: bool = True, audio: bytes = WAV) -> Call:
        """Bring a call to where a person decides, its note and review task in HubSpot."""
        call = intake.accept(
            self.shelves,
            CallDetails(agent="sam@example.com"),
            GRANTED,
            audio=[audio],
            transcript=None,
            limits=intake_limits(settings_in(Path())),
            enqueue=Queue(),
        ).call
        assert consent.gate(self.shelves, call.id).answer == "go"
        drafts.store_transcript(self.shelves, transcript_of(call.id))
        drafts.store_notes(self.shelves, notes_of(call.id))
        if linked:
            link.link_matched(self.shelves, call.id, self.contact)
        self.write(call, process_call.plan)
        drafts.mark_staged(self.shelves, call.id)
        return call

    def write(self, call: Call, plan: object) -> None:
        """Perform what is planned, as the pipeline's steps do."""
        assert callable(plan)
        for operation in plan(self.workshop, call.id):
            perform(operation, adapter=self.workshop.adapter, ledger=self.shelves.ledger())

    def look(self) -> None:
        """Let a worker look once, as if the time of everything had come."""
        looks = self.shelves.looks()
        looks.enrol("hubspot")
        looks.now({one.id for kind in ("notes", "tasks") for one in self.portal.records.everything(kind)})
        look(self.workshop)

    def settle(self, call: Call) -> None:
        """Run the steps of the settlement."""
        assert settle_call.still_in_review(self.workshop, call.id).state == "done"
        self.write(call, settle_call.plan)
        settle_call.mark_settled(self.workshop, call.id)

    def record(self, kind: str, number: int = 0) -> Entry:
        """Return the note or the review task of the call that came as this one."""
        return self.portal.records.everything(kind)[number]

    def set_status(self, value: str, person: object = None, number: int = 0) -> None:
        """Set the review status on the task by hand, or as somebody else."""
        who = person or self.laura
        who.set("tasks", self.record("tasks", number).id, cn_review_status=value)  # type: ignore[attr-defined] # a Person

    def now(self, call: Call) -> Call:
        """Return the call as it is."""
        return reading.call(self.shelves, call.id)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with simulator(Portal()) as running, workshop_of(settings_in(tmp_path / "house")) as workshop:
        adapter = HubSpotAdapter("pat-test", gate=OpenGate(), url=running.address)
        adapter.set_up()
        yield House(replace(workshop, adapter=adapter), running)
        adapter.close()
        assert running.routes.unknown == []


def test_a_persons_yes_in_hubspot_makes_the_call_live_there(house: House) -> None:
    call = house.staged()
    house.look()
    assert house.now(call).stage is Stage.STAGED
    house.set_status("confirmed")
    house.look()
    assert house.now(call).stage is Stage.IN_REVIEW
    assert [(work.call_id, work.verb) for work in house.queue] == [(call.id, "settle")]
    house.settle(call)
    note, task = house.record("notes"), house.record("tasks")
    assert note.value("cn_review_status") == "confirmed"
    assert f"Confirmed by {LAURA} in HubSpot" in (note.value("hs_note_body") or "")
    assert (task.value("cn_review_status"), task.value("hs_task_status")) == ("confirmed", "COMPLETED")
    assert len(house.portal.records.everything("tasks")) == 3
    assert house.portal.records.get("contacts", house.contact).value("city") == "Leeds"
    house.look()
    assert len(house.queue) == 1


def test_a_persons_no_puts_the_note_into_the_bin(house: House) -> None:
    call = house.staged()
    house.set_status("rejected")
    house.look()
    house.settle(call)
    assert house.record("notes").archived_at is not None
    assert house.record("tasks").value("cn_review_status") == "rejected"
    assert house.portal.records.get("contacts", house.contact).value("city") is None


def test_a_workflow_confirms_nothing_and_the_call_says_so(house: House) -> None:
    call = house.staged()
    house.set_status("confirmed", house.workflow)
    house.look()
    assert (house.now(call).stage, house.queue) == (Stage.STAGED, [])
    assert "by no person (AUTOMATION_PLATFORM)" in (house.now(call).stage_why or "")
    house.set_status("pending")
    house.look()
    assert house.now(call).stage_why is None


@pytest.mark.parametrize("kind", ["tasks", "notes"])
def test_a_record_that_a_person_deleted_rejects_the_call(house: House, kind: str) -> None:
    call = house.staged()
    house.laura.delete(kind, house.record(kind).id)
    house.look()
    assert house.now(call).stage is Stage.IN_REVIEW
    assert {one.verdict for one in reading.decisions(house.shelves, call.id)} == {"reject"}
    house.settle(call)
    assert house.now(call).stage is Stage.SETTLED
    assert list(house.portal.records.live("notes")) == []


def test_a_note_that_was_edited_there_keeps_the_persons_text(house: House) -> None:
    call = house.staged()
    theirs = "<p>UNCONFIRMED - proposed by Call notes, not reviewed</p><p>He moved to <b>Leeds</b>.</p>"
    house.laura.set("notes", house.record("notes").id, hs_note_body=theirs)
    house.set_status("confirmed")
    house.look()
    house.settle(call)
    note = house.record("notes")
    who, _, theirs = (note.value("hs_note_body") or "").partition("<br>")
    assert who.startswith("Confirmed by laura@example.com in HubSpot, ")
    assert theirs == "<p></p><p>He moved to <b>Leeds</b>.</p>"
    assert note.value("cn_review_status") == "confirmed"
    kept = {one.kind: one.kept_text for one in reading.dossier(house.shelves, call.id).records}
    assert kept["note"]


def test_without_a_contact_the_yes_waits_and_goes_on_once_one_is_linked(house: House) -> None:
    call = house.staged(linked=False)
    house.set_status("confirmed")
    house.look()
    assert "no contact is linked" in (house.now(call).stage_why or "")
    link.link_contact(house.shelves, call.id, house.contact, by="sam@example.com")
    house.write(call, process_call.plan)
    assert house.record("tasks").value("cn_review_status") == "confirmed"
    look(house.workshop)
    assert house.now(call).stage is Stage.IN_REVIEW


def test_the_desk_was_faster_and_the_other_decision_is_kept(house: House) -> None:
    call = house.staged()
    house.set_status("rejected")
    review.decide(house.shelves, call.id, (), accept_rest=True, by="sam@example.com", enqueue=Queue())
    house.look()
    house.settle(call)
    assert house.record("notes").value("cn_review_status") == "confirmed"
    assert house.record("tasks").value("cn_review_status") == "confirmed"
    events = reading.dossier(house.shelves, call.id).events
    ((by, why),) = [(one.by, one.why) for one in events if one.kind == "decided_there_too"]
    assert (by, (why or "").partition(" ")[0]) == (f"{LAURA} in HubSpot", "rejected")


def test_a_decision_there_that_our_writing_overtook_is_kept_in_the_history(house: House) -> None:
    call = house.staged()
    review.decide(house.shelves, call.id, (), accept_rest=True, by="sam@example.com", enqueue=Queue())
    assert settle_call.still_in_review(house.workshop, call.id).state == "done"
    house.set_status("rejected")  # between that step and the writing, by which it may be hours later
    house.write(call, settle_call.plan)
    assert house.record("tasks").value("cn_review_status") == "confirmed"
    settle_call.mark_settled(house.workshop, call.id)
    settle_call.mark_settled(house.workshop, call.id)
    events = reading.dossier(house.shelves, call.id).events
    ((by, why),) = [(one.by, one.why) for one in events if one.kind == "decided_there_too"]
    assert (by, (why or "").partition(" ")[0]) == (f"{LAURA} in HubSpot", "rejected")


def test_a_contact_that_was_merged_meanwhile_is_its_winner(house: House) -> None:
    call = house.staged()
    winner = house.laura.create("contacts", firstname="Daniel", lastname="Reed-Moss")
    house.laura.merge("contacts", winner, house.contact)
    house.set_status("confirmed")
    house.look()
    house.settle(call)
    assert house.portal.records.get("contacts", winner).value("city") == "Leeds"
    assert all(("contacts", winner) in one.edges for one in house.portal.records.live("tasks"))


def test_while_hubspot_is_away_nothing_is_lost_and_the_look_comes_again(house: House) -> None:
    call = house.staged()
    house.set_status("confirmed")
    looking = Looking(house.workshop)
    house.portal.faults.add("503", path="batch/read")
    house.shelves.looks().enrol("hubspot")
    house.shelves.looks().now([one.id for one in house.portal.records.everything("tasks")])
    looking.round()
    assert house.now(call).stage is Stage.STAGED
    assert looking.quiet_until_s > 0
    asked = len(house.portal.asked)
    looking.round()
    assert len(house.portal.asked) == asked
    house.look()
    assert house.now(call).stage is Stage.IN_REVIEW


def test_pending_calls_take_one_request_for_fifty(house: House) -> None:
    calls = [house.staged(audio=WAV + bytes([number])) for number in range(3)]
    house.set_status("rejected", number=2)
    house.look()
    before = len(house.portal.asked)
    house.shelves.looks().now([one.id for one in house.portal.records.everything("tasks")])
    look(house.workshop)
    (asked,) = house.portal.asked[before:]
    assert (asked.path, asked.body["propertiesWithHistory"]) == (
        "/objects/tasks/batch/read",
        ["cn_review_status"],
    )
    assert len(asked.body["inputs"]) == 2
    assert [house.now(call).stage.value for call in calls] == ["staged", "staged", "in_review"]
