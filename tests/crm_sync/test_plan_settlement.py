from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crm_sync.banners import PREVIEW
from crm_sync.call_record import Logging
from crm_sync.plan_settlement import plan_settlement
from models.call import Call
from models.crm import Operation, PutCall, PutNote, PutTask, SetContactField
from models.errors import ContactNeededError, InputError, ItemNotFoundError, StageError
from models.notes import CallNotes, Change, RaisedRisk
from models.review import Decision, SignOff
from tests.crm_sync.example import CALL, DECIDED_AT, NOTES, NOTHING, PARTY, REVIEWER, ZONE, decide


def settle(decisions: tuple[Decision, ...], *, notes: CallNotes = NOTES) -> dict[str, Operation]:
    plan = plan_settlement(CALL, notes, decisions, party=PARTY, zone=ZONE)
    return {operation.key.removeprefix("call-1:"): operation for operation in plan}


def task(plan: dict[str, Operation], key: str) -> PutTask:
    found = plan[key]
    assert isinstance(found, PutTask)
    return found


def note(plan: dict[str, Operation]) -> PutNote:
    found = plan["note"]
    assert isinstance(found, PutNote)
    return found


def test_accepting_everything_makes_the_note_live_with_its_tasks_and_fields() -> None:
    plan = settle(decide("accept"))
    assert list(plan) == ["note", "fu:f1", "fu:f2", "fu:p2", "fu:p3", "field:c1", "review"]
    assert (note(plan).status, note(plan).title) == ("live", "Call notes: Martin Reed, 2026-11-20 14:05")
    assert note(plan).body.startswith("Confirmed by ann@example.com, 2026-11-20 16:30 (Europe/Berlin).")


def test_what_a_person_confirmed_needs_no_confidence_of_the_machine() -> None:
    body = note(settle(decide("accept"))).body
    assert "Confidence" not in body
    assert "Look at" not in body


def test_a_promise_whose_follow_up_was_rejected_becomes_a_task_itself() -> None:
    assert "fu:p1" in settle(decide("accept", reject="f2"))


def test_a_follow_up_of_a_rejected_promise_is_still_a_task() -> None:
    plan = settle(decide(accept="f2"))
    assert list(plan) == ["note", "fu:f2", "review"]


def test_our_task_belongs_to_the_agent_and_is_due_at_the_time_that_was_said() -> None:
    meeting = task(settle(decide("accept")), "fu:f1")
    assert (meeting.title, meeting.kind, meeting.owner) == (
        "Meet about the contract",
        "meeting",
        "jo@example.com",
    )
    assert meeting.due_at == datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    assert meeting.status == "live"
    assert 'agent at 01:20: "let us meet on Tuesday at ten"' in meeting.body


def test_a_day_without_a_time_is_due_at_the_end_of_business() -> None:
    mail = task(settle(decide("accept")), "fu:f2")
    assert mail.due_at == datetime(2026, 11, 27, 16, 0, tzinfo=UTC)
    assert "no time was said, so it is due at 17:00" in mail.body


def test_what_the_customer_promised_is_a_task_to_check() -> None:
    check = task(settle(decide(accept="p2")), "fu:p2")
    assert check.title == "Check that the customer did: Send the signed form back"
    assert (check.kind, check.owner, check.due_at) == ("task", "jo@example.com", None)
    assert "wait for it, and ask when it does not come" in check.body


def test_a_condition_stands_in_the_title_of_its_task() -> None:
    assert task(settle(decide(accept="p3")), "fu:p3").title == (
        "Replace the router (only if the router fails again)"
    )


def test_edited_words_win_and_are_marked() -> None:
    plan = settle(decide(edit={"f1": "Meet at our office", "c1": "Head of Purchasing"}))
    assert (
        "[f1] Meet at our office (edited by ann@example.com, 2026-11-20 16:30 (Europe/Berlin))"
        in note(plan).body
    )
    assert "[c1] job title: Buyer -> Head of Purchasing (edited by ann@example.com, 2026-" in note(plan).body
    assert "Meet about the contract" not in note(plan).body
    assert task(plan, "fu:f1").title == "Meet at our office"
    assert "In the words of ann@example.com" in task(plan, "fu:f1").body
    change = plan["field:c1"]
    assert isinstance(change, SetContactField)
    assert (change.expected, change.value) == ("Buyer", "Head of Purchasing")


