"""The ledger as it is read, and held against the CRM: entries with tries, failures and what was found there.

In: the database. Out: `LedgerEntry`; what was looked at is noted. Implements models.ports.LookedLedger.
Not here: intentions and outcomes of writing (ledger.py), looking itself (crm_sync/reconcile.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import func, select, update

from models.access import Actor
from models.crm import Outcome
from models.errors import CallNotesError
from models.figures import Count
from models.ledger import LedgerEntry, Remote, RemoteState
from models.ports import Clock
from storage.database import Database, Session
from storage.ledger import end, is_open, operation_in, row_of
from storage.sight import seen_by
from storage.tables import CallRow, LedgerRow


@dataclass(frozen=True)
class LedgerBook:
    """The entries of all calls, one transaction per method."""

    database: Database
    clock: Clock

    def entries(self, call_id: str) -> tuple[LedgerEntry, ...]:
        """Return the entries of the call, in the order in which they were first intended."""
        wanted = select(LedgerRow).where(LedgerRow.call_id == call_id).order_by(LedgerRow.id)
        with self.database.reading() as session:
            return tuple(_entry(row) for row in session.scalars(wanted))

    def calls_with_entries(self, *, only_open: bool = False) -> tuple[str, ...]:
        """Return the ids of the calls that have entries, or open ones, the oldest first."""
        wanted = select(LedgerRow.call_id).group_by(LedgerRow.call_id).order_by(func.min(LedgerRow.id))
        if only_open:
            wanted = wanted.where(LedgerRow.state == "intended")
        with self.database.reading() as session:
            return tuple(session.scalars(wanted))

    def ask_to_look(self, session: Session, call_id: str) -> int:
        """Note that a worker is to look at the call's records; returns how many there are."""
        asked = update(LedgerRow).where(LedgerRow.call_id == call_id).values(look_asked_at=self.clock())
        return cast("int", session.execute(asked).rowcount)  # type: ignore[attr-defined]  # of an UPDATE it is there

    def asked_to_look(self) -> tuple[str, ...]:
        """Return the ids of the calls whose records a worker is to look at, the first asked first."""
        wanted = (
            select(LedgerRow.call_id)
            .where(LedgerRow.look_asked_at.is_not(None))
            .group_by(LedgerRow.call_id)
            .order_by(func.min(LedgerRow.look_asked_at))
        )
        with self.database.reading() as session:
            return tuple(session.scalars(wanted))

    def end_of_look(self, call_id: str) -> None:
        """Note that nobody waits any more for a look at the call's records."""
        ended = update(LedgerRow).where(LedgerRow.call_id == call_id).values(look_asked_at=None)
        with self.database.transaction() as session:
            session.execute(ended)

    def looked(
        self, entry: LedgerEntry, remote: Remote | None, *, adapter: str, error: CallNotesError | None = None
    ) -> bool:
        """Note what was read; True when that settles an operation whose outcome was unknown."""
        operation = entry.operation
        with self.database.transaction() as session:
            row = row_of(session, operation.key)
            if row is None:
                return False
            if operation_in(row.intended) != operation:
                return False
            if error is not None:
                row.code, row.error, row.failed_at = error.code, error.message, self.clock()
            if remote is None:
                return False
            row.remote, row.looked_at = remote.state, self.clock()
            if row.state == "done":
                row.code = row.error = row.failed_at = None
            if remote.state != "as_written" or not is_open(row, operation):
                return False
            outcome = Outcome(
                result="already_applied",
                external_id=remote.external_id or operation.key,
                current_value=remote.current_value,
            )
            end(row, operation, outcome, adapter=adapter, at=self.clock())
        return True


def open_entries(session: Session) -> tuple[int, datetime | None]:
    """Return how many operations are not known to be done, and since when the oldest of them waits."""
    count, oldest = session.execute(
        select(func.count(), func.min(LedgerRow.intended_at)).where(LedgerRow.state == "intended")
    ).one()
    return count, oldest


def causes(session: Session) -> tuple[Count, ...]:
    """Return by which errors operations that are not done failed last; `of` is the sentence."""
    rows = session.execute(
        select(LedgerRow.error, LedgerRow.code, func.count())
        .where(LedgerRow.state == "intended", LedgerRow.code.is_not(None))
        .group_by(LedgerRow.error, LedgerRow.code)
        .order_by(func.count().desc(), LedgerRow.code)
    )
    return tuple(Count(of=error or "", code=code or "", count=count) for error, code, count in rows)


def oldest_open(session: Session, actor: Actor, *, limit: int) -> tuple[LedgerEntry, ...]:
    """Return what is not known to be done in calls that the actor sees, the oldest first."""
    wanted = select(LedgerRow).where(LedgerRow.state == "intended").order_by(LedgerRow.intended_at)
    if not actor.sees_every_call:
        wanted = wanted.where(LedgerRow.call_id.in_(select(CallRow.id).where(seen_by(actor))))
    return tuple(_entry(row) for row in session.scalars(wanted.limit(limit)))


def _entry(row: LedgerRow) -> LedgerEntry:
    return LedgerEntry(
        operation=operation_in(row.intended),
        is_done=row.state == "done",
        tries=row.tries,
        intended_at=row.intended_at,
        done_at=row.done_at,
        outcome=None if row.outcome is None else Outcome.model_validate_json(row.outcome),
        adapter=row.adapter,
        code=row.code,
        error=row.error,
        failed_at=row.failed_at,
        remote=cast("RemoteState | None", row.remote),
        looked_at=row.looked_at,
        look_asked_at=row.look_asked_at,
    )
