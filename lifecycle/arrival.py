"""What an arrival becomes: a new call, or more of one that is already known. One transaction.

In: an open session and an `Arrival`. Out: the call's row, whether it was there, and the work now due.
Not here: reading the stream (intake.py), deciding by consent (admission.py).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from lifecycle.admission import admit, decline, due, keep_consent, note_consent, write_consent
from lifecycle.announce import announce
from lifecycle.enqueue import Work
from lifecycle.filling_in import FILLED_IN, agent_of, fill_in, labels_column
from lifecycle.judge import OPTED_OUT, is_stopped, judge
from lifecycle.masked_proof import masked_statement
from lifecycle.stage import move, stage_of
from lifecycle.teams import team_of_call
from lifecycle.verdict import verdict
from models.call import CallDetails, Consent, Customer, Recording
from models.errors import CallConflictError
from models.stages import Stage
from models.transcript import Transcript
from models.zones import offset_s
from storage import attempts, calls, drafts, erasing, external_ids, muted, persons, stated_consents
from storage.database import Session
from storage.events import add_event
from storage.ids import new_id
from storage.shelves import Shelves
from storage.tables import CallRow, ExternalIdRow


@dataclass(frozen=True)
class Arrival:
    """All that came in for one call; `keep` puts the audio on the shelf and is called last, or never."""

    details: CallDetails
    consent: Consent
    recording: Recording | None
    keep: Callable[[], None] | None
    transcript: Transcript | None
    source_url: str | None
    at: datetime
    onto: str | None = None  # the id of a known call that this recording is for

    @property
    def content_sha256(self) -> str | None:
        """The identity of a transcript that came without audio; an empty one says nothing about its call."""
        if self.recording is not None or self.transcript is None or not self.transcript.turns:
            return None
        return drafts.content_hash(self.transcript)


def settle_in(session: Session, arrival: Arrival, shelves: Shelves) -> tuple[CallRow, bool, Work | None]:
    """Write the arrival down. Raises CallConflictError when its external id is that of another recording."""
    arrival = _with_known_team(session, arrival)
    row = _known(session, arrival)
    if row is None:
        row, work = _create(session, arrival, shelves)
        return row, False, work
    if stage_of(row) is Stage.ERASED:  # what comes of it again adds nothing
        return row, True, None
    had_audio = row.audio_kept
    work = _meet(session, row, arrival, shelves)
    already_there = had_audio or not row.audio_kept if arrival.onto else True
    return row, already_there, work


def _with_known_team(session: Session, arrival: Arrival) -> Arrival:
    team = arrival.details.team
    known = team_of_call(session, team) if team else None
    if known == team:
        return arrival
    return replace(arrival, details=arrival.details.model_copy(update={"team": known}))


def _known(session: Session, arrival: Arrival) -> CallRow | None:
    named = _named(session, arrival)
    if named is not None and stage_of(named) is Stage.ERASED:
        return named
    same = _with_same_content(session, arrival)
    if named is None or same is None or named.id == same.id:
        found = same or named
        if named is not None and same is None and _holds_other_content(named, arrival):
            raise CallConflictError(_OTHER_CONTENT)
        return found
    if not _is_empty(named):
        raise CallConflictError(_OTHER_CONTENT)
    _merge(session, named, same, at=arrival.at)
    return same


_OTHER_CONTENT = (
    "The external id belongs to a call with another recording; send this one under an id of its own."
)


def _named(session: Session, arrival: Arrival) -> CallRow | None:
    if arrival.onto is not None:
        return calls.locked(session, arrival.onto)
    name = arrival.details.external_id
    return external_ids.by_external_id(session, name) if name else None


def _with_same_content(session: Session, arrival: Arrival) -> CallRow | None:
    if arrival.recording is not None:
        return calls.by_audio(session, arrival.recording.sha256)
    if arrival.content_sha256 is not None:
        return calls.by_content(session, arrival.content_sha256)
    return None


def _holds_other_content(row: CallRow, arrival: Arrival) -> bool:
    brings_content = arrival.recording is not None or arrival.transcript is not None
    return brings_content and not _is_empty(row)


def _is_empty(row: CallRow) -> bool:
    """True for a call of which only the metadata came, or that was reopened and waits for its audio."""
    if stage_of(row) is Stage.AWAITING_AUDIO:
        return True
    return row.audio_sha256 is None and row.content_sha256 is None and not row.transcript_given


def _merge(session: Session, empty: CallRow, whole: CallRow, *, at: datetime) -> None:
    """Two ids are one recording: the names go to the call that has it; of the other stays that it came."""
    why = f"the same recording is already call {whole.id}"
    if stage_of(empty) is Stage.AWAITING_AUDIO:
        move(session, empty, Stage.REFUSED, at=at, why=why)
    erasing.empty_twin(session, empty)
    if stage_of(whole) is Stage.ERASED:
        return
    for name in external_ids.external_id_rows(session, empty.id):
        name.call_id = whole.id
    if stage_of(whole) is Stage.DECLINED:
        external_ids.hide(session, whole.id)
    add_event(session, whole.id, "alias_added", at=at)


def _create(session: Session, arrival: Arrival, shelves: Shelves) -> tuple[CallRow, Work | None]:
    rule = judge(session, shelves, arrival.details, arrival.consent)
    row = _new_row(arrival, is_kept=rule.answer != "stop")
    note_consent(row, arrival.consent)
    session.add(row)
    session.flush()
    keep_consent(session, row, arrival.consent, at=arrival.at)
    _give_name(session, row, arrival)
    add_event(session, row.id, "received", at=arrival.at)
    if rule.answer == "stop":
        _remember(row, arrival)
        persons.mark(session, row.id, arrival.details.customer)
        decline(session, row, shelves, at=arrival.at, why=rule.why, by=row.consent_by)
        return row, None
    if arrival.recording is not None or arrival.transcript is not None:
        return row, _take_content(session, row, arrival, shelves)
    if arrival.source_url is not None:
        return row, due(session, row, "fetch", at=arrival.at)
    return row, None


def _new_row(arrival: Arrival, *, is_kept: bool) -> CallRow:
    """Return the row of a new call; of one that is not kept it never names the customer."""
    details = arrival.details
    if not is_kept:
        details = details.model_copy(update={"customer": Customer(), "hotwords": (), "labels": ()})
    return CallRow(
        id=new_id("call"),
        stage=Stage.AWAITING_AUDIO.value,
        stage_at=arrival.at,
        agent=agent_of(details),
        team=details.team,
        customer_phone=details.customer.phone,
        customer_email=details.customer.email,
        direction=details.direction,
        started_at=details.started_at,
        started_offset_s=offset_s(details.started_at),
        received_at=arrival.at,
        agent_channel=details.agent_channel,
        speech_engine=details.speech_engine,
        notes_engine=details.notes_engine,
        priority=details.priority,
        language=details.language,
        hotwords="\n".join(details.hotwords),
        labels=labels_column(details),
        template=details.template,
        audio_kept=False,
        transcript_given=False,
        source_url=arrival.source_url,
        consent_status=arrival.consent.status,
    )


def _meet(session: Session, row: CallRow, arrival: Arrival, shelves: Shelves) -> Work | None:
    """Add to a known call what it lacks: a name, consent, its audio. What it has is never replaced."""
    _name(session, row, arrival)
    rule = verdict(arrival.consent)
    if rule.answer == "stop" or is_stopped(session, row, arrival.details.customer):
        return _end(session, row, arrival, shelves)
    if rule.answer == "go" and not stated_consents.is_stated(session, row.id, arrival.consent):
        _take_proof(session, row, arrival)
    stage = stage_of(row)
    if stage in FILLED_IN:
        fill_in(session, row, arrival.details, at=arrival.at)
    brings_content = arrival.recording is not None or arrival.transcript is not None
    if brings_content and _is_empty(row) and stage in {Stage.AWAITING_AUDIO, Stage.CANCELLED}:
        return _take_content(session, row, arrival, shelves)
    if stage_of(row) is Stage.AWAITING_AUDIO and arrival.source_url not in (None, row.source_url):
        return _look_elsewhere(session, row, arrival)
    if stage is Stage.AWAITING_CONSENT:
        return admit(session, row, shelves, at=arrival.at)
    return None


def _end(session: Session, row: CallRow, arrival: Arrival, shelves: Shelves) -> Work | None:
    """Keep nothing of a known call that is declined now, or whose customer opted out."""
    has_opted_out = is_stopped(session, row, arrival.details.customer)
    stage = stage_of(row)
    if stage is Stage.DECLINED or (has_opted_out and stage is Stage.SETTLED):
        return None
    if has_opted_out:
        return decline(session, row, shelves, at=arrival.at, why=OPTED_OUT)
    stated = masked_statement(session, row, arrival.consent, shelves.masking)
    withdrawal = decline(session, row, shelves, at=arrival.at, why=verdict(arrival.consent).why, by=stated.by)
    write_consent(session, row, stated, at=arrival.at)
    return withdrawal


def _look_elsewhere(session: Session, row: CallRow, arrival: Arrival) -> Work | None:
    """The recording is at a newer address, since links expire; an attempt that is due reads it itself."""
    row.source_url = arrival.source_url
    newest = attempts.newest(session, row.id, verb="fetch")
    if newest is not None and newest.state in {"queued", "running"}:
        return None
    return due(session, row, "fetch", at=arrival.at)


def _take_proof(session: Session, row: CallRow, arrival: Arrival) -> None:
    """New proof counts where consent is still the question; a call at work keeps the proof that let it in."""
    stage = stage_of(row)
    if stage not in {Stage.AWAITING_AUDIO, Stage.AWAITING_CONSENT, Stage.DECLINED}:
        return
    write_consent(session, row, arrival.consent, at=arrival.at)
    if stage is Stage.DECLINED:
        why = "reopened by new proof of consent"
        move(session, row, Stage.AWAITING_AUDIO, at=arrival.at, why=why, by=arrival.consent.by)


def _take_content(session: Session, row: CallRow, arrival: Arrival, shelves: Shelves) -> Work | None:
    """Take the recording or the transcript: now the call is received, and the outside is told."""
    _remember(row, arrival)
    if arrival.recording is not None:
        row.audio_kept = True
    if arrival.transcript is not None:
        row.transcript_given = True
        row.duration_s = arrival.transcript.duration_s
        stored = drafts.transcript(session, row.id)
        drafts.add_transcript(
            session,
            arrival.transcript,
            call_id=row.id,
            after=stored[0] if stored else None,
            audio_sha256=row.audio_sha256,
            at=arrival.at,
        )
    work = admit(session, row, shelves, at=arrival.at) if stage_of(row) is Stage.AWAITING_AUDIO else None
    announce(session, row, "call.received", at=arrival.at)
    session.flush()
    if arrival.keep is not None:
        arrival.keep()
    return work


def _remember(row: CallRow, arrival: Arrival) -> None:
    """Note by what the content is known again."""
    if arrival.recording is not None:
        muted.forget(row)
        row.audio_sha256 = arrival.recording.sha256
        row.audio_size_bytes = arrival.recording.size_bytes
        row.audio_media_type = arrival.recording.media_type
    elif arrival.content_sha256 is not None:
        row.content_sha256 = arrival.content_sha256


def _name(session: Session, row: CallRow, arrival: Arrival) -> None:
    name = arrival.details.external_id
    if name and external_ids.by_external_id(session, name) is None:
        _give_name(session, row, arrival)
        session.flush()
        if stage_of(row) is Stage.DECLINED:
            external_ids.hide(session, row.id)


def _give_name(session: Session, row: CallRow, arrival: Arrival) -> None:
    name = arrival.details.external_id
    if name:
        session.add(ExternalIdRow(external_id=name, call_id=row.id, added_at=arrival.at))
