"""Erasing a call in any stage leaves its row, a proven certificate, and nothing that is personal."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from lifecycle import cancel, consent, drafts, erase, intake, link, reading, refuse, review
from lifecycle.erase_person import erase_person
from models.access import Actor
from models.call import Call, CallDetails, Customer
from models.crm import Match, Operation, Outcome, Party, PutNote, SetContactField
from models.erasure import CrmAnswer, Person, SealedCertificate
from models.errors import AudioUndecodableError, CancelledError, InputError, StageError
from models.exchange import Exchange
from models.notes import Usage
from models.review import Decision
from models.stages import Stage
from storage import drafts as storage_drafts
from storage.shelves import Shelves
from storage.tables import CrmContactRow, HookEventRow, Table
from tests.lifecycle.house import (
    DECLINED,
    GRANTED,
    LIMITS,
    NOW,
    OTHER_WAV,
    UNKNOWN,
    WAV,
    Queue,
    attach,
    notes_of,
    transcript_of,
)

SAM = "sam@example.com"
LEE = "lee@example.com"
#: Each stands in one place of a whole call, and nowhere else.
PLANTED = (
    "+12125550142", "jane@planted.example", "pbx-planted-7", "hotword-planted", "planted-address",
    "call you back on Friday", "Leeds", "said yes at the start", "Jane Planted", "answer-planted",
    "edited by hand, planted", "released because planted", "label-planted",
)  # fmt: skip


def arrive(
    shelves: Shelves,
    *,
    state: str = "granted",
    audio: bytes = WAV,
    name: str = PLANTED[2],
    labels: tuple[str, ...] = ("label-planted",),
) -> Call:
    return intake.accept(
        shelves,
        CallDetails(
            agent=SAM,
            external_id=name,
            customer=Customer(phone=PLANTED[0], email=PLANTED[1]),
            hotwords=(PLANTED[3],),
            labels=labels,
        ),
        UNKNOWN if state == "unknown" else GRANTED,
        audio=None if state == "no audio" else [audio],
        transcript=None,
        source_url="https://recordings.example.com/planted-address.wav" if state == "no audio" else None,
        limits=LIMITS,
        enqueue=Queue(),
    ).call


def through(shelves: Shelves, stage: Stage) -> Call:
    """Bring a call with all that can be planted to this stage."""
    if stage in ASIDE:
        return ASIDE[stage](shelves)
    call = received(shelves)
    for reached, step in STEPS:
        step(shelves, call.id)
        if reached is stage:
            break
    return call


def announced(shelves: Shelves) -> Call:
    call = arrive(shelves, state="no audio")
    event = {"data": {"external_id": PLANTED[2], "recording_url": call.source_url}}
    shelves.hook_events().store("generic", "msg_1", json.dumps(event))
    return call


def received(shelves: Shelves) -> Call:
    call = arrive(shelves)
    events = shelves.hook_events()
    events.handled(events.first("generic", "msg_1", json.dumps({"customer": PLANTED[0]})), call=call)
    return call


def refused(shelves: Shelves) -> Call:
    call = received(shelves)
    admit(shelves, call.id)
    refuse.refuse(shelves, call.id, AudioUndecodableError("It cannot be read."))
    return call


def admit(shelves: Shelves, call_id: str) -> None:
    assert consent.gate(shelves, call_id).answer == "go"
    shelves.pieces(call_id).put("one", "call you back on Friday")


def transcribe(shelves: Shelves, call_id: str) -> None:
    drafts.store_transcript(shelves, transcript_of(call_id))
    shelves.exchanges().keep(exchange(call_id))


def stage(shelves: Shelves, call_id: str) -> None:
    write(shelves, note(call_id))
    drafts.mark_staged(shelves, call_id)
    link.link_contact(shelves, call_id, name="Jane Planted", by=LEE)


def settle(shelves: Shelves, call_id: str) -> None:
    write(shelves, field(call_id))
    review.mark_settled(shelves, call_id)


ASIDE: dict[Stage, Callable[[Shelves], Call]] = {
    Stage.AWAITING_AUDIO: announced,
    Stage.AWAITING_CONSENT: lambda shelves: arrive(shelves, state="unknown"),
    Stage.DECLINED: lambda shelves: consent.record(shelves, received(shelves).id, DECLINED, enqueue=Queue()),
    Stage.CANCELLED: lambda shelves: cancel.cancel(shelves, received(shelves).id),
    Stage.REFUSED: refused,
}
STEPS: tuple[tuple[Stage, Callable[[Shelves, str], object]], ...] = (
    (Stage.QUEUED, admit),
    (Stage.TRANSCRIBED, transcribe),
    (Stage.DRAFTED, lambda shelves, call_id: drafts.store_notes(shelves, notes_of(call_id))),
    (Stage.STAGED, stage),
    (
        Stage.IN_REVIEW,
        lambda shelves, call_id: review.decide(
            shelves, call_id, (edit(),), accept_rest=True, by=LEE, enqueue=Queue()
        ),
    ),
    (Stage.SETTLED, settle),
)


def edit() -> Decision:
    return Decision(item_id="f1", verdict="edit", text="edited by hand, planted", by=LEE, at=NOW)


def note(call_id: str) -> PutNote:
    text = "call you back on Friday"
    return PutNote(key=f"{call_id}:note", call_id=call_id, title=text, body=text, status="pending", at=NOW)


def field(call_id: str) -> SetContactField:
    return SetContactField(
        key=f"{call_id}:field:c1",
        call_id=call_id,
        contact_id="c1",
        name="city",
        expected="York",
        value="Leeds",
    )


def write(shelves: Shelves, operation: Operation) -> None:
    shelves.ledger().intend(operation)
    outcome = Outcome(result="applied", external_id="1", current_value="Leeds")
    shelves.ledger().done(operation, outcome, adapter="local")


def exchange(call_id: str) -> Exchange:
    return Exchange(
        call_id=call_id, request="call you back on Friday", answer="answer-planted", way="schema",
        cut_off=False, model="m", prompt_version="1", usage=Usage(),
    )  # fmt: skip


def found(shelves: Shelves, folder: Path) -> dict[str, list[str]]:
    """Return which of the planted stand in which table or file."""
    places: dict[str, str] = {}
    with shelves.database.reading() as session:
        for table in Table.metadata.sorted_tables:
            rows = session.execute(select(table)).all()
            places[table.name] = "\n".join(str(value) for row in rows for value in row)
    for path in folder.rglob("*"):
        if path.is_file():
            places[path.name] = path.read_bytes().decode("utf-8", "replace")
    hits = {place: [one for one in PLANTED if one in text] for place, text in places.items()}
    return {place: each for place, each in hits.items() if each}


def erased(shelves: Shelves, call: Call, *, crm: CrmAnswer | None = "keep") -> SealedCertificate:
    return erase.erase(shelves, call.id, by=SAM, reason="asked by letter", crm=crm, enqueue=Queue())


EVERY = tuple(stage for stage in Stage if stage is not Stage.ERASED)


@pytest.mark.parametrize("stage", EVERY)
def test_nothing_of_a_call_is_left_in_any_table_or_file_whatever_stage_it_was_in(
    sqlite_shelves: Shelves, tmp_path: Path, stage: Stage
) -> None:
    shelves = sqlite_shelves
    call = through(shelves, stage)
    assert reading.call(shelves, call.id).stage is stage
    if stage is not Stage.DECLINED:
        assert found(shelves, tmp_path / "house"), "nothing was planted"
    erased(shelves, call)
    after = reading.call(shelves, call.id)
    assert (after.stage, after.stage_why) == (Stage.ERASED, "asked by letter")
    assert after.external_ids == ()
    assert after.details.customer == Customer()
    assert not found(shelves, tmp_path / "house")
    assert not list((tmp_path / "house").rglob("*.sealed"))


def test_a_settled_call_is_erased_with_a_certificate_that_says_what_went_and_what_stays(
    shelves: Shelves, tmp_path: Path
) -> None:
    call = through(shelves, Stage.SETTLED)
    sealed = erased(shelves, call)
    assert not found(shelves, tmp_path / "house")
    went = {one.what: one.count for one in sealed.certificate.went}
    assert went["recording"] == went["versions of the transcript"] == went["bodies of hook events"] == 1
    assert went["decisions on items"] == 3
    stays = {one.what: one.why for one in sealed.certificate.stays}
    assert "GDPR Art. 7(1)" in stays["statements of consent"]
    assert stays["records in the CRM"] == f"{SAM} said that they are kept"
    assert sealed.certificate.owed == ()
    assert not any(one in sealed.model_dump_json() for one in PLANTED)
    assert shelves.certificates().of_call(call.id) == (sealed,)
    assert erased(shelves, call, crm="remove") == sealed, "erasing again changes nothing"


def test_a_changed_certificate_is_found_out(shelves: Shelves) -> None:
    sealed = erased(shelves, through(shelves, Stage.QUEUED))
    kept = shelves.certificates()
    assert kept.is_genuine(SealedCertificate.model_validate_json(sealed.model_dump_json()))
    changed = sealed.certificate.model_copy(update={"reason": "another"})
    assert not kept.is_genuine(sealed.model_copy(update={"certificate": changed}))
    sha256 = hashlib.sha256(changed.model_dump_json().encode()).hexdigest()
    forged = SealedCertificate(certificate=changed, sha256=sha256, seal=sealed.seal)
    assert not kept.is_genuine(forged), "who reckons the plain hash anew lacks the key"


def test_what_would_go_is_shown_and_nothing_goes(shelves: Shelves) -> None:
    call = through(shelves, Stage.STAGED)
    seen = erase.foresee(shelves, call.id, by=SAM, reason="asked", crm="remove")
    assert reading.call(shelves, call.id).stage is Stage.STAGED
    assert reading.transcript(shelves, call.id) is not None
    assert shelves.certificates().of_call(call.id) == ()
    assert erased(shelves, call, crm="remove").certificate.went == seen.went


def test_before_it_is_said_a_dry_run_names_what_stands_in_the_crm_and_who_looked_is_noted(
    shelves: Shelves,
) -> None:
    call = through(shelves, Stage.STAGED)
    sam = Actor(name=SAM, door="command_line")
    (asked,) = erase.foresee(shelves, call.id, by=SAM, reason="asked", actor=sam).owed
    assert (asked.what, asked.why.split(";")[0]) == (erase.IN_CRM, "notes (1)")
    with pytest.raises(InputError, match=r"becomes of records in the CRM \(1\): keep leaves"):
        erased(shelves, call, crm=None)
    (line,) = shelves.audit().entries(call_id=call.id)
    assert (line.action, line.door) == ("foresaw_erasure", "command_line")


def test_who_and_why_are_needed_and_where_records_stand_in_the_crm_what_becomes_of_them(
    shelves: Shelves,
) -> None:
    call = through(shelves, Stage.STAGED)
    for by, reason, crm in (("", "asked", "keep"), (SAM, " ", "keep"), (SAM, "asked", None)):
        with pytest.raises(InputError):
            erase.erase(shelves, call.id, by=by, reason=reason, crm=crm, enqueue=Queue())  # type: ignore[arg-type] # literals of the table
    assert reading.call(shelves, call.id).stage is Stage.STAGED


def test_what_a_reason_says_of_a_person_is_masked(shelves: Shelves) -> None:
    call = through(shelves, Stage.QUEUED)
    sealed = erase.erase(shelves, call.id, by=SAM, reason="asked from jane@planted.example", enqueue=Queue())
    assert sealed.certificate.reason == "asked from [EMAIL_1]"


def test_a_reason_keeps_no_name_of_the_contact_of_who_spoke_or_of_whom_the_crm_knows(
    shelves: Shelves,
) -> None:
    call = through(shelves, Stage.TRANSCRIBED)
    said = transcript_of(call.id, "My name is Adaeze Okafor, please call me back.")
    with shelves.database.transaction() as session:
        session.add(CrmContactRow(id="c1", key="1", name="Jane Planted", phone=PLANTED[0], created_at=NOW))
        heard = storage_drafts.transcript(session, call.id)
        storage_drafts.add_transcript(
            session, said, call_id=call.id, after=heard[0] if heard else None, audio_sha256=None, at=NOW
        )
    match = Match(
        party=None, why="two", candidates=(Party(contact_id="c9", name="Bob Builder", matched_by="link"),)
    )
    shelves.matches().keep(call.id, match)
    link.link_contact(shelves, call.id, "c1", by=LEE, enqueue=Queue())
    reason = "Jane Planted, Mrs Okafor and Bob Builder asked on 2026-11-20, ticket 4711"
    person = Person(phones=(PLANTED[0],))
    given = erase_person(shelves, person, by=SAM, reason=reason, crm="remove", enqueue=Queue())
    told = [one.certificate.reason for one in given]
    assert len(set(told)) == 1
    assert (
        re.sub(r"NAME_\d", "NAME", told[0])
        == "[NAME], Mrs [NAME] and [NAME] asked on 2026-11-20, ticket 4711"
    )
    assert reading.call(shelves, call.id).stage_why == told[0]


def test_the_same_call_that_comes_again_adds_nothing_by_whichever_name(
    shelves: Shelves, tmp_path: Path
) -> None:
    call = through(shelves, Stage.SETTLED)
    erased(shelves, call)
    for again in (
        arrive(shelves),
        arrive(shelves, audio=OTHER_WAV),
        arrive(shelves, name="another-name-of-it"),
        arrive(shelves, state="no audio"),
        arrive(shelves, state="unknown"),
    ):
        assert (again.id, again.stage) == (call.id, Stage.ERASED)
    assert not found(shelves, tmp_path / "house")
    assert not list((tmp_path / "house").rglob("*.sealed"))
    named = reading.call_by_external_id(shelves, PLANTED[2])
    assert named is not None
    assert named.id == call.id


def test_a_call_that_waits_for_the_recording_of_an_erased_one_ends_and_gives_it_no_name(
    shelves: Shelves,
) -> None:
    call = through(shelves, Stage.QUEUED)
    erased(shelves, call)
    waiting = arrive(shelves, state="no audio", name="planted-second-name")
    again = attach(shelves, waiting.id)
    assert (again.call.id, again.call.external_ids) == (call.id, ())
    assert reading.call(shelves, waiting.id).stage is Stage.REFUSED


def test_what_runs_while_a_call_is_erased_keeps_nothing(shelves: Shelves, tmp_path: Path) -> None:
    call = through(shelves, Stage.DRAFTED)
    ledger = shelves.ledger()
    assert ledger.intend(note(call.id)) is None
    erased(shelves, call, crm="remove")
    shelves.pieces(call.id).put("two", "call you back on Friday")
    shelves.exchanges().keep(exchange(call.id))
    shelves.matches().keep(call.id, Match(why="Jane Planted"))
    ledger.done(note(call.id), Outcome(result="applied", external_id="1"), adapter="local")
    for late in (
        lambda: ledger.intend(note(call.id)),
        lambda: ledger.intend(field(call.id)),
        lambda: drafts.store_transcript(shelves, transcript_of(call.id)),
        lambda: drafts.store_notes(shelves, notes_of(call.id)),
        lambda: link.link_matched(shelves, call.id, "contact_1"),
        lambda: drafts.mark_staged(shelves, call.id),
    ):
        with pytest.raises((CancelledError, StageError)):
            late()
    assert consent.gate(shelves, call.id).answer == "stop"
    assert not found(shelves, tmp_path / "house")


def test_a_declined_call_keeps_no_address_in_the_events_of_its_hook(shelves: Shelves) -> None:
    call = through(shelves, Stage.AWAITING_AUDIO)
    consent.record(shelves, call.id, DECLINED, enqueue=Queue())
    events = shelves.hook_events()
    event = events.first("generic", "msg_1", "the same again")
    assert (event.body, event.already_there) == ("", True)
    assert not event.is_contradicted_by("the same again")
    declined = reading.call(shelves, call.id)
    events.handled(events.first("generic", "msg_2", "planted-address"), call=declined)
    assert events.read("generic", "msg_2").body == ""
    with shelves.database.reading() as session:
        assert all("planted" not in row.body for row in session.scalars(select(HookEventRow)))
