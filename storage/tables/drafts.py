"""Tables of what was made from a call: transcripts and notes, decisions, pieces, kept exchanges."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, false, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.table import Table


def _in_clear(table: str) -> Index:
    """Rows that an earlier program wrote in clear, to be found at once when there are none."""
    where = text("sealed IS NULL")
    return Index(f"ix_{table}_in_clear", "call_id", sqlite_where=where, postgresql_where=where)


class TranscriptRow(Table):
    """One version of a call's transcript, never changed: the JSON of `models.Transcript`, sealed.

    `body` is empty; in a row of an earlier program it holds the JSON until that is sealed, too.
    """

    __tablename__ = "transcripts"
    __table_args__ = (_in_clear("transcripts"),)

    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sha256: Mapped[str]
    parent_audio_sha256: Mapped[str | None]
    engine: Mapped[str]
    model: Mapped[str]
    settings_hash: Mapped[str]
    made_at: Mapped[datetime]
    body: Mapped[str] = mapped_column(default="")
    sealed: Mapped[bytes | None]


class NotesRow(Table):
    """One version of a call's notes, never changed, sealed; its parent is the transcript that proves it.

    `body` is that of a transcript. What is counted of drafts stands beside it: the call's team then,
    template, language and channels, how much was read (percent), and the seconds that drafting and
    reviewing took, each on one version of what was drafted once.
    """

    __tablename__ = "notes"
    __table_args__ = (
        ForeignKeyConstraint(
            ["call_id", "transcript_version"],
            ["transcripts.call_id", "transcripts.version"],
            ondelete="CASCADE",
        ),
        _in_clear("notes"),
        Index(
            "ix_notes_discarded",
            "made_at",
            sqlite_where=text("discarded > 0"),
            postgresql_where=text("discarded > 0"),
        ),
    )

    call_id: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    transcript_version: Mapped[int]
    sha256: Mapped[str]
    engine: Mapped[str]
    model: Mapped[str]
    prompt_version: Mapped[str]
    settings_hash: Mapped[str]
    prompt_tokens: Mapped[int]
    completion_tokens: Mapped[int]
    discarded: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    made_at: Mapped[datetime]
    team: Mapped[str | None]
    template: Mapped[str | None]
    language: Mapped[str | None]
    channels: Mapped[int | None]
    coverage: Mapped[int | None]
    draft_s: Mapped[float | None]
    review_s: Mapped[float | None]
    reviewed_at: Mapped[datetime | None]
    body: Mapped[str] = mapped_column(default="")
    sealed: Mapped[bytes | None]


class AttentionRow(Table):
    """What of the newest notes wants attention (`models.Attention`), so that lists need not unseal them."""

    __tablename__ = "attention"

    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"), primary_key=True)
    risk: Mapped[str]
    urgency: Mapped[str]
    unsure: Mapped[int]
    gaps: Mapped[int]
    due: Mapped[date | None]


class DecisionRow(Table):
    """A verdict on an item of one version of the notes; the newest row of an item counts, all are kept.

    Engine, kind, category and confidence are those of the item, where the verdict is learned from. `changed`
    is what of the meaning an edit changed, None for none; `edited` is what it says of owner and due date, as
    JSON; `field` the name of a CRM field, `speaker` whose words show the item.
    """

    __tablename__ = "decisions"
    __table_args__ = (
        ForeignKeyConstraint(
            ["call_id", "notes_version"], ["notes.call_id", "notes.version"], ondelete="CASCADE"
        ),
        Index(None, "call_id", "notes_version"),
        Index(None, "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[str]
    notes_version: Mapped[int]
    item_id: Mapped[str]
    verdict: Mapped[str]
    text: Mapped[str | None]
    by: Mapped[str]
    at: Mapped[datetime]
    engine: Mapped[str | None]
    kind: Mapped[str | None]
    category: Mapped[str | None]
    confidence: Mapped[float | None]
    changed: Mapped[str | None]
    edited: Mapped[str | None]
    reason: Mapped[str | None]
    field: Mapped[str | None]
    speaker: Mapped[str | None]


class CalibrationRow(Table):
    """One version of what decisions taught about confidence; `body` is the JSON of its curves."""

    __tablename__ = "calibrations"

    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    made_at: Mapped[datetime]
    decisions: Mapped[int]
    in_use: Mapped[bool]
    body: Mapped[str]


class PieceRow(Table):
    """A piece of a transcript already done, sealed; with the master key where it is not `by_call`."""

    __tablename__ = "pieces"

    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    sealed: Mapped[bytes]
    by_call: Mapped[bool] = mapped_column(default=True, server_default=false())
    kept_at: Mapped[datetime]


class ExchangeRow(Table):
    """A question to a language model with its answer, sealed as a piece."""

    __tablename__ = "exchanges"

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    sealed: Mapped[bytes]
    by_call: Mapped[bool] = mapped_column(default=True, server_default=false())
