"""Who opted out is not processed, from whichever door and in whatever order things come."""

from __future__ import annotations

import pytest

from lifecycle import consent, intake, opt_out, reading
from lifecycle.judge import OPTED_OUT
from lifecycle.passport import passport_of
from models.access import Actor
from models.call import Call, CallDetails, Consent, Customer
from models.errors import InputError, StageError
from models.opt_out import OptOut
from models.stages import Stage
from storage import persons
from storage.shelves import Shelves
from storage.tables import CallRow
from tests.lifecycle.house import (
    DECLINED,
    GRANTED,
    LIMITS,
    OTHER_WAV,
    UNKNOWN,
    WAV,
    Queue,
    attach,
    transcript_of,
)
from tests.lifecycle.house import staged as staged_call

JANE = Customer(phone="+15125550123")
MAIL = Customer(email="jane@example.com")
EVE = "eve@example.com"


def come_in(
    shelves: Shelves,
    customer: Customer = JANE,
    *,
    audio: bytes | None = WAV,
    stated: Consent = GRANTED,
    external_id: str | None = None,
    queue: Queue | None = None,
) -> Call:
    details = CallDetails(customer=customer, external_id=external_id, agent="sam@example.com")
    return intake.accept(
        shelves,
        details,
        stated,
        audio=None if audio is None else (audio,),
        transcript=None,
        limits=LIMITS,
        enqueue=queue or Queue(),
    ).call


def out(shelves: Shelves, customer: Customer = JANE, queue: Queue | None = None) -> opt_out.OptedOut:
    return opt_out.add(shelves, customer, by=EVE, why="asked for it", enqueue=queue or Queue())


def nothing_is_kept(shelves: Shelves, call_id: str) -> None:
    call = reading.call(shelves, call_id)
    assert (call.stage, call.stage_why) == (Stage.DECLINED, OPTED_OUT)
    assert (call.recording, call.details.customer, call.details.hotwords) == (None, Customer(), ())
    assert reading.transcript(shelves, call_id) is None
    assert shelves.audio.kept() == ()


def test_a_call_of_a_person_on_the_list_is_never_kept_and_nothing_is_due(shelves: Shelves) -> None:
    out(shelves)
    queue = Queue()
    call = come_in(shelves, queue=queue)
    nothing_is_kept(shelves, call.id)
    (line,) = shelves.audit().entries(call_id=call.id)
    assert (line.actor, line.door, line.action) == ("call notes", "program", "stopped_for_an_opt_out")
    assert queue.work == []
    assert come_in(shelves, Customer(phone="+15125550199"), audio=OTHER_WAV).stage is Stage.QUEUED


def test_an_address_is_the_same_in_any_spelling(shelves: Shelves) -> None:
    out(shelves, Customer(email="Jané@Example.com"))
    nothing_is_kept(shelves, come_in(shelves, Customer(email="jane\u0301@example.com")).id)


@pytest.mark.parametrize("stated", [GRANTED, UNKNOWN])
def test_open_calls_are_stopped_when_the_person_is_added(shelves: Shelves, stated: Consent) -> None:
    call = come_in(shelves, stated=stated)
    found = out(shelves)
    assert (found.stopped, found.settled, found.already_there) == ((call.id,), (), False)
    nothing_is_kept(shelves, call.id)
    assert consent.gate(shelves, call.id).answer == "stop"
    again = out(shelves)
    assert (again.already_there, again.stopped) == (True, ())


def test_what_waits_for_a_person_in_the_crm_is_taken_out_of_it(shelves: Shelves) -> None:
    call = staged_call(shelves)
    with shelves.database.transaction() as session:
        session.get_one(CallRow, call.id).customer_phone = JANE.phone
    queue = Queue()
    assert out(shelves, queue=queue).stopped == (call.id,)
    assert [(work[0], work[1]) for work in queue.work] == [(call.id, "settle")]
    nothing_is_kept(shelves, call.id)


def test_a_settled_call_stays_and_is_named(shelves: Shelves) -> None:
    call = come_in(shelves)
    with shelves.database.transaction() as session:
        session.get_one(CallRow, call.id).stage = Stage.SETTLED.value
    assert out(shelves).settled == (call.id,)
    assert reading.call(shelves, call.id).recording is not None
    assert come_in(shelves).id == call.id  # announced once more: nothing changes


def test_metadata_first_then_the_recording_changes_nothing(shelves: Shelves) -> None:
    out(shelves)
    call = come_in(shelves, audio=None, external_id="pbx-1")
    assert call.stage is Stage.DECLINED
    with pytest.raises(StageError):
        attach(shelves, call.id)
    again = come_in(shelves, Customer(), external_id="pbx-1")  # this event does not name the customer
    assert again.id == call.id
    nothing_is_kept(shelves, call.id)


def test_the_customer_who_is_named_last_stops_the_call(shelves: Shelves) -> None:
    out(shelves)
    call = come_in(shelves, Customer(), external_id="pbx-1")
    assert call.stage is Stage.QUEUED
    come_in(shelves, audio=None, external_id="pbx-1")
    nothing_is_kept(shelves, call.id)


