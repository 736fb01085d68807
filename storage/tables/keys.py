"""Tables of keys, each wrapped with the master key; no key stands in the database in clear."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.table import Table


class CallKeyRow(Table):
    """The key that what was made from a call is sealed with; without this row nothing opens it any more."""

    __tablename__ = "call_keys"

    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"), primary_key=True)
    wrapped: Mapped[bytes]


class HouseKeyRow(Table):
    """A key that belongs to no call, by what it is for, kept when the master key is changed."""

    __tablename__ = "house_keys"

    name: Mapped[str] = mapped_column(primary_key=True)
    wrapped: Mapped[bytes]
