"""Tables of the audit's samples: ids and codes; what an auditor noted is sealed with the call's key."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.table import Table


class SampleRow(Table):
    """One sample; `rule` is the JSON of `models.samples.SampleRule`."""

    __tablename__ = "samples"

    id: Mapped[str] = mapped_column(primary_key=True)
    rule: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]
    population: Mapped[int]


class SampleCaseRow(Table):
    """One drawn item and the ruling on it, given once; it goes with the notes that it is of."""

    __tablename__ = "sample_cases"
    __table_args__ = (
        ForeignKeyConstraint(
            ["call_id", "notes_version"], ["notes.call_id", "notes.version"], ondelete="CASCADE"
        ),
        Index(None, "call_id", "notes_version"),
    )

    sample_id: Mapped[str] = mapped_column(ForeignKey("samples.id", ondelete="CASCADE"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    call_id: Mapped[str]
    notes_version: Mapped[int]
    item_id: Mapped[str]
    kind: Mapped[str]
    category: Mapped[str]
    engine: Mapped[str]
    model: Mapped[str]
    prompt_version: Mapped[str]
    why: Mapped[str]
    ruling: Mapped[str | None]
    judged_by: Mapped[str | None]
    judged_at: Mapped[datetime | None]
    sealed: Mapped[bytes | None]
    sighted: Mapped[bool] = mapped_column(default=False)


class TrustRow(Table):
    """Whether a version of the machine is trusted with a kind of item in a category; kept once it was."""

    __tablename__ = "trusts"

    engine: Mapped[str] = mapped_column(primary_key=True)
    model: Mapped[str] = mapped_column(primary_key=True)
    prompt_version: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    category: Mapped[str] = mapped_column(primary_key=True)
    trusted: Mapped[bool]
    changed_at: Mapped[datetime]
    judged: Mapped[int]
    right: Mapped[int]
    why: Mapped[str]
