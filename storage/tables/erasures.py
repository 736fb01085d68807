"""Tables of what was deleted, and of what may not be: certificates, legal holds, what those keep."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.table import Table


class CertificateRow(Table):
    """One certificate, never changed; `body` is the JSON of `models.erasure.Certificate`.

    Of a person's erasure `call_id` is None: the body names the calls. `seal` is a keyed hash of `sha256`.
    """

    __tablename__ = "certificates"

    id: Mapped[str] = mapped_column(primary_key=True)
    call_id: Mapped[str | None] = mapped_column(index=True)
    scope: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)
    body: Mapped[str]
    sha256: Mapped[str]
    seal: Mapped[str]


class HoldRow(Table):
    """A legal hold of a call, or of a person by a keyed hash; it stays when it is ended."""

    __tablename__ = "legal_holds"

    id: Mapped[str] = mapped_column(primary_key=True)
    call_id: Mapped[str | None] = mapped_column(index=True)
    fingerprint: Mapped[str | None] = mapped_column(index=True)
    by: Mapped[str]
    why: Mapped[str]
    at: Mapped[datetime]
    until: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None]


class WithheldRow(Table):
    """What a legal hold keeps of a call whose consent ended: its rows as JSON, sealed with the master key.

    The recording stays on its shelf under `audio_sha256`, with a key of its own.
    """

    __tablename__ = "withheld_calls"

    id: Mapped[str] = mapped_column(primary_key=True)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"), index=True)
    sealed: Mapped[bytes]
    audio_sha256: Mapped[str | None]
    audio_media_type: Mapped[str | None]
    audio_size_bytes: Mapped[int | None] = mapped_column(BigInteger)
    why: Mapped[str]
    at: Mapped[datetime]
