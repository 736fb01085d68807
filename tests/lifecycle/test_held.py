"""The end of consent is recorded at once, whatever hold there is; what is held stays sealed off meanwhile."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from lifecycle import (
    consent,
    drafts,
    erase,
    hold,
    let_go,
    link,
    opt_out,
    reading,
    recovery,
)  # fmt: skip
from lifecycle.admission import decline
from lifecycle.erase_person import CONTACTS, erase_person
from lifecycle.hand_out import hand_out
from lifecycle.judge import OPTED_OUT, REFUSED
from lifecycle.passport import passport_of
from lifecycle.retention import apply_retention
from models.access import Actor
from models.call import Call, Customer
from models.erasure import Person
from models.errors import InputError, StageError
from models.retention import RetentionRules
from models.stages import Stage
from storage import calls, withheld
from storage.key_rotation import WRAPPED
from storage.shelves import Shelves
from storage.tables import CrmContactRow, Table
from tests.lifecycle.house import DECLINED, NOW, UNKNOWN, WAV, Queue, accept, transcript_of
from tests.lifecycle.test_erase import LEE, PLANTED, SAM, found, through
from tests.lifecycle.test_retention import Clock, clock, shelves

__all__ = ["clock", "shelves"]

JANE = Person(phones=(PLANTED[0],))
CUSTOMER = Customer(phone=PLANTED[0])
#: What a declined call keeps, with a hold or without: how consent was given, and why it was released.
DECLINED_KEEPS = {"said yes at the start", "released because planted"}


def held(shelves: Shelves, stage: Stage) -> Call:
    call = through(shelves, stage)
    hold.hold(shelves, call_id=call.id, by=LEE, why="claim 7")
    return call


def opted_out(shelves: Shelves, _call: Call) -> None:
    opt_out.add(shelves, CUSTOMER, by=SAM, enqueue=Queue())


def declined(shelves: Shelves, call: Call) -> None:
    consent.record(shelves, call.id, DECLINED, crm="remove", enqueue=Queue())


def kept(shelves: Shelves, call: Call) -> str:
    with shelves.database.reading() as session:
        return "".join(withheld.document(session, one.id) for one in withheld.of_call(session, call.id))


def linked_to_jane(shelves: Shelves) -> Call:
    """A call that names nobody, linked to the contact with the person's number."""
    with shelves.database.transaction() as session:
        session.add(CrmContactRow(id="contact_jane", key="1", name="Jane", phone=PLANTED[0], created_at=NOW))
    call = accept(shelves, consent=UNKNOWN).call
    return link.link_contact(shelves, call.id, "contact_jane", by=LEE, enqueue=Queue())


@pytest.mark.parametrize("end", [opted_out, declined])
@pytest.mark.parametrize("stage", [Stage.QUEUED, Stage.STAGED])
def test_consent_that_ends_stops_a_held_call_and_what_there_was_is_sealed_off(
    shelves: Shelves, tmp_path: Path, stage: Stage, end: Callable[[Shelves, Call], None]
) -> None:
    call = held(shelves, stage)
    end(shelves, call)
    after = reading.dossier(shelves, call.id)
    assert (after.call.stage, after.transcript, after.call.recording) == (Stage.DECLINED, None, None)
    assert after.sealed_off is not None
    assert "claim 7" in after.sealed_off
    (told,) = passport_of(shelves, CUSTOMER).calls
    assert told.outcome.endswith("but for what a legal hold keeps sealed off")
    assert len(shelves.audio.kept()) == 1
    inside = kept(shelves, call)
    assert PLANTED[0] in inside
    assert "call you back on Friday" in inside
    assert {one for each in found(shelves, tmp_path).values() for one in each} <= DECLINED_KEEPS
    (given,) = erase_person(shelves, JANE, by=SAM, reason="asked", crm="keep", enqueue=Queue())
    assert any("claim 7" in one.why for one in given.certificate.stays)
    assert hold.end_hold(shelves, call_id=call.id, by=LEE) == 1
    assert kept(shelves, call) == ""
    assert shelves.audio.kept() == ()
    newest = shelves.certificates().newest(limit=2, offset=0)
    assert ("hold", (call.id,)) in {(one.certificate.scope, one.certificate.calls) for one in newest}
    assert reading.dossier(shelves, call.id).sealed_off is None


def test_consent_withdrawn_after_settling_is_recorded_under_a_hold_and_the_crm_waits_for_its_end(
    shelves: Shelves, tmp_path: Path
) -> None:
    call, queue = through(shelves, Stage.SETTLED), Queue()
    hold.hold(shelves, person=JANE, by=LEE, why="claim 7")
    after = consent.record(shelves, call.id, DECLINED, crm="remove", enqueue=queue)
    assert (after.stage, after.consent.status) == (Stage.ERASED, "declined")
    assert queue.work == [], "no record leaves the CRM while it is held"
    assert erase.is_owed(shelves, call.id) is None
    (told,) = passport_of(shelves, CUSTOMER).calls
    assert told.outcome == "erased, but for what a legal hold keeps sealed off"
    assert "Leeds" in kept(shelves, call)
    assert "edited by hand, planted" in kept(shelves, call)
    assert set(found(shelves, tmp_path)) <= {"ledger", "callnotes.db"}, "the field that is to be set back"
    clear = erase.erase(shelves, call.id, by=SAM, reason="asked", enqueue=queue).certificate
    assert any("claim 7" in one.why for one in clear.stays)
    assert (clear.went, erase.SEALED_OFF in {one.what for one in clear.stays}) == ((), True)
    assert let_go.let_go(shelves, enqueue=queue) == 0
    hold.end_hold(shelves, person=JANE, by=LEE)
    assert kept(shelves, call) == ""
    assert erase.is_owed(shelves, call.id) is not None, "a worker takes it out now"
    assert [work.verb for work in recovery.owed(shelves)] == ["settle"]