def test_a_change_expects_the_value_that_was_seen_at_staging() -> None:
    plan = plan_settlement(
        CALL, NOTES, decide("accept"), party=PARTY, zone=ZONE, field_values={"jobtitle": "Chief Buyer"}
    )
    (change,) = (operation for operation in plan if isinstance(operation, SetContactField))
    assert (change.name, change.expected, change.value) == ("jobtitle", "Chief Buyer", "Head of Buying")


def test_an_empty_value_never_clears_a_field() -> None:
    blank = NOTES.fields[0].model_copy(update={"value": "  "})
    plan = settle(decide("accept"), notes=NOTES.model_copy(update={"fields": (blank, NOTES.fields[1])}))
    assert "field:c1" not in plan


def test_rejecting_everything_withdraws_the_note_and_needs_no_contact() -> None:
    plan = plan_settlement(CALL, NOTES, decide("reject"), party=None, zone=ZONE)
    withdrawn, review = plan
    assert isinstance(withdrawn, PutNote)
    assert isinstance(review, PutTask)
    assert (withdrawn.status, review.status) == ("rejected", "done")
    assert withdrawn.body.startswith("REJECTED by ann@example.com")
    assert "Accepted: 0. Edited: 0. Rejected: 10." in review.body


def test_rejecting_every_promise_is_not_told_as_if_none_had_been_made() -> None:
    assert "Promised\nNo promise was confirmed." in note(settle(decide(accept="s1"))).body
    quiet = NOTHING.model_copy(update={"summary": NOTES.summary})
    assert "Promised\nNothing was promised." in note(settle(decide("accept", notes=quiet), notes=quiet)).body


def test_the_confirmed_note_keeps_what_raised_the_risk_and_who_signed_it_off() -> None:
    court = RaisedRisk(
        rule="legal", tier="high", why="the customer speaks of a court", evidence=NOTES.promises[0].evidence
    )
    risky = NOTES.model_copy(update={"risk": "high", "raised": (court,)})
    signed = SignOff(by="boss@example.com", at=DECIDED_AT, why="the customer speaks of a court")
    plan = plan_settlement(CALL, risky, decide("accept"), party=PARTY, zone=ZONE, signed=signed)
    body = next(one for one in plan if isinstance(one, PutNote)).body
    assert f"High risk: the customer speaks of a court: “{court.evidence[0].quote}”." in body
    assert "Signed off by boss@example.com, 2026-" in body
    rejected = plan_settlement(CALL, risky, decide("reject"), party=PARTY, zone=ZONE)[0]
    assert "the customer speaks of a court" not in getattr(rejected, "body", "")


def test_a_promise_that_was_taken_back_tells_so_and_leaves_no_task() -> None:
    first = NOTES.promises[1]
    change = Change(text="No longer needed", evidence=first.evidence)
    taken_back = first.model_copy(update={"standing": "withdrawn", "history": (change,)})
    promises = (NOTES.promises[0], taken_back, *NOTES.promises[2:])
    notes = NOTES.model_copy(update={"promises": promises})
    assert f"fu:{first.id}" in settle(decide("accept"))
    plan = settle(decide("accept", notes=notes), notes=notes)
    assert f"fu:{first.id}" not in plan
    assert "Taken back: No longer needed" in note(plan).body
    assert f"[p2] (taken back) {first.text}" in note(plan).body


def test_the_note_of_a_voicemail_says_what_was_recorded() -> None:
    voicemail = NOTHING.model_copy(update={"conversation": "voicemail", "category": "voicemail"})
    plan = plan_settlement(CALL, voicemail, (), party=PARTY, zone=ZONE, yes=(REVIEWER, DECIDED_AT))
    (body,) = (one.body for one in plan if isinstance(one, PutNote))
    assert "Voicemail, no conversation." in body
    assert "Promised" not in body


def test_the_preview_engine_stays_named_after_the_yes() -> None:
    plan = settle(decide("accept"), notes=NOTES.model_copy(update={"preview": True}))
    assert PREVIEW in note(plan).body
    assert PREVIEW in task(plan, "fu:f1").body


def test_everyone_who_decided_is_named() -> None:
    decisions = decide("accept")
    late = decisions[0].model_copy(update={"by": "bo@example.com", "at": DECIDED_AT.replace(hour=18)})
    assert note(settle((late, *decisions[1:]))).body.startswith(
        "Confirmed by bo@example.com, ann@example.com, 2026-11-20 19:30 (Europe/Berlin)."
    )


def test_of_two_decisions_on_one_item_the_last_one_counts() -> None:
    again = Decision(item_id="s1", verdict="reject", by=REVIEWER, at=DECIDED_AT)
    assert "Martin asks for a new quote" not in note(settle((*decide("accept"), again))).body


