"""Tables of what was deleted: certificates, which hold nothing of what went."""

from __future__ import annotations

from datetime import datetime

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
