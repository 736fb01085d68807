"""Versions of transcripts and notes, and the decisions on them; nothing written here is ever changed.

In: a session and frozen values. Out: the newest values and their version numbers. What was said and what was
made of it lies sealed with the call's key; when that key is gone, it is as if it had never been.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pydantic import AwareDatetime
from sqlalchemy import delete, func, select

from models.calibration import Judgement
from models.frozen import Frozen
from models.notes import CallNotes
from models.review import Decision
from models.transcript import Transcript
from storage.database import Session
from storage.decision_rows import decision_of, owner_and_due
from storage.found_texts import to_read
from storage.sealed_bodies import body_of, seal_body
from storage.tables import (
    AttentionRow,
    CallKeyRow,
    CallRow,
    ConflictChoiceRow,
    DecisionRow,
    ExchangeRow,
    FoundTextRow,
    MatchRow,
    MissRow,
    NotesRow,
    PieceRow,
    PresenceRow,
    PromiseChangeRow,
    PromiseNoticeRow,
    PromiseRow,
    RememberedContactRow,
    SampleCaseRow,
    SentDecisionRow,
    SignRow,
    ToReadRow,
    TranscriptRow,
)
from storage.trust_tallies import count_decision, count_draft, read_percent, remove_decisions


@dataclass(frozen=True)
class Version:
    """Which version a value is, and the hash of its content."""

    number: int
    sha256: str


def content_hash(value: Frozen) -> str:
    """Return the sha256 of the value's JSON, without the id of the call that it belongs to."""
    return hashlib.sha256(value.model_dump_json(exclude={"call_id"}).encode()).hexdigest()


def transcript(session: Session, call_id: str) -> tuple[Version, Transcript] | None:
    """Return the newest transcript of the call, or None."""
    row = session.scalars(
        select(TranscriptRow)
        .where(TranscriptRow.call_id == call_id)
        .order_by(TranscriptRow.version.desc())
        .limit(1)
    ).one_or_none()
    body = None if row is None else body_of(session, row)
    if row is None or body is None:
        return None
    return Version(row.version, row.sha256), Transcript.model_validate_json(body)


def transcript_of(session: Session, call_id: str, version: int) -> Transcript | None:
    """Return this version of the call's transcript, or None."""
    row = session.get(TranscriptRow, (call_id, version))
    body = None if row is None else body_of(session, row)
    return None if body is None else Transcript.model_validate_json(body)


def transcript_version(session: Session, call_id: str) -> int | None:
    """Return the number of the newest transcript of the call, or None."""
    return session.scalar(select(func.max(TranscriptRow.version)).where(TranscriptRow.call_id == call_id))


def add_transcript(
    session: Session,
    value: Transcript,
    *,
    call_id: str,
    after: Version | None,
    audio_sha256: str | None,
    at: datetime,
) -> Version:
    """Keep a transcript as the version after this one."""
    version = Version((after.number if after else 0) + 1, content_hash(value))
    row = TranscriptRow(
        call_id=call_id,
        version=version.number,
        sha256=version.sha256,
        parent_audio_sha256=audio_sha256,
        engine=value.engine,
        model=value.model,
        settings_hash=value.settings_hash,
        made_at=at,
    )
    seal_body(session, row, value.model_copy(update={"call_id": call_id}).model_dump_json())
    session.add(row)
    session.flush()
    to_read(session, call_id)
    return version


def notes(session: Session, call_id: str) -> tuple[Version, CallNotes] | None:
    """Return the newest notes that were made from the newest transcript of the call, or None."""
    newest = select(func.max(TranscriptRow.version)).where(TranscriptRow.call_id == call_id).scalar_subquery()
    row = session.scalars(
        select(NotesRow)
        .where(NotesRow.call_id == call_id, NotesRow.transcript_version == newest)
        .order_by(NotesRow.version.desc())
        .limit(1)
    ).one_or_none()
    body = None if row is None else body_of(session, row)
    if row is None or body is None:
        return None
    return Version(row.version, row.sha256), CallNotes.model_validate_json(body)


class StoredNotes(Frozen):
    """One version of a call's notes, with the transcript's version that proves it."""

    number: int
    transcript_version: int
    made_at: AwareDatetime
    notes: CallNotes


def every_notes(session: Session, call_id: str) -> tuple[StoredNotes, ...]:
    """Return every version of the call's notes, the first one first."""
    rows = session.scalars(select(NotesRow).where(NotesRow.call_id == call_id).order_by(NotesRow.version))
    return tuple(
        StoredNotes(
            number=row.version,
            transcript_version=row.transcript_version,
            made_at=row.made_at,
            notes=CallNotes.model_validate_json(body),
        )
        for row in rows
        if (body := body_of(session, row)) is not None
    )


