"""Keeps whether sending to the outside is held back, for all processes that share the database.

In: a session or the connection of a restore. Out: `HeldSending`, or None where everything is sent.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import Connection, delete, insert

from models.held_sending import HeldSending
from storage.database import Session
from storage.tables import HeldSendingRow

_ONLY: Final = 1


def hold_sending(connection: Connection, *, since: datetime, as_of: datetime) -> None:
    """Hold sending back, in the transaction that restores."""
    connection.execute(insert(HeldSendingRow).values(id=_ONLY, since=since, as_of=as_of))


def held_sending(session: Session) -> HeldSending | None:
    """Return since when it is held back; None where it is not."""
    row = session.get(HeldSendingRow, _ONLY)
    return None if row is None else HeldSending(since=row.since, as_of=row.as_of)


def release_sending(session: Session) -> None:
    """Let everything be sent again."""
    session.execute(delete(HeldSendingRow))
