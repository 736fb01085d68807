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


class TrustNewsRow(Table):
    """An outcome that the watch of drifts has not taken in yet; `groups` is JSON of the groups it is of."""

    __tablename__ = "trust_news"

    id: Mapped[int] = mapped_column(primary_key=True)
    measure: Mapped[str]
    bucket: Mapped[int]
    groups: Mapped[str]


class TrustWatchRow(Table):
    """One series that is watched for a drift, as `lifecycle.trust.watches.Series` has it, in its week.

    `since` is the week from which on the weeks before count: that after its last alarm, if there was one.
    `on_since` is the week from which on it is watched without a break.
    """

    __tablename__ = "trust_watches"

    measure: Mapped[str] = mapped_column(primary_key=True)
    facet: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)
    week: Mapped[str]
    since: Mapped[str]
    is_on: Mapped[bool]
    on_since: Mapped[str | None]
    before: Mapped[float]
    limit: Mapped[int]
    up: Mapped[int]
    down: Mapped[int]
    alarm: Mapped[int]
    total: Mapped[int]
    items: Mapped[int]
    good: Mapped[int]


class TrustAlarmRow(Table):
    """A drift that was found: the share of before, that of the newest so many outcomes, and of what."""

    __tablename__ = "trust_alarms"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    measure: Mapped[str]
    facet: Mapped[str]
    value: Mapped[str]
    before: Mapped[float]
    now: Mapped[float]
    items: Mapped[int]
