"""The table of what was found in the CRM that tells of an open promise; a person judges it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.table import Table


class SignRow(Table):
    """A note or completed task of the CRM; `sealed` are its words and why they count."""

    __tablename__ = "promise_signs"

    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"), primary_key=True)
    item_id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(primary_key=True)
    became: Mapped[str]
    at: Mapped[datetime]
    sealed: Mapped[bytes]
