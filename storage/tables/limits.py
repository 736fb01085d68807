"""Tables of what workers share of a CRM: what lets in, how far its limits are used, whether it is asked."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.table import Table


class RateRow(Table):
    """One limit of one CRM: when the next request may go, what was counted, and what the CRM told of it."""

    __tablename__ = "crm_rates"

    crm: Mapped[str] = mapped_column(primary_key=True)
    policy: Mapped[str] = mapped_column(primary_key=True)
    next_at: Mapped[datetime | None]
    day: Mapped[str | None]
    used: Mapped[int] = mapped_column(default=0)
    told: Mapped[int | None]
    refused: Mapped[int] = mapped_column(default=0)


class CircuitRow(Table):
    """Whether a CRM is asked: why not and until when, and how often in a row it did not answer."""

    __tablename__ = "crm_circuits"

    crm: Mapped[str] = mapped_column(primary_key=True)
    why: Mapped[str | None]
    closed_until: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)


class ConnectionRow(Table):
    """An app's connection by OAuth: its tokens, sealed, and until when one worker alone may renew them."""

    __tablename__ = "crm_connections"

    crm: Mapped[str] = mapped_column(primary_key=True)
    sealed: Mapped[bytes]
    version: Mapped[int]
    good_until: Mapped[datetime]
    claimed_until: Mapped[datetime | None]
    account: Mapped[str | None]
    connected_by: Mapped[str]
    connected_at: Mapped[datetime]
    renewed_at: Mapped[datetime]


class HeldSendingRow(Table):
    """That nothing is sent to the outside: since when, and as of when the backup is that was restored."""

    __tablename__ = "held_sending"

    id: Mapped[int] = mapped_column(primary_key=True)
    since: Mapped[datetime]
    as_of: Mapped[datetime]
