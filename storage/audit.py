"""The audit log: who saw, decided, exported, released or signed in, when, and by which door. It only grows.

In: who acts, a past-tense word, a call's id. Out: `AuditEntry`, the newest first.
Not here: speech, texts of items, reasons, numbers of customers, passwords, tokens.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final, cast

from pydantic import AwareDatetime
from sqlalchemy import or_, select

from models.access import Actor, Door
from models.frozen import Frozen
from models.mail_address import is_address, plain_address
from models.ports import Clock
from storage.database import Database, Session
from storage.sight import seen_by as sight
from storage.tables import AuditRow, CallRow

#: Who looks at the same thing again within this time has looked once.
LOOKED_ONCE: Final = timedelta(minutes=15)


class AuditEntry(Frozen):
    """One act: `action` is a past-tense word such as `saw`, `confirmed`, `exported`, `signed_in`.

    `for_whom` is the person whom a machine, or who stands at the command line, acted for.
    """

    id: int
    at: AwareDatetime
    actor: str
    action: str
    call_id: str | None = None
    detail: str | None = None
    door: Door | None = None
    for_whom: str | None = None


@dataclass(frozen=True)
class AuditLog:
    """The log; what happens in a transaction is noted in it, so that neither is there without the other."""

    database: Database
    clock: Clock

    def note(
        self, actor: Actor, action: str, *, call_id: str | None = None, detail: str | None = None
    ) -> None:
        """Write down that this actor did this."""
        with self.database.transaction() as session:
            self.note_in(session, actor, action, call_id=call_id, detail=detail)

    def note_in(
        self,
        session: Session,
        actor: Actor | None,
        action: str,
        *,
        call_id: str | None = None,
        detail: str | None = None,
        named: str | None = None,
    ) -> None:
        """Write it down in a transaction that is open already; without an actor the program itself acted.

        `named` is the person whom the actor named as the one who decides; what is no address is left out,
        since a machine may send anything there.
        """
        if actor is None:
            return
        whom = plain_address(named) if named and is_address(named) else None
        session.add(
            AuditRow(
                at=self.clock(),
                actor=actor.name,
                action=action,
                call_id=call_id,
                detail=detail,
                door=actor.door,
                for_whom=None if whom == actor.name else whom,
            )
        )

    def looked(
        self, actor: Actor, action: str, *, call_id: str | None = None, detail: str | None = None
    ) -> None:
        """Write down that this actor saw or played this, once however often within `LOOKED_ONCE`."""
        query = select(AuditRow.id).where(
            AuditRow.actor == actor.name,
            AuditRow.door == actor.door,
            AuditRow.action == action,
            AuditRow.at > self.clock() - LOOKED_ONCE,
            AuditRow.call_id == call_id if call_id else AuditRow.call_id.is_(None),
            AuditRow.detail == detail if detail else AuditRow.detail.is_(None),
        )
        with self.database.reading() as session:
            if session.scalars(query.limit(1)).first() is not None:
                return
        self.note(actor, action, call_id=call_id, detail=detail)

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
        """Return what was done, the newest first; who does not see every call reads about the seen ones.

        `actor` is who did it, or for whom it was done.
        """
        query = select(AuditRow).order_by(AuditRow.id.desc()).limit(limit).offset(offset)
        if seen_by is not None and not seen_by.sees_every_call:
            query = query.where(AuditRow.call_id.in_(select(CallRow.id).where(sight(seen_by))))
        if actor:
            query = query.where(or_(AuditRow.actor == actor, AuditRow.for_whom == actor))
        for column, wanted in ((AuditRow.action, action), (AuditRow.call_id, call_id)):
            if wanted:
                query = query.where(column == wanted)
        with self.database.reading() as session:
            return tuple(_value(row) for row in session.scalars(query))


def _value(row: AuditRow) -> AuditEntry:
    return AuditEntry(
        id=row.id,
        at=row.at,
        actor=row.actor,
        action=row.action,
        call_id=row.call_id,
        detail=row.detail,
        door=cast("Door | None", row.door),
        for_whom=row.for_whom,
    )
