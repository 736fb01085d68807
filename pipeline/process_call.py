"""A recording becomes pending records: the whole order of the main job, readable in one list.

In: a call id. Out: a transcript, notes, and in the CRM one pending note and one review task.
Every step looks first at what is already stored, so that a new attempt repeats nothing that is done.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from crm_sync.plan_staging import plan_staging
from crm_sync.seen_fields import fields_to_see
from extractor.engine import CallContext
from extractor.extract import extract
from extractor.templates import choose
from lifecycle import attempts, cancel, consent, drafts, link, opt_out, reading, refuse, spoken_refusal
from lifecycle.trust_switch import notes_switch
from models.call import Call, Customer, Recording
from models.crm import Operation
from models.errors import AudioMissingError, RefusedError
from models.notes import CallNotes
from models.stages import Stage
from models.transcript import Transcript
from models.trust import NotesSwitch, switch_words
from models.workflows import Kind
from pipeline.attempt import DONE, HALTED, Step, StepResult, durable_step, durable_writes
from pipeline.matching import kept, look_up
from pipeline.mute_cards import mute_cards
from pipeline.workshop import Workshop
from text.phones import normalise_phone
from transcriber.transcribe import transcribe


def pass_gate(workshop: Workshop, call_id: str) -> StepResult:
    """No consent, no processing: without it the call waits or ends here, and nothing is decoded."""
    return DONE if consent.gate(workshop.shelves, call_id).answer == "go" else HALTED


def make_transcript(workshop: Workshop, call_id: str) -> StepResult:
    """Recording -> Transcript, unless one is stored already or came with the call."""
    shelves = workshop.shelves
    stored = reading.transcript(shelves, call_id)
    if stored is not None:
        drafts.store_transcript(shelves, stored)
        return DONE
    if (
        consent.gate(shelves, call_id).answer != "go"
    ):  # asked again at the decoder itself: a person may have declined since
        return HALTED
    call = reading.call(shelves, call_id)
    if call.recording is None:
        msg = "The recording of the call is gone; submit it again."
        raise AudioMissingError(msg)
    try:
        drafts.store_transcript(shelves, _transcribed(workshop, call, call.recording))
    except RefusedError as error:
        if not error.code.startswith("audio."):
            raise
        refuse.refuse(shelves, call_id, error)
        return HALTED
    return DONE


def _transcribed(workshop: Workshop, call: Call, recording: Recording) -> Transcript:
    shelves = workshop.shelves
    return transcribe(
        shelves.audio.source(recording),
        engine=workshop.speech_engine(call.details.speech_engine),
        options=workshop.transcribe_options(call),
        diarizer=workshop.diarizer(),
        call_id=call.id,
        pieces=shelves.pieces(call.id),
        progress=lambda done_s, total_s: attempts.progress(
            shelves, call.id, "process", done_s=done_s, total_s=total_s
        ),
        cancelled=lambda: cancel.is_cancelled(shelves, call.id),
    )


def make_notes(workshop: Workshop, call_id: str) -> StepResult:
    """Transcript -> CallNotes, every item with evidence that stands in it; none after a refusal."""
    shelves = workshop.shelves
    if not spoken_refusal.heed(shelves, call_id, enqueue=workshop.enqueue):
        return HALTED
    dossier = reading.dossier(shelves, call_id)
    if dossier.notes is not None and dossier.call.stage is not Stage.TRANSCRIBED:
        return DONE  # a call that a person sent back has notes of before, and is owed new ones
    call, heard = dossier.call, dossier.transcript_version
    assert dossier.transcript is not None  # noqa: S101 - the step before stored it
    chosen = choose(
        workshop.templates,
        dossier.transcript,
        team=call.details.team,
        direction=call.details.direction,
        named=call.details.template,
    )
    switch = notes_switch(shelves, call.details.team)
    notes = extract(
        dossier.transcript,
        engine=workshop.notes_engine(call.details.notes_engine if switch is None else switch.engine),
        context=CallContext(
            started_at=call.details.started_at or call.received_at,
            zone=workshop.zone_of(call),
            direction=call.details.direction,
            template=chosen.template,
            category=chosen.category,
            notes_language=workshop.notes_language,
            phone_regions=workshop.phone_regions,
            work=workshop.work,
        ),
        call_id=call_id,
        settings_hash=workshop.settings_hash,
        cancelled=lambda: cancel.is_cancelled(shelves, call_id, heard=heard),
    )
    drafts.store_notes(shelves, _under(switch, notes), heard=heard)
    return DONE


def _under(switch: NotesSwitch | None, notes: CallNotes) -> CallNotes:
    """Say in the notes that a person chose what drafts them, whatever the call asked for."""
    if switch is None:
        return notes
    line = f"The notes of this team are switched to {switch_words(switch.to)}."
    return notes.model_copy(update={"warnings": (*notes.warnings, line)})


def find_customer(workshop: Workshop, call_id: str) -> StepResult:
    """Find the one clear contact and what its fields hold now; none or several are left to a person."""
    shelves, adapter = workshop.shelves, workshop.adapter
    call = reading.call(shelves, call_id)
    found = look_up(workshop, call)
    if found.party is not None:
        phone = normalise_phone(found.party.phone or "", workshop.phone_regions)
        known = Customer(phone=phone, email=found.party.email)
        if opt_out.stops(shelves, call_id, known, enqueue=workshop.enqueue):
            return HALTED
    if call.contact_id is None and found.party is not None:
        link.link_matched(shelves, call_id, found.party.contact_id, why=found.why)
        call = reading.call(shelves, call_id)
    notes = reading.notes(shelves, call_id)
    begun = bool(reading.decisions(shelves, call_id))
    if call.contact_id is not None and notes is not None and not begun:
        names = fields_to_see(notes)
        drafts.store_old_values(shelves, call_id, adapter.field_values(call.contact_id, names))
    return DONE


def plan(workshop: Workshop, call_id: str) -> tuple[Operation, ...]:
    """Return the two operations of staging, note and review task, unless a person was faster."""
    dossier = reading.dossier(workshop.shelves, call_id)
    call, notes = dossier.call, dossier.notes
    if call.stage not in {Stage.DRAFTED, Stage.STAGED}:
        return ()
    assert notes is not None  # noqa: S101 - the steps before stored them
    found = kept(workshop, call)
    return plan_staging(
        call,
        notes,
        party=found.party,
        why_unmatched=None if found.party else found.why,
        zone=workshop.zone_of(call),
        review_command=workshop.review_command,
        review_url=workshop.page_of(call),
        pending_note=workshop.pending_note,
        revision=sum(event.kind in _MADE_ANEW for event in dossier.events),
    )


#: What a person does after which the pending records are written anew.
_MADE_ANEW: Final = frozenset({"linked", "deal_chosen", "speakers_corrected", "notes_made_again"})


def mark_staged(workshop: Workshop, call_id: str) -> StepResult:
    """The pending records stand in the CRM: the call now waits for a person."""
    drafts.mark_staged(workshop.shelves, call_id)
    return DONE


#: The whole order of the main job; each kind of work waits in a queue of its own.
PROCESS_STEPS: Final[Mapping[Kind, tuple[Step, ...]]] = {
    "recognition": (
        durable_step("consent", pass_gate),
        durable_step("transcribe", make_transcript),
    ),
    "model": (durable_step("mute", mute_cards), durable_step("extract", make_notes)),
    "crm": (
        durable_step("match", find_customer),
        durable_writes(plan),
        durable_step("staged", mark_staged),
    ),
}

#: The order of earlier versions, for work that they began: what it leaves in a recording is silenced later.
DRAFT_STEPS_V1: Final[tuple[Step, ...]] = PROCESS_STEPS["model"][1:]
PROCESS_STEPS_V1: Final[tuple[Step, ...]] = (
    *PROCESS_STEPS["recognition"], *DRAFT_STEPS_V1, *PROCESS_STEPS["crm"],
)  # fmt: skip
