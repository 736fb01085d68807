from __future__ import annotations

import hashlib
from contextlib import suppress
from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lifecycle import cancel, consent, drafts, reading, retry, review
from lifecycle.passport import passport_of
from models.call import Consent, Customer
from models.crm import Outcome, PutNote
from models.errors import CallNotesError, InputError, StageError
from models.stages import Stage
from storage import calls
from storage.shelves import Shelves
from tests.lifecycle.house import (
    DECLINED,
    GRANTED,
    NOW,
    UNKNOWN,
    Queue,
    accept,
    attach,
    notes_of,
    staged,
    transcript_of,
)


def test_the_gate_opens_for_proven_consent_and_moves_nothing(shelves: Shelves) -> None:
    call = accept(shelves).call
    assert consent.gate(shelves, call.id).answer == "go"
    assert reading.call(shelves, call.id).stage is Stage.QUEUED


def test_the_gate_stays_shut_for_a_waiting_call(shelves: Shelves) -> None:
    call = accept(shelves, consent=UNKNOWN).call
    answer = consent.gate(shelves, call.id)
    assert (answer.answer, reading.call(shelves, call.id).stage) == ("wait", Stage.AWAITING_CONSENT)


def test_the_gate_stays_shut_while_the_audio_is_missing(shelves: Shelves) -> None:
    call = accept(shelves, audio=None).call
    assert consent.gate(shelves, call.id).answer == "wait"
    assert reading.call(shelves, call.id).stage is Stage.AWAITING_AUDIO


def test_consent_that_was_declined_while_the_call_was_queued_stops_it_at_the_gate(shelves: Shelves) -> None:
    call = accept(shelves).call
    consent.record(shelves, call.id, DECLINED, enqueue=Queue())
    assert consent.gate(shelves, call.id).answer == "stop"
    assert shelves.audio.kept() == ()


def test_the_gate_itself_deletes_the_audio_of_a_declined_call(shelves: Shelves) -> None:
    """Also when the row says declined and a crash kept everything else from happening."""
    call = accept(shelves).call
    with shelves.database.transaction() as session:
        calls.locked(session, call.id).consent_status = "declined"
    assert consent.gate(shelves, call.id).answer == "stop"
    after = reading.call(shelves, call.id)
    assert (after.stage, after.recording, shelves.audio.kept()) == (Stage.DECLINED, None, ())


def test_consent_withdrawn_to_unknown_makes_a_queued_call_wait(shelves: Shelves) -> None:
    call = accept(shelves).call
    consent.record(shelves, call.id, UNKNOWN, enqueue=Queue())
    assert reading.call(shelves, call.id).stage is Stage.AWAITING_CONSENT
    assert consent.gate(shelves, call.id).answer == "wait"


def test_a_cancelled_call_does_not_pass_the_gate(shelves: Shelves) -> None:
    call = accept(shelves).call
    cancel.cancel(shelves, call.id)
    assert consent.gate(shelves, call.id).answer == "stop"


def test_a_person_with_a_reason_can_release_a_waiting_call(shelves: Shelves) -> None:
    queue = Queue()
    call = accept(shelves, consent=UNKNOWN).call
    released = consent.release(shelves, call.id, "lee@example.com", "signed contract", enqueue=queue)
    assert released.stage is Stage.QUEUED
    assert queue.work == [(call.id, "process", 1)]
    assert consent.gate(shelves, call.id).answer == "go"
    event = next(one for one in reading.dossier(shelves, call.id).events if one.kind == "released")
    assert (event.by, event.why) == ("lee@example.com", "signed contract")
    assert released.consent.status == "unknown"


@pytest.mark.parametrize(("by", "reason"), [("", "reason"), ("lee@example.com", " ")])
def test_a_release_without_a_name_or_a_reason_is_refused(shelves: Shelves, by: str, reason: str) -> None:
    call = accept(shelves, consent=UNKNOWN).call
    with pytest.raises(InputError):
        consent.release(shelves, call.id, by, reason, enqueue=Queue())
    assert reading.call(shelves, call.id).stage is Stage.AWAITING_CONSENT


@pytest.mark.parametrize("state", [DECLINED, GRANTED])
def test_only_a_waiting_call_can_be_released(shelves: Shelves, state: Consent) -> None:
    call = accept(shelves, consent=state).call
    with pytest.raises(StageError):
        consent.release(shelves, call.id, "lee@example.com", "because", enqueue=Queue())