def add_notes(
    session: Session,
    value: CallNotes,
    *,
    call_id: str,
    parent: Version,
    at: datetime,
    heard: Transcript | None = None,
    began_at: datetime | None = None,
) -> Version:
    """Keep notes as the call's next version; `parent` is the transcript that proves them.

    `heard` is that transcript, of which language and coverage are counted; `began_at` is when the draft could
    begin, None for notes that are only kept anew.
    """
    last = session.scalar(select(func.max(NotesRow.version)).where(NotesRow.call_id == call_id))
    version = Version((last or 0) + 1, content_hash(value))
    row = NotesRow(
        call_id=call_id,
        version=version.number,
        transcript_version=parent.number,
        sha256=version.sha256,
        engine=value.engine,
        model=value.model,
        prompt_version=value.prompt_version,
        settings_hash=value.settings_hash,
        prompt_tokens=value.usage.prompt_tokens,
        completion_tokens=value.usage.completion_tokens,
        discarded=len(value.discarded),
        made_at=at,
        team=session.scalar(select(CallRow.team).where(CallRow.id == call_id)),
        template=value.template,
        language=heard and heard.language,
        channels=heard and heard.channels,
        coverage=None if heard is None else read_percent(value, heard),
        draft_s=None if began_at is None or value.preview else max(0.0, (at - began_at).total_seconds()),
    )
    seal_body(session, row, value.model_copy(update={"call_id": call_id}).model_dump_json())
    session.add(row)
    session.flush()
    count_draft(session, row)
    to_read(session, call_id)
    return version


def decisions(session: Session, call_id: str, notes_version: int) -> tuple[Decision, ...]:
    """Return every decision on this version of the notes, the oldest first, replaced ones included."""
    rows = session.scalars(
        select(DecisionRow)
        .where(DecisionRow.call_id == call_id, DecisionRow.notes_version == notes_version)
        .order_by(DecisionRow.id)
    )
    return tuple(decision_of(row) for row in rows)


def remove_last_decisions(session: Session, call_id: str, notes_version: int, *, by: str) -> tuple[str, ...]:
    """Remove what this person decided at once last, so that what was before counts; return the items' ids."""
    rows = session.scalars(
        select(DecisionRow)
        .where(
            DecisionRow.call_id == call_id, DecisionRow.notes_version == notes_version, DecisionRow.by == by
        )
        .order_by(DecisionRow.id)
    ).all()
    last = [row for row in rows if row.at == rows[-1].at]
    remove_decisions(session, last)
    to_read(session, call_id)
    return tuple(row.item_id for row in last)


def add_decision(
    session: Session,
    value: Decision,
    *,
    call_id: str,
    notes_version: int,
    judgement: Judgement | None = None,
    changed: str | None = None,
) -> None:
    """Keep a decision; it replaces earlier ones on the same item, which stay as history.

    `judgement` is how sure the machine was, where that is to be learned from; `changed` what of the meaning
    an edit changed.
    """
    row = DecisionRow(
        call_id=call_id,
        notes_version=notes_version,
        item_id=value.item_id,
        verdict=value.verdict,
        text=value.text,
        edited=owner_and_due(value),
        reason=value.reason,
        by=value.by,
        at=value.at,
        engine=judgement and judgement.engine,
        kind=judgement and judgement.kind,
        category=judgement and judgement.category,
        confidence=None if judgement is None else judgement.confidence,
        changed=changed,
        field=judgement and judgement.field,
        speaker=judgement and judgement.speaker,
    )
    count_decision(session, row)
    session.add(row)
    session.flush()
    to_read(session, call_id)


def remove_pieces(session: Session, call_id: str) -> None:
    """Remove the pieces of a transcript that is whole now."""
    session.execute(delete(PieceRow).where(PieceRow.call_id == call_id))


#: Tables of which nothing is left when a call is erased, or declined.
OF_A_CALL: Final = (
    PromiseRow, PromiseChangeRow, PromiseNoticeRow, SignRow,
    DecisionRow, SampleCaseRow, MissRow, NotesRow, TranscriptRow, PieceRow, ExchangeRow,
    MatchRow, RememberedContactRow, ConflictChoiceRow, CallKeyRow, FoundTextRow, ToReadRow,
    PresenceRow, SentDecisionRow, AttentionRow,
)  # fmt: skip


def remove_all(session: Session, call_id: str) -> None:
    """Remove all that was made from the call and chosen on it: notes, promises, transcripts, its contact."""
    for table in OF_A_CALL:
        session.execute(delete(table).where(table.call_id == call_id))
