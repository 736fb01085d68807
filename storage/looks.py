"""When each pending record of ours is looked at next in the CRM, shared by all workers.

In: pending records in the ledger. Out: those that are due, each claimed by one worker alone.
Not here: looking (pipeline/look.py), what is done with an answer (lifecycle/decided_there.py).

A claim sets the next look at once, so a worker that dies over it delays that look, and loses nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal, cast

from sqlalchemy import CursorResult, delete, exists, select, update

from models.crm import Operation, Outcome, PutNote, PutTask
from models.decided_there import PendingRecord
from models.ports import Clock
from models.stages import Stage
from storage.database import Database, Session
from storage.ledger import operation_in
from storage.tables import CallRow, LedgerRow, LookRow

RecordKind = Literal["task", "note"]
#: How many are claimed at once, which is what a CRM gives for one request.
MOST: Final[dict[RecordKind, int]] = {"task": 50, "note": 100}
_SOONEST_S: Final = 60.0
_LATEST_S: Final = 900.0
_SLOWER_BY: Final = (
    20  # a record that waits for 20 minutes is looked at every minute, from 5 hours on every 15
)
_NOTES_EVERY_S: Final = 3600.0
#: What is due this soon goes along, so that requests are full.
_GOES_ALONG: Final = timedelta(seconds=30)
_AT_ONCE: Final = 500


def wait_s(kind: RecordKind, age_s: float) -> float:
    """Return the seconds until the next look at a record that has waited so long for a person."""
    if kind == "note":
        return _NOTES_EVERY_S
    return min(_LATEST_S, max(_SOONEST_S, age_s / _SLOWER_BY))


@dataclass(frozen=True)
class Looks:
    """The looks of all calls that wait for a person; one transaction per method."""

    database: Database
    clock: Clock

    def enrol(self, adapter: str) -> int:
        """Look from now on at what stands pending in this CRM, and no longer at what is decided.

        Returns how many calls came anew. It costs two reads while nothing changed.
        """
        with self.database.reading() as session:
            fresh, over = _unlooked(session, adapter), _decided(session)
        if not fresh and not over:
            return 0
        now = self.clock()
        with self.database.transaction() as session:
            session.execute(delete(LookRow).where(LookRow.call_id.in_(over)))
            for call_id in _unlooked(session, adapter):
                for record in _pending(session, call_id, adapter):
                    later = timedelta(seconds=wait_s(record.kind, 0.0))
                    session.add(_row(record, next_at=now + later))
        return len(fresh)

    def claim(self, kind: RecordKind) -> tuple[PendingRecord, ...]:
        """Return records whose time has come, at most one request's worth, and set when they come again."""
        now = self.clock()
        soon = (
            select(LookRow, CallRow.stage_at)
            .join(CallRow, CallRow.id == LookRow.call_id)
            .where(
                LookRow.kind == kind,
                CallRow.stage == Stage.STAGED.value,
                LookRow.next_at <= now + _GOES_ALONG,
            )
            .order_by(LookRow.next_at)
            .limit(MOST[kind])
        )
        with self.database.reading() as session:
            first = session.execute(soon.limit(1)).first()
        if first is None or first[0].next_at > now:
            return ()
        with self.database.transaction() as session:
            rows = session.execute(soon.with_for_update(of=LookRow, skip_locked=True)).all()
            if not rows or rows[0][0].next_at > now:  # another worker was faster
                return ()
            for row, since in rows:
                row.next_at = now + timedelta(seconds=wait_s(kind, (now - since).total_seconds()))
            return tuple(_value(row) for row, _ in rows)

    def again(self, records: Collection[PendingRecord]) -> None:
        """Let records that could not be looked at come again in a minute, and not only by their age."""
        at = self.clock() + timedelta(seconds=_SOONEST_S)
        kinds = {record.kind for record in records}
        with self.database.transaction() as session:
            session.execute(
                update(LookRow)
                .where(LookRow.kind.in_(kinds), LookRow.call_id.in_({one.call_id for one in records}))
                .where(LookRow.next_at > at)
                .values(next_at=at)
            )

    def now(self, external_ids: Collection[str], *, kind: RecordKind | None = None) -> int:
        """Look at these records of the CRM at the next round; returns how many of them are waited for."""
        of_kind = () if kind is None else (LookRow.kind == kind,)
        with self.database.transaction() as session:
            found = session.execute(
                update(LookRow)
                .where(LookRow.external_id.in_(external_ids), *of_kind)
                .values(next_at=self.clock())
            )
            return cast("CursorResult[tuple[()]]", found).rowcount

    def moved(self, call_id: str, adapter: str) -> None:
        """Take the ids of the call's records from the ledger anew: a deleted one may be written anew."""
        with self.database.transaction() as session:
            held = {
                row.kind: row for row in session.scalars(select(LookRow).where(LookRow.call_id == call_id))
            }
            for record in _pending(session, call_id, adapter):
                if record.kind in held:
                    held[record.kind].external_id = record.external_id


def look_now(session: Session, call_id: str, *, at: datetime) -> None:
    """Let the call's records be looked at in the next round, in a transaction that is open already."""
    session.execute(update(LookRow).where(LookRow.call_id == call_id).values(next_at=at))


def pending_of(database: Database, call_id: str, adapter: str) -> tuple[PendingRecord, ...]:
    """Return the call's note and review task as they stand in this CRM by the ledger."""
    with database.reading() as session:
        return _pending(session, call_id, adapter)


def _unlooked(session: Session, adapter: str) -> Sequence[str]:
    looked = exists().where(LookRow.call_id == CallRow.id)
    written = exists().where(
        LedgerRow.call_id == CallRow.id, LedgerRow.adapter == adapter, LedgerRow.done.is_not(None)
    )
    query = select(CallRow.id).where(CallRow.stage == Stage.STAGED.value, ~looked, written).limit(_AT_ONCE)
    return session.scalars(query).all()


def _decided(session: Session) -> Sequence[str]:
    query = select(LookRow.call_id).join(CallRow, CallRow.id == LookRow.call_id)
    return session.scalars(query.where(CallRow.stage != Stage.STAGED.value).limit(_AT_ONCE)).all()


def _pending(session: Session, call_id: str, adapter: str) -> tuple[PendingRecord, ...]:
    rows = session.scalars(
        select(LedgerRow).where(
            LedgerRow.call_id == call_id, LedgerRow.adapter == adapter, LedgerRow.done.is_not(None)
        )
    )
    found = ((_kind(operation_in(row.done or "")), row.outcome or "") for row in rows)
    return tuple(
        PendingRecord(
            call_id=call_id, kind=kind, external_id=Outcome.model_validate_json(outcome).external_id
        )
        for kind, outcome in found
        if kind is not None
    )


def _kind(operation: Operation) -> RecordKind | None:
    if isinstance(operation, PutNote):
        return "note"
    is_review = isinstance(operation, PutTask) and operation.kind == "review"
    return "task" if is_review else None


def _row(record: PendingRecord, *, next_at: datetime) -> LookRow:
    return LookRow(call_id=record.call_id, kind=record.kind, external_id=record.external_id, next_at=next_at)


def _value(row: LookRow) -> PendingRecord:
    return PendingRecord(call_id=row.call_id, kind=cast("RecordKind", row.kind), external_id=row.external_id)