def test_a_release_does_not_outlive_a_new_statement(shelves: Shelves) -> None:
    call = accept(shelves, consent=UNKNOWN).call
    consent.release(shelves, call.id, "lee@example.com", "signed contract", enqueue=Queue())
    consent.record(shelves, call.id, Consent(status="announced"), enqueue=Queue())
    assert consent.gate(shelves, call.id).answer == "wait"


def test_proof_that_is_recorded_later_lets_the_call_through(shelves: Shelves) -> None:
    queue = Queue()
    call = accept(shelves, consent=UNKNOWN).call
    assert consent.record(shelves, call.id, GRANTED, enqueue=queue).stage is Stage.QUEUED
    assert queue.work == [(call.id, "process", 1)]
    assert reading.dossier(shelves, call.id).consents == (UNKNOWN, GRANTED)


def test_a_decline_removes_all_that_was_made_from_the_call(shelves: Shelves) -> None:
    call = staged(shelves)
    shelves.pieces(call.id).put("left:0", "words")
    note = PutNote(
        key="note",
        call_id=call.id,
        title="City",
        body="Leeds",
        status="pending",
        at=NOW,
        contact_id="contact_1",
    )
    shelves.ledger().intend(note)
    shelves.ledger().done(note, Outcome(result="applied", external_id="note_1"), adapter="local")
    pending = note.model_copy(update={"key": "other"})
    shelves.ledger().intend(pending)
    consent.record(shelves, call.id, DECLINED, enqueue=Queue(), by="lee@example.com")
    after = reading.dossier(shelves, call.id)
    assert (after.call.stage, after.transcript, after.notes, after.call.recording) == (
        Stage.DECLINED,
        None,
        None,
        None,
    )
    assert after.call.duration_s is None
    assert [(record.external_id, record.title) for record in after.records] == [("note_1", "")]
    assert [(left.key, getattr(left, "body", None)) for left in shelves.ledger().unfinished(call.id)] == [
        ("other", "")
    ]
    assert shelves.pieces(call.id).get("left:0") is None
    assert shelves.audio.kept() == ()


def test_a_declined_call_that_is_reopened_waits_for_its_audio(shelves: Shelves) -> None:
    call = accept(shelves, consent=DECLINED).call
    assert consent.record(shelves, call.id, GRANTED, enqueue=Queue()).stage is Stage.AWAITING_AUDIO
    assert attach(shelves, call.id).call.stage is Stage.QUEUED


def test_consent_withdrawn_after_a_call_was_settled_erases_it_and_leaves_the_fact(shelves: Shelves) -> None:
    call = staged(shelves)
    with shelves.database.transaction() as session:
        calls.locked(session, call.id).customer_phone = "+15125550123"
    review.decide(shelves, call.id, (), accept_rest=True, by="lee@example.com", enqueue=Queue())
    review.mark_settled(shelves, call.id)
    stated_at = NOW - timedelta(hours=2)
    withdrawn = DECLINED.model_copy(update={"at": stated_at})
    erased = consent.record(shelves, call.id, withdrawn, by="eve@example.com", crm="remove", enqueue=Queue())
    after = reading.dossier(shelves, call.id)
    assert (erased.stage, after.call.stage_why) == (Stage.ERASED, "consent was withdrawn")
    assert (after.transcript, after.notes, shelves.audio.kept()) == (None, None, ())
    (found,) = passport_of(shelves, Customer(phone="+15125550123")).calls
    assert (found.outcome, found.is_withdrawn, found.ended_at is not None) == ("erased", True, True)
    assert (found.consent.status, found.consent.at) == ("declined", stated_at)
    with pytest.raises(StageError, match="erased"):
        consent.record(shelves, call.id, GRANTED, enqueue=Queue())


def test_the_proof_of_a_call_that_was_declined_names_nobody_whose_call_it_was(shelves: Shelves) -> None:
    given = GRANTED.model_copy(update={"how": "wrote from jane@home.example", "by": "jane@home.example"})
    call = accept(shelves, consent=given, external_id="pbx +15125550123").call
    with shelves.database.transaction() as session:
        calls.locked(session, call.id).wished_contact_name = "Jane Marker"
    said = DECLINED.model_copy(update={"how": "Jane Marker rang from +1 512 555 0199", "by": "Jane Marker"})
    consent.record(shelves, call.id, said, by="lee@example.com", enqueue=Queue())
    after = reading.dossier(shelves, call.id)
    shown = after.model_dump_json()
    assert not [one for one in ("Marker", "0199", "home.example", "0123") if one in shown]
    assert "lee@example.com" in {one.by for one in after.events}
    assert accept(shelves, external_id="pbx +15125550123").call.id == call.id, (
        "it is still known by its sender's name"
    )
    assert reading.call(shelves, call.id).external_ids == ()