def test_what_is_sealed_off_is_handed_out_with_its_sound_and_is_audited(
    shelves: Shelves,
) -> None:
    call, file = held(shelves, Stage.STAGED), BytesIO()
    with pytest.raises(InputError, match="Nothing of this call"):
        hand_out(shelves, call.id, file, by=LEE)
    declined(shelves, call)
    assert hand_out(shelves, call.id, file, by=LEE, actor=Actor(name=LEE, door="command_line")) == 2
    with ZipFile(file) as archive:
        inside = {Path(name).suffix: archive.read(name) for name in archive.namelist()}
    rows = json.loads(inside.pop(".json"))
    assert list(inside.values()) == [WAV]
    assert rows["calls"][0]["customer_phone"] == PLANTED[0]
    assert "call you back on Friday" in rows["transcripts"][0]["sealed"]
    assert shelves.audit().entries(call_id=call.id)[0].action == "handed_out_held"


def test_a_refusal_that_was_spoken_keeps_what_is_held(shelves: Shelves) -> None:
    call = through(shelves, Stage.QUEUED)
    drafts.store_transcript(shelves, transcript_of(call.id, "Please don't record this call."))
    hold.hold(shelves, call_id=call.id, by=LEE, why="claim 7")
    with shelves.database.transaction() as session:
        decline(session, calls.locked(session, call.id), shelves, at=NOW, why=REFUSED)
    assert reading.call(shelves, call.id).stage is Stage.DECLINED
    assert "Please don't record this call." in kept(shelves, call)


def test_a_person_who_is_held_or_opts_out_is_found_by_a_linked_contact_as_erasing_finds_them(
    shelves: Shelves,
) -> None:
    call = linked_to_jane(shelves)
    hold.hold(shelves, person=JANE, by=LEE, why="claim 7")
    with pytest.raises(StageError, match="legal hold"):
        erase.erase(shelves, call.id, by=SAM, reason="asked", enqueue=Queue())
    hold.end_hold(shelves, person=JANE, by=LEE)
    hold.hold(shelves, person=Person(contact_ids=("contact_jane",)), by=LEE, why="claim 8")
    with pytest.raises(StageError, match="legal hold"):
        erase.erase(shelves, call.id, by=SAM, reason="asked", enqueue=Queue())
    assert opt_out.add(shelves, CUSTOMER, by=SAM, enqueue=Queue()).stopped == (call.id,)
    assert reading.dossier(shelves, call.id).sealed_off is not None
    assert [one.id for one in passport_of(shelves, CUSTOMER).calls] == [call.id]


def test_the_certificate_of_a_person_names_the_contact_that_a_held_call_keeps(shelves: Shelves) -> None:
    call = linked_to_jane(shelves)
    hold.hold(shelves, call_id=call.id, by=LEE, why="claim 7")
    (given,) = erase_person(shelves, JANE, by=SAM, reason="asked", crm="remove", enqueue=Queue())
    told = {one.what: (one.count, "legal hold" in one.why) for one in given.certificate.stays}
    assert told[CONTACTS] == (1, True)


def test_a_waiting_call_that_is_linked_to_a_contact_who_opted_out_is_stopped(shelves: Shelves) -> None:
    opt_out.add(shelves, CUSTOMER, by=SAM, enqueue=Queue())
    call = linked_to_jane(shelves)
    assert (call.stage, call.stage_why) == (Stage.DECLINED, OPTED_OUT)
    assert shelves.audio.kept() == ()


def test_a_call_of_an_ended_hold_that_is_erased_first_takes_what_was_sealed_off_along(
    shelves: Shelves, clock: Clock
) -> None:
    call = through(shelves, Stage.QUEUED)
    hold.hold(shelves, call_id=call.id, by=LEE, why="claim 7", until=NOW + timedelta(days=1))
    opted_out(shelves, call)
    clock.now += timedelta(days=2)
    given = erase.erase(shelves, call.id, by=SAM, reason="asked", enqueue=Queue()).certificate
    assert erase.SEALED_OFF in {one.what for one in given.went}
    assert shelves.audio.kept() == ()


def test_a_round_of_retention_ends_what_a_hold_kept_until_a_day(shelves: Shelves, clock: Clock) -> None:
    call = through(shelves, Stage.QUEUED)
    hold.hold(shelves, call_id=call.id, by=LEE, why="claim 7", until=NOW + timedelta(days=1))
    opted_out(shelves, call)
    assert apply_retention(shelves, RetentionRules(), enqueue=Queue()) == 0
    clock.now += timedelta(days=2)
    assert apply_retention(shelves, RetentionRules(), enqueue=Queue()) == 1
    assert kept(shelves, call) == ""


def test_what_is_kept_is_sealed_anew_with_another_master_key() -> None:
    assert "withheld" in WRAPPED
    assert set(withheld.SEALED_FOR) <= set(Table.metadata.tables)
