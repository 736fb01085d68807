"""Tables of the call itself: the row that is the truth of the queue, its names, consents and attempts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.table import Table, index_of_known


class CallRow(Table):
    """One call. Only `lifecycle.stage.move` changes `stage`.

    `audio_sha256` stays when the audio is deleted (`audio_kept` is false then), so that a declined call
    is known again. `content_sha256` is the identity of a call that came as a transcript, without audio.
    `hotwords` are one a line, `labels` one between each two line ends. `consent_rule` is the line of
    the consent table that decided last, and
    `judged_under` the mark of that table. `doubt_heard_at` is when words were found by which the customer may
    have refused, `doubt_settled_at` when a person decided about them.

    Where card data was said, another recording is kept in the place of the one that came: `muted_sha256` and
    the columns beside it tell of that one. `muted_heard` is the version of the transcript in which it was
    looked for.

    `need` is what the call needs (`models.needs`): triggers set it when its stage or an attempt at it changes
    (migration 0036), nothing else does.
    """

    __tablename__ = "calls"
    __table_args__ = (
        Index(None, "received_at", "id"),
        Index(None, "agent", "received_at", "id"),
        Index(None, "team", "received_at", "id"),
        Index(None, "need", "received_at", "id"),
        Index(None, "agent", "need", "received_at", "id"),
        Index(None, "team", "need", "received_at", "id"),
        Index(None, "contact_id", "received_at", "id"),
        index_of_known("customer_phone", "received_at", "id"),
        index_of_known("customer_email", "received_at", "id"),
        Index(None, "need", "urgent", "received_at", "id"),
        Index(None, "agent", "need", "urgent", "received_at", "id"),
        Index(None, "team", "need", "urgent", "received_at", "id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    stage: Mapped[str] = mapped_column(index=True)
    stage_why: Mapped[str | None]
    stage_at: Mapped[datetime]
    need: Mapped[str] = mapped_column(server_default="working")
    agent: Mapped[str | None]
    team: Mapped[str | None]
    customer_phone: Mapped[str | None]
    customer_email: Mapped[str | None]
    direction: Mapped[str | None]
    started_at: Mapped[datetime | None]
    started_offset_s: Mapped[int | None]
    received_at: Mapped[datetime]
    agent_channel: Mapped[str]
    speech_engine: Mapped[str | None]
    notes_engine: Mapped[str | None]
    audio_sha256: Mapped[str | None] = mapped_column(unique=True)
    audio_size_bytes: Mapped[int | None] = mapped_column(BigInteger)
    audio_media_type: Mapped[str | None]
    audio_kept: Mapped[bool] = mapped_column(default=False)
    muted_sha256: Mapped[str | None]
    muted_size_bytes: Mapped[int | None] = mapped_column(BigInteger)
    muted_media_type: Mapped[str | None]
    muted_spans: Mapped[str | None]
    muted_heard: Mapped[int | None]
    content_sha256: Mapped[str | None] = mapped_column(unique=True)
    transcript_given: Mapped[bool] = mapped_column(default=False)
    source_url: Mapped[str | None]
    duration_s: Mapped[float | None]
    consent_status: Mapped[str]
    consent_by: Mapped[str | None]
    consent_at: Mapped[datetime | None]
    consent_how: Mapped[str | None]
    consent_disclosed: Mapped[str | None]
    consent_script: Mapped[str | None]
    consent_response: Mapped[str | None]
    consent_rule: Mapped[str | None]
    judged_under: Mapped[str | None]
    recording_started_at: Mapped[datetime | None]
    released_by: Mapped[str | None]
    doubt_heard_at: Mapped[datetime | None]
    doubt_settled_at: Mapped[datetime | None]
    contact_id: Mapped[str | None]
    urgent: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    contact_by: Mapped[str | None]
    wished_contact_name: Mapped[str | None]
    deal_id: Mapped[str | None]
    deal_by: Mapped[str | None]
    priority: Mapped[str] = mapped_column(default="live")
    language: Mapped[str | None]
    hotwords: Mapped[str] = mapped_column(default="", server_default="")
    labels: Mapped[str] = mapped_column(default="", server_default="")
    template: Mapped[str | None]


class ExternalIdRow(Table):
    """A sender's name for a call; the first one and its aliases, each for one call only."""

    __tablename__ = "external_ids"

    external_id: Mapped[str] = mapped_column(primary_key=True)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"), index=True)
    added_at: Mapped[datetime]


class ConsentRow(Table):
    """Consent as it was stated at one time; the newest row of a call is the one that counts."""

    __tablename__ = "consents"

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"), index=True)
    status: Mapped[str]
    by: Mapped[str | None]
    at: Mapped[datetime | None]
    how: Mapped[str | None]
    disclosed: Mapped[str | None]
    script: Mapped[str | None]
    response: Mapped[str | None]
    recording_started_at: Mapped[datetime | None]
    rule: Mapped[str | None]
    recorded_at: Mapped[datetime]


class AttemptRow(Table):
    """One attempt at a call's work: queued (to be handed to the worker), running, done, failed or cancelled.

    `kind` is the kind of work that it waits for or is at, since `handed_on_at` where others came before.
    `not_before` is set on a queued one that follows a failure and waits for its time; `done_s` of `total_s`
    seconds of audio are recognised; `takeovers` counts the workers that died over it.
    """

    __tablename__ = "attempts"
    __table_args__ = (UniqueConstraint("call_id", "verb", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"), index=True)
    verb: Mapped[str]
    number: Mapped[int]
    kind: Mapped[str]
    state: Mapped[str] = mapped_column(index=True)
    step: Mapped[str | None]
    code: Mapped[str | None]
    message: Mapped[str | None]
    retryable: Mapped[bool | None]
    asked_at: Mapped[datetime]
    handed_on_at: Mapped[datetime | None]
    not_before: Mapped[datetime | None]
    began_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    done_s: Mapped[float | None]
    total_s: Mapped[float | None]
    takeovers: Mapped[int] = mapped_column(default=0)


class EventRow(Table):
    """What happened to a call, by whom and why; never what was said in it."""

    __tablename__ = "events"
    __table_args__ = (
        Index(
            "ix_events_taken_back",
            "at",
            sqlite_where=text("kind = 'taken_back'"),
            postgresql_where=text("kind = 'taken_back'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str]
    by: Mapped[str | None]
    why: Mapped[str | None]
    at: Mapped[datetime]
