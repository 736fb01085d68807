"""Tables of how far the machine is trusted; they hold words of ours, names of teams and counts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.table import Table


class NotesSwitchRow(Table):
    """One turn of a team's switch, never changed; the newest of a team holds (`models.trust.NotesSwitch`)."""

    __tablename__ = "notes_switches"
    __table_args__ = (Index(None, "team", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    team: Mapped[str]
    to: Mapped[str]
    before: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]
    why: Mapped[str]


class TrustTallyRow(Table):
    """One count (`models.tallies.Tally`), kept in the transactions in which drafts and decisions are kept."""

    __tablename__ = "trust_tallies"
    __table_args__ = ({"sqlite_with_rowid": False},)

    facet: Mapped[str] = mapped_column(primary_key=True)
    week: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)
    team: Mapped[str] = mapped_column(primary_key=True)
    measure: Mapped[str] = mapped_column(primary_key=True)
    bucket: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    count: Mapped[int]
