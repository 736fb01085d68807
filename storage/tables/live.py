"""Tables of what pages hear of at once: the last change of each call, who is on it, what was sent already."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.table import Table


class ChangeNumberRow(Table):
    """The number of the last change of any call; each change takes the next one, in the order of commits."""

    __tablename__ = "change_numbers"

    name: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger)


class CallChangeRow(Table):
    """The number of the last change of a call."""

    __tablename__ = "call_changes"

    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger, index=True)


class PresenceRow(Table):
    """An open page of a call, of somebody who may decide; it says nothing any more after `until`."""

    __tablename__ = "presences"

    id: Mapped[str] = mapped_column(primary_key=True)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"), index=True)
    who: Mapped[str]
    until: Mapped[datetime] = mapped_column(index=True)


class SentDecisionRow(Table):
    """An idempotency key under which decisions were kept, with the hash of what was sent under it."""

    __tablename__ = "sent_decisions"

    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    by: Mapped[str]
    sha256: Mapped[str]
    at: Mapped[datetime]
