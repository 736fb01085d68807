"""The table of the review list; it holds ids and codes, and what was noted sealed with the call's key."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.table import Table


class MissRow(Table):
    """One line of `models.misses.Miss`; it goes with the call of its example."""

    __tablename__ = "misses"
    __table_args__ = (
        UniqueConstraint(
            "week", "team", "kind", "item_kind", "category", "engine", "model", "prompt_version",
            name="uq_misses_group",
        ),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(primary_key=True)
    week: Mapped[str]
    team: Mapped[str]
    kind: Mapped[str]
    item_kind: Mapped[str]
    category: Mapped[str]
    engine: Mapped[str]
    model: Mapped[str]
    prompt_version: Mapped[str]
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"), index=True)
    notes_version: Mapped[int | None]
    item_id: Mapped[str | None]
    seen: Mapped[int]
    entered_at: Mapped[datetime]
    owner: Mapped[str | None]
    due_on: Mapped[str]
    state: Mapped[str]
    ended_by: Mapped[str | None]
    ended_at: Mapped[datetime | None]
    sealed: Mapped[bytes | None]
