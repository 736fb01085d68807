"""The audit log: who saw, decided, exported, released or signed in, when, and by which door. It only grows.

In: who acts, a past-tense word, a call's id. Out: `AuditEntry`, the newest first.
Not here: speech, texts of items, reasons, numbers of customers, passwords, tokens.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Final, cast

from pydantic import AwareDatetime
from sqlalchemy import select

from models.access import Actor, Door
from models.frozen import Frozen
from models.mail_address import is_address, plain_address
from models.ports import Clock
from storage import audit_chain
from storage.audit_anchor import FILE, Anchor, AnchorFile
from storage.audit_check import Verdict, check
from storage.audit_filter import AuditFilter
from storage.database import Database, Session, after_commit, before_commit
from storage.tables import AuditRow

#: Who looks at the same thing again within this time has looked once.
LOOKED_ONCE: Final = timedelta(minutes=15)
_NOTED: Final = "audit"
_PORTION: Final = 1000
EVERYTHING: Final = AuditFilter()


class AuditEntry(Frozen):
    """One act: `action` is a past-tense word such as `saw`, `confirmed`, `exported`, `signed_in`.

    `for_whom` is the person whom a machine, or who stands at the command line, acted for; `hash` chains the
    line to the one before.
    """

    id: int
    at: AwareDatetime
    actor: str
    action: str
    call_id: str | None = None
    detail: str | None = None
    door: Door | None = None
    for_whom: str | None = None
    hash: str | None = None


@dataclass(frozen=True)
class AuditLog:
    """The log; what happens in a transaction is noted in it, so that neither is there without the other.

    `folder` is the data folder, where the end of the log is kept beside the database.
    """

    database: Database
    clock: Clock
    folder: Path

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
        noted: list[AuditRow] = session.info.setdefault(_NOTED, [])
        if not noted:
            before_commit(session, partial(self._write, session, noted))
        noted.append(
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

    def _write(self, session: Session, noted: list[AuditRow]) -> None:
        end = audit_chain.append(session, noted)
        file = AnchorFile(self.folder / FILE)
        if file.may_move(session):
            after_commit(session, partial(file.move, end))

    def check(self, *, kept: Anchor | None = None) -> Verdict:
        """Look whether the log is whole, and whether a line that somebody `kept` elsewhere is in it."""
        return check(self.database, AnchorFile(self.folder / FILE), kept=kept)

    def length(self) -> int:
        """Return how many lines the log has, as its end says."""
        with self.database.reading() as session:
            return audit_chain.length(session)

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

    def looked_into(self, actor: Actor, action: str, call_ids: Iterable[str]) -> None:
        """Write down of each of these calls that this actor saw something of it, as `looked` does of one."""
        wanted = tuple(dict.fromkeys(call_ids))
        query = select(AuditRow.call_id).where(
            AuditRow.actor == actor.name,
            AuditRow.door == actor.door,
            AuditRow.action == action,
            AuditRow.at > self.clock() - LOOKED_ONCE,
            AuditRow.call_id.in_(wanted),
        )
        with self.database.reading() as session:
            known = set(session.scalars(query)) if wanted else set(wanted)
        if known >= set(wanted):
            return
        with self.database.transaction() as session:
            for call_id in wanted:
                if call_id not in known:
                    self.note_in(session, actor, action, call_id=call_id)

    def entries(
        self,
        asked: AuditFilter | None = None,
        *,
        seen_by: Actor | None = None,
        actor: str | None = None,
        action: str | None = None,
        call_id: str | None = None,
        limit: int = 100,
        offset: int = 0,
    ) -> tuple[AuditEntry, ...]:
        """Return what was done and may be read by this actor, the newest first; `asked` says more."""
        asked = asked or AuditFilter(actor=actor, action=action, call_id=call_id)
        query = select(AuditRow).where(*asked.conditions(seen_by)).order_by(AuditRow.id.desc())
        with self.database.reading() as session:
            return tuple(_value(row) for row in session.scalars(query.limit(limit).offset(offset)))

    def lines(self, asked: AuditFilter = EVERYTHING, *, seen_by: Actor | None = None) -> Iterator[AuditEntry]:
        """Yield the same, all of it, the oldest first and in portions; each is read as it is then."""
        query = select(AuditRow).where(*asked.conditions(seen_by)).order_by(AuditRow.id).limit(_PORTION)
        after = None
        while True:
            with self.database.reading() as session:
                rows = session.scalars(query if after is None else query.where(AuditRow.id > after)).all()
            yield from (_value(row) for row in rows)
            if not rows:
                return
            after = rows[-1].id


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
        hash=row.hash,
    )


def came_by(session: Session, call_id: str, door: str) -> bool:
    """True where somebody sent something of this call through this door."""
    query = select(AuditRow.id).where(AuditRow.call_id == call_id, AuditRow.door == door)
    return session.scalars(query.limit(1)).first() is not None