def test_what_becomes_of_the_crms_records_is_asked_first(shelves: Shelves) -> None:
    call = staged(shelves)
    outcome = Outcome(result="applied", external_id="note_1")
    note = PutNote(key="k", call_id=call.id, title="t", body="b", status="pending", at=NOW, contact_id=None)
    shelves.ledger().intend(note)
    shelves.ledger().done(note, outcome, adapter="local")
    review.decide(shelves, call.id, (), accept_rest=True, by="lee@example.com", enqueue=Queue())
    review.mark_settled(shelves, call.id)
    with pytest.raises(InputError, match="keep leaves them there"):
        consent.record(shelves, call.id, DECLINED, enqueue=Queue())
    assert reading.call(shelves, call.id).stage is Stage.SETTLED


def test_a_cancelled_call_that_is_declined_loses_its_audio_and_cannot_be_retried(shelves: Shelves) -> None:
    call = accept(shelves).call
    cancel.cancel(shelves, call.id)
    consent.record(shelves, call.id, DECLINED, enqueue=Queue())
    assert shelves.audio.kept() == ()
    with pytest.raises(StageError):
        retry.retry(shelves, call.id, enqueue=Queue())


def _proof(number: int) -> Consent:
    return GRANTED.model_copy(update={"at": NOW + timedelta(minutes=number)})


class _People:
    """Does to one call what the acts say, and remembers whether it may be worked on."""

    def __init__(self, shelves: Shelves, call_id: str, audio: bytes, *, may: bool) -> None:
        self.shelves, self.call_id, self.audio, self.may = shelves, call_id, audio, may
        self.queue = Queue()

    def act(self, act: str, number: int) -> None:
        with suppress(CallNotesError):
            getattr(self, act)(number)

    def send(self, _number: int) -> None:
        attach(self.shelves, self.call_id, [self.audio], queue=self.queue)

    def grant(self, number: int) -> None:
        consent.record(self.shelves, self.call_id, _proof(number), enqueue=self.queue)
        self.may = True

    def withdraw(self, _number: int) -> None:
        consent.record(self.shelves, self.call_id, UNKNOWN, enqueue=self.queue)
        self.may = False

    def decline(self, _number: int) -> None:
        consent.record(self.shelves, self.call_id, DECLINED, enqueue=self.queue)
        self.may = False

    def release(self, _number: int) -> None:
        consent.release(self.shelves, self.call_id, "lee@example.com", "reason", enqueue=self.queue)
        self.may = True

    def cancel(self, _number: int) -> None:
        cancel.cancel(self.shelves, self.call_id)

    def retry(self, _number: int) -> None:
        retry.retry(self.shelves, self.call_id, enqueue=self.queue)

    def work(self, _number: int) -> None:
        if consent.gate(self.shelves, self.call_id).answer == "go":
            assert self.may
            drafts.store_transcript(self.shelves, transcript_of(self.call_id))
            drafts.store_notes(self.shelves, notes_of(self.call_id))


_ACTS = st.lists(
    st.sampled_from(["send", "grant", "withdraw", "decline", "release", "cancel", "retry", "work"]),
    max_size=8,
)


@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(first=st.sampled_from([GRANTED, UNKNOWN, DECLINED]), with_audio=st.booleans(), acts=_ACTS)
def test_whatever_people_do_no_call_is_worked_on_without_consent(
    shelves: Shelves, first: Consent, with_audio: bool, acts: list[str]
) -> None:
    """The transcript is stored only where, at that moment, consent was proven or a person had released."""
    audio = b"fLaC" + uuid4().bytes
    call = accept(shelves, audio=[audio] if with_audio else None, consent=first).call
    people = _People(shelves, call.id, audio, may=first is GRANTED)
    for number, act in enumerate(acts):
        people.act(act, number)
    after = reading.dossier(shelves, call.id)
    if after.call.stage is Stage.DECLINED or after.consent.status == "declined":
        assert (after.transcript, after.call.recording) == (None, None)
        assert not shelves.audio.has(hashlib.sha256(audio).hexdigest())