def test_the_gate_stops_a_person_who_was_added_by_another_hand(shelves: Shelves) -> None:
    call = come_in(shelves)
    with shelves.database.transaction() as session:
        found = OptOut(customer=JANE, by=EVE, at=shelves.clock())
        persons.opt_out(session, found)
    assert consent.gate(shelves, call.id).answer == "stop"
    nothing_is_kept(shelves, call.id)


def test_no_consent_and_no_release_lets_such_a_call_through(shelves: Shelves) -> None:
    call = come_in(shelves, stated=UNKNOWN)
    out(shelves)
    with pytest.raises(StageError, match="opted out"):
        consent.record(shelves, call.id, GRANTED, enqueue=Queue())
    assert consent.record(shelves, call.id, DECLINED, enqueue=Queue()).stage is Stage.DECLINED


def test_whom_the_crm_knows_on_the_phone_may_have_opted_out_by_another_way(shelves: Shelves) -> None:
    call = come_in(shelves)
    assert not opt_out.stops(shelves, call.id, MAIL, enqueue=Queue())
    out(shelves, MAIL)
    assert opt_out.stops(shelves, call.id, MAIL, enqueue=Queue())
    nothing_is_kept(shelves, call.id)


def test_taken_off_the_list_a_person_is_judged_by_consent_again(shelves: Shelves) -> None:
    out(shelves)
    stopped = come_in(shelves)
    opt_out.remove(shelves, JANE, by=EVE)
    with pytest.raises(InputError, match="not on the list"):
        opt_out.remove(shelves, JANE, by=EVE)
    assert reading.call(shelves, stopped.id).stage is Stage.DECLINED
    assert come_in(shelves, audio=OTHER_WAV).stage is Stage.QUEUED


def test_the_list_and_the_rows_of_its_calls_hold_no_number(sqlite_shelves: Shelves) -> None:
    shelves = sqlite_shelves
    kept = come_in(shelves, MAIL, stated=UNKNOWN)
    out(shelves, MAIL)
    out(shelves)
    come_in(shelves, audio=OTHER_WAV)
    assert [one.in_words for one in opt_out.every(shelves)] == [JANE.phone, MAIL.email]
    shelves.database.wash()
    assert shelves.database.path is not None
    for path in shelves.database.path.parent.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert b"5125550123" not in content, path
            assert b"jane@example.com" not in content, path
            assert b"asked for it" not in content, path
    assert reading.call(shelves, kept.id).stage is Stage.DECLINED


def test_the_passport_tells_every_call_its_proof_and_its_end(shelves: Shelves) -> None:
    first = come_in(shelves)
    consent.record(shelves, first.id, DECLINED, enqueue=Queue())
    waiting = come_in(shelves, audio=OTHER_WAV, stated=UNKNOWN)
    found = passport_of(shelves, JANE)
    by_id = {one.id: one for one in found.calls}
    assert found.opt_out is None
    assert set(by_id) == {first.id, waiting.id}
    assert by_id[first.id].is_withdrawn
    assert by_id[first.id].outcome == "consent withdrawn; nothing kept"
    assert [one.consent.status for one in by_id[first.id].statements] == ["granted", "declined"]
    assert (by_id[waiting.id].ended_at, by_id[waiting.id].outcome) == (None, "kept")
    out(shelves)
    found = passport_of(shelves, JANE)
    assert found.opt_out is not None
    assert {one.id for one in found.calls} == {first.id, waiting.id}
    assert all(one.ended_at is not None for one in found.calls)
    assert {one.outcome for one in found.calls} == {
        "consent withdrawn; nothing kept", "not processed, since the person opted out; nothing kept",
    }  # fmt: skip
    assert passport_of(shelves, MAIL).calls == ()


def test_a_passport_holds_only_calls_that_its_reader_sees(shelves: Shelves) -> None:
    call = come_in(shelves)
    sam, bob = (Actor(name=f"{name}@example.com", role="agent") for name in ("sam", "bob"))
    assert [one.id for one in passport_of(shelves, JANE, seen_by=sam).calls] == [call.id]
    assert passport_of(shelves, JANE, seen_by=bob).calls == ()


def test_a_transcript_of_a_person_on_the_list_is_not_kept_either(shelves: Shelves) -> None:
    out(shelves)
    details = CallDetails(customer=JANE)
    given = transcript_of(None)
    call = intake.accept(
        shelves, details, GRANTED, audio=None, transcript=given, limits=LIMITS, enqueue=Queue()
    ).call
    nothing_is_kept(shelves, call.id)


def test_saying_it_needs_a_person_and_a_short_reason(shelves: Shelves) -> None:
    for by, why in ((" ", None), (EVE, "x" * 501)):
        with pytest.raises(InputError):
            opt_out.add(shelves, JANE, by=by, why=why, enqueue=Queue())
    assert opt_out.every(shelves) == ()
