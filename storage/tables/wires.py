"""Tables of what crosses the wall: the write ledger, hook events that came in, and who is at work."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.table import Table


class LedgerRow(Table):
    """One operation on a CRM by its key: what is intended, what was done, and which versions were done.

    It holds no foreign key to the call: what was written outside is known also when the call is gone.
    `tries` and the error are of what is intended now; `remote` is what was last read under the key.
    """

    __tablename__ = "ledger"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    call_id: Mapped[str] = mapped_column(index=True)
    state: Mapped[str]
    intended: Mapped[str]
    intended_at: Mapped[datetime]
    tried_at: Mapped[datetime | None]
    done: Mapped[str | None]
    done_at: Mapped[datetime | None]
    done_hashes: Mapped[str] = mapped_column(default="")
    outcome: Mapped[str | None]
    adapter: Mapped[str | None]
    tries: Mapped[int] = mapped_column(default=0)
    code: Mapped[str | None]
    error: Mapped[str | None]
    failed_at: Mapped[datetime | None]
    remote: Mapped[str | None]
    looked_at: Mapped[datetime | None]
    look_asked_at: Mapped[datetime | None] = mapped_column(index=True)


class HookEventRow(Table):
    """An event as it came in over a hook, unique by the sender's id: received, handled or failed.

    `contradictions` counts how often its id came again with another body, which was refused. `signed_with`
    names the secret that it was signed with, which is not kept itself.
    """

    __tablename__ = "hook_events"
    __table_args__ = (UniqueConstraint("provider", "event_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    provider: Mapped[str]
    event_id: Mapped[str]
    body: Mapped[str]
    state: Mapped[str] = mapped_column(index=True)
    code: Mapped[str | None]
    message: Mapped[str | None]
    call_id: Mapped[str | None] = mapped_column(index=True)
    received_at: Mapped[datetime]
    handled_at: Mapped[datetime | None]
    contradictions: Mapped[int] = mapped_column(default=0)
    signed_with: Mapped[str | None]


class HookTallyRow(Table):
    """How often deliveries of one sender ended in one way; a row for each of the two, however many came."""

    __tablename__ = "hook_tallies"

    provider: Mapped[str] = mapped_column(primary_key=True)
    outcome: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]
    last_at: Mapped[datetime]


class HookDeliveryRow(Table):
    """One of the latest deliveries of a sender and how it ended; a flood of refused ones is one row."""

    __tablename__ = "hook_deliveries"

    id: Mapped[int] = mapped_column(primary_key=True)
    provider: Mapped[str] = mapped_column(index=True)
    outcome: Mapped[str]
    why: Mapped[str | None]
    call_id: Mapped[str | None]
    count: Mapped[int]
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]


class LookRow(Table):
    """When a pending record of ours is looked at next in the CRM: the review task, or the note, of a call."""

    __tablename__ = "crm_looks"

    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    external_id: Mapped[str] = mapped_column(index=True)
    next_at: Mapped[datetime] = mapped_column(index=True)


class WorkerRow(Table):
    """A worker and its last sign of life."""

    __tablename__ = "workers"

    id: Mapped[str] = mapped_column(primary_key=True)
    host: Mapped[str]
    pid: Mapped[int]
    started_at: Mapped[datetime]
    beat_at: Mapped[datetime]
    stopped_at: Mapped[datetime | None]