def test_notes_without_items_become_live_only_by_somebodys_word() -> None:
    nobody = plan_settlement(CALL, NOTHING, (), party=PARTY, zone=ZONE)
    somebody = plan_settlement(CALL, NOTHING, (), party=PARTY, zone=ZONE, yes=(REVIEWER, DECIDED_AT))
    assert [op.status for op in nobody if isinstance(op, PutNote)] == ["rejected"]
    assert [op.status for op in somebody if isinstance(op, PutNote)] == ["live"]
    (live, _) = somebody
    assert isinstance(live, PutNote)
    assert live.body.startswith("Confirmed by ann@example.com")
    assert "Nothing was promised." in live.body


def test_notes_without_items_and_without_a_contact_are_withdrawn() -> None:
    withdrawn, review = plan_settlement(CALL, NOTHING, (), party=None, zone=ZONE, yes=(REVIEWER, DECIDED_AT))
    assert isinstance(withdrawn, PutNote)
    assert isinstance(review, PutTask)
    assert (withdrawn.status, review.status) == ("rejected", "done")


def test_nothing_becomes_live_without_a_contact() -> None:
    with pytest.raises(ContactNeededError):
        plan_settlement(CALL, NOTES, decide(accept="s1"), party=None, zone=ZONE)


def test_nothing_is_settled_while_an_item_has_no_decision() -> None:
    with pytest.raises(StageError):
        settle(decide("accept")[1:])


def test_a_decision_on_an_item_that_is_not_there_is_refused() -> None:
    stray = Decision(item_id="p9", verdict="accept", by=REVIEWER, at=DECIDED_AT)
    with pytest.raises(ItemNotFoundError):
        settle((*decide("accept"), stray))


@pytest.mark.parametrize("text", ["", "  \n"])
def test_an_edit_without_text_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        settle(decide("accept", edit={"s1": text}))


def logged(call: Call = CALL, notes: CallNotes = NOTES, **more: str) -> tuple[PutCall, ...]:
    plan = plan_settlement(
        call, notes, decide("accept"), party=PARTY, zone=ZONE, logging=Logging.model_validate(more)
    )
    return tuple(one for one in plan if isinstance(one, PutCall))


def detailed(**details: object) -> Call:
    return CALL.model_copy(update={"details": CALL.details.model_copy(update=details)})


def test_the_call_is_logged_with_what_is_known_of_it_and_nothing_that_was_said() -> None:
    (call,) = logged()
    assert (call.key, call.status, call.at) == ("call-1:call", "live", CALL.details.started_at)
    assert (call.direction, call.duration_ms, call.disposition) == ("inbound", 95_000, "connected")
    assert (call.from_number, call.to_number) == ("+12025550143", None)
    assert (call.owner, call.contact_id) == ("jo@example.com", "contact-7")
    assert call.title == "Call: Martin Reed, 2026-11-20 14:05"
    assert "Confirmed by ann@example.com" in call.body
    assert not [item.text for item in NOTES.items() if item.text in call.body]
    assert call.recording_url is None


def test_a_number_stands_on_the_customers_side_or_nowhere() -> None:
    (outbound,) = logged(detailed(direction="outbound"))
    assert (outbound.from_number, outbound.to_number) == (None, "+12025550143")
    (unknown,) = logged(detailed(direction=None))
    assert (unknown.from_number, unknown.to_number, unknown.direction) == (None, None, None)


def test_only_a_voicemail_that_we_left_is_one_that_was_left() -> None:
    voicemail = NOTES.model_copy(update={"conversation": "voicemail"})
    assert logged(notes=voicemail)[0].disposition is None
    assert logged(detailed(direction="outbound"), voicemail)[0].disposition == "left_voicemail"


def test_a_call_of_which_nobody_knows_when_it_was_is_not_logged_and_neither_is_a_rejected_one() -> None:
    assert logged(detailed(started_at=None)) == ()
    plan = plan_settlement(CALL, NOTES, decide("reject"), party=PARTY, zone=ZONE, logging=Logging())
    assert not [one for one in plan if isinstance(one, PutCall)]


def test_a_recording_is_linked_by_the_ids_that_the_call_has() -> None:
    pattern = "https://pbx.example.com/{external_id}/{call}.wav"
    assert logged(recording_url=pattern)[0].recording_url is None
    (call,) = logged(detailed(external_id="a/b {call}"), recording_url=pattern)
    assert call.recording_url == "https://pbx.example.com/a%2Fb%20%7Bcall%7D/call-1.wav"
