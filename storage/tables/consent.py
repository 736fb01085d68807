"""Tables of people and their consent: who opted out, and whose a call was of which nothing else is kept."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.table import Table


class OptOutRow(Table):
    """A person whose calls are not processed: a keyed hash to be found by, and the sealed `OptOut` itself."""

    __tablename__ = "opt_outs"

    fingerprint: Mapped[str] = mapped_column(primary_key=True)
    sealed: Mapped[bytes]
    at: Mapped[datetime]


class PersonMarkRow(Table):
    """Whose a call was when its customer's number and address were taken away: keyed hashes alone."""

    __tablename__ = "person_marks"

    fingerprint: Mapped[str] = mapped_column(primary_key=True)
    call_id: Mapped[str] = mapped_column(
        ForeignKey("calls.id", ondelete="CASCADE"), primary_key=True, index=True
    )
