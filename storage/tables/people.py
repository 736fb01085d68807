"""Tables of what links a call to people of the CRM: whom it may have been with, and what a person chose."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, false
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.table import Table


class MatchRow(Table):
    """Whom a call may have been with, as the CRM had it last: `models.crm.Match`, sealed as a piece."""

    __tablename__ = "matches"

    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"), primary_key=True)
    sealed: Mapped[bytes]
    by_call: Mapped[bool] = mapped_column(default=True, server_default=false())
    at: Mapped[datetime]


class RememberedContactRow(Table):
    """The contact that a person chose for a number or an address, of which only a keyed hash is kept.

    It goes with the call on which it was chosen.
    """

    __tablename__ = "remembered_contacts"

    fingerprint: Mapped[str] = mapped_column(primary_key=True)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"), index=True)
    contact_id: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]


class ConflictChoiceRow(Table):
    """What a person decided about a field that somebody else had changed: ours or theirs, as `seen` then."""

    __tablename__ = "conflict_choices"

    key: Mapped[str] = mapped_column(primary_key=True)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"), index=True)
    take: Mapped[str]
    seen: Mapped[str | None]
    by: Mapped[str]
    at: Mapped[datetime]
