"""Tables of the promises that people confirmed: how each stands, what was done with it, what was told of it.

`promises` is made from notes, decisions and changes, and can be made from them again; the others cannot.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.table import Table


class PromiseRow(Table):
    """One confirmed promise or follow-up of a call whose items are all decided.

    `owner` is the person here who looks after it, whoever has to do it; `sealed` the words and their quote.
    `sort_at` is when it is due, or closed; far ahead where there is no due date. `revision` counts the
    changes. `next_at` is when the next thing is to be told of it.
    """

    __tablename__ = "promises"
    __table_args__ = (
        Index(None, "state", "sort_at", "call_id", "item_id"),
        Index(None, "owner", "state", "sort_at", "call_id", "item_id"),
        Index(None, "agent", "state", "sort_at", "call_id", "item_id"),
        Index(None, "team", "state", "sort_at", "call_id", "item_id"),
        Index(None, "contact_id", "state", "sort_at", "call_id", "item_id"),
    )

    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"), primary_key=True)
    item_id: Mapped[str] = mapped_column(primary_key=True)
    notes_version: Mapped[int]
    follow_up_id: Mapped[str | None]
    kind: Mapped[str]
    side: Mapped[str]
    sealed: Mapped[bytes]
    owner: Mapped[str | None]
    agent: Mapped[str | None]
    team: Mapped[str | None]
    contact_id: Mapped[str | None]
    category: Mapped[str]
    risk: Mapped[str]
    promised_at: Mapped[datetime]
    confirmed_by: Mapped[str]
    confirmed_at: Mapped[datetime]
    due_on: Mapped[str | None]
    due_time: Mapped[str | None]
    due_from: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    state: Mapped[str]
    sort_at: Mapped[datetime]
    revision: Mapped[int]
    next_at: Mapped[datetime | None] = mapped_column(index=True)


class PromiseChangeRow(Table):
    """What a person did with a promise, why and with which proof; all are kept.

    It counts for the item of this version of the notes. `sealed` are the person's own words.
    """

    __tablename__ = "promise_changes"
    __table_args__ = (
        ForeignKeyConstraint(
            ["call_id", "notes_version"], ["notes.call_id", "notes.version"], ondelete="CASCADE"
        ),
        Index(None, "call_id", "notes_version"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[str]
    notes_version: Mapped[int]
    item_id: Mapped[str]
    kind: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]
    sealed: Mapped[bytes]
    proof_kind: Mapped[str | None]
    proof_ref: Mapped[str | None]
    owner: Mapped[str | None]
    due_on: Mapped[str | None]
    due_time: Mapped[str | None]
    undoes: Mapped[int | None]


class PromiseNoticeRow(Table):
    """That it was told of a promise that its due date comes, is there, or is over.

    It holds no foreign key, so that who tells never waits for who holds the call and for whom he waits.
    """

    __tablename__ = "promise_notices"

    call_id: Mapped[str] = mapped_column(primary_key=True)
    item_id: Mapped[str] = mapped_column(primary_key=True)
    due_at: Mapped[datetime] = mapped_column(primary_key=True)
    notice: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]


class ProjectionRow(Table):
    """How far a table that is made from others is made: for which rules, and up to which call."""

    __tablename__ = "projections"

    name: Mapped[str] = mapped_column(primary_key=True)
    made_for: Mapped[str]
    done_to: Mapped[str | None]
