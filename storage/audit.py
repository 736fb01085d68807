"""The audit log: who saw, decided, exported, released or signed in, and when. It only grows.

In: the actor's name, a past-tense word, a call's id. Out: `AuditEntry`, the newest first.
Not here: speech, texts of items, passwords, tokens.
"""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import AwareDatetime
from sqlalchemy import select

from models.access import Actor
from models.frozen import Frozen
from models.ports import Clock
from storage.database import Database, Session
from storage.sight import seen_by as sight
from storage.tables import AuditRow, CallRow


class AuditEntry(Frozen):
    """One act: `action` is a past-tense word such as `saw`, `confirmed`, `exported`, `signed_in`."""

    id: int
    at: AwareDatetime
    actor: str
    action: str
    call_id: str | None = None
    detail: str | None = None


@dataclass(frozen=True)
class AuditLog:
    """The log; one transaction per method."""

    database: Database
    clock: Clock

    def note(self, actor: str, action: str, *, call_id: str | None = None, detail: str | None = None) -> None:
        """Write down that this actor did this."""
        with self.database.transaction() as session:
            self.note_in(session, actor, action, call_id=call_id, detail=detail)

    def note_in(
        self,
        session: Session,
        actor: str,
        action: str,
        *,
        call_id: str | None = None,
        detail: str | None = None,
    ) -> None:
        """Write it down in a transaction that is open already."""
        session.add(AuditRow(at=self.clock(), actor=actor, action=action, call_id=call_id, detail=detail))

    def entries(
        self,
        *,
        seen_by: Actor | None = None,
        actor: str | None = None,
        action: str | None = None,
        call_id: str | None = None,
        limit: int = 100,
        offset: int = 0,
    ) -> tuple[AuditEntry, ...]:
        """Return what was done, the newest first; who does not see every call reads about the seen ones."""
        query = select(AuditRow).order_by(AuditRow.id.desc()).limit(limit).offset(offset)
        if seen_by is not None and not seen_by.sees_every_call:
            query = query.where(AuditRow.call_id.in_(select(CallRow.id).where(sight(seen_by))))
        for column, wanted in (
            (AuditRow.actor, actor),
            (AuditRow.action, action),
            (AuditRow.call_id, call_id),
        ):
            if wanted:
                query = query.where(column == wanted)
        with self.database.reading() as session:
            return tuple(_value(row) for row in session.scalars(query))


def _value(row: AuditRow) -> AuditEntry:
    return AuditEntry(
        id=row.id, at=row.at, actor=row.actor, action=row.action, call_id=row.call_id, detail=row.detail
    )
