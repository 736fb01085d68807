"""Tables of what is told to the outside: endpoints, events, their deliveries and every try. Nothing personal.

An event says what happened to which call, in words and counts of ours; it holds no foreign key to the call,
since it is told also when the call is gone.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.table import Table


class OutgoingEndpointRow(Table):
    """Where events are sent; `sealed` is the JSON of its address and secrets, sealed with the master key.

    `busy_until` is set while a worker sends to it, `rests_until` while it is left alone after a failure.
    """

    __tablename__ = "outgoing_endpoints"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    sealed: Mapped[bytes]
    events: Mapped[str]
    with_items: Mapped[bool]
    made_by: Mapped[str]
    made_at: Mapped[datetime]
    paused_at: Mapped[datetime | None]
    paused_why: Mapped[str | None]
    failing_since: Mapped[datetime | None]
    busy_until: Mapped[datetime | None]
    rests_until: Mapped[datetime | None]


class OutgoingEventRow(Table):
    """Something that happened, stored with it in one transaction; `facts` is JSON of ids and counts."""

    __tablename__ = "outgoing_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    call_id: Mapped[str | None] = mapped_column(index=True)
    at: Mapped[datetime]
    facts: Mapped[str]


class OutgoingDeliveryRow(Table):
    """One event on its way to one endpoint: waiting, delivered, or missed when no try was left.

    A test waits as `test`, and is `not taken` at its end. `try_id` is the try begun last.
    """

    __tablename__ = "outgoing_deliveries"
    __table_args__ = (
        UniqueConstraint("event_id", "endpoint_id"),
        Index(None, "endpoint_id", "state", "next_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("outgoing_events.id", ondelete="CASCADE"))
    endpoint_id: Mapped[str] = mapped_column(ForeignKey("outgoing_endpoints.id", ondelete="CASCADE"))
    state: Mapped[str]
    tries: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime]
    try_id: Mapped[int | None]
    ended_at: Mapped[datetime | None]


class OutgoingTryRow(Table):
    """One try at a delivery, written before anything is sent; its outcome is unknown until it is written."""

    __tablename__ = "outgoing_tries"

    id: Mapped[int] = mapped_column(primary_key=True)
    delivery_id: Mapped[int] = mapped_column(
        ForeignKey("outgoing_deliveries.id", ondelete="CASCADE"), index=True
    )
    number: Mapped[int]
    at: Mapped[datetime]
    took_s: Mapped[float | None]
    status: Mapped[int | None]
    outcome: Mapped[str]
