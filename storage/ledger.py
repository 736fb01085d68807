"""The write ledger: what is to be written to a CRM stands here before anything is sent.

In: operations and outcomes. Out: records, also those of operations that were done long ago.
Not here: sending (crm_sync/perform.py).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pydantic import TypeAdapter
from sqlalchemy import select

from models.crm import Operation, Outcome, PutCall, PutNote, Record, SetContactField, Trace, record_of
from models.errors import CallNotesError, CancelledError
from models.ports import Clock
from storage import calls
from storage.database import Database, Session, hold_key
from storage.tables import LedgerRow

_PENDING: Final = frozenset({"pending", "review"})
_operation: TypeAdapter[Operation] = TypeAdapter(Operation)


@dataclass(frozen=True)
class Ledger:
    """The ledger of all calls; implements models.ports.WriteLedger, one transaction per method.

    A key may be used again with another state (a pending note that becomes live). Each state is done once:
    an old one that comes again, from work that was repeated after a crash, is answered and not performed.
    """

    database: Database
    clock: Clock

    def intend(self, operation: Operation) -> Record | None:
        """Note the intention; return the record when this very operation is already done, else None.

        Raises CancelledError for what would write down something of a call that is declined or erased.
        """
        with self.database.transaction() as session:
            if not operation.withdraws and not calls.keeps_text(session, operation.call_id):
                raise CancelledError("The call was declined or erased meanwhile; nothing of it is written.")
            row = row_of(session, operation.key)
            if row is None:
                row = LedgerRow(key=operation.key, call_id=operation.call_id, intended="", state="", tries=0)
                session.add(row)
            elif _hash(operation) in (row.done_hashes or "").split():
                return _record(row)
            _begin(row, _operation.dump_json(operation).decode(), self.clock())
        return None

    def failed(self, operation: Operation, error: CallNotesError) -> None:
        """Note why the operation, if it is still what is intended, could not be performed this time."""
        with self.database.transaction() as session:
            row = row_of(session, operation.key)
            if row is not None and is_open(row, operation):
                row.code, row.error, row.failed_at = error.code, error.message, self.clock()

    def done(self, operation: Operation, outcome: Outcome, *, adapter: str) -> Record:
        """Note what became of it and return the record; of a call that ended meanwhile without its text."""
        now = self.clock()
        text = _operation.dump_json(operation).decode()
        with self.database.transaction() as session:
            keeps_text = calls.keeps_text(session, operation.call_id)
            row = row_of(session, operation.key)
            if row is None:
                row = LedgerRow(key=operation.key, call_id=operation.call_id, intended=text, intended_at=now)
                session.add(row)
            end(row, operation, outcome, adapter=adapter, at=now)
            if not operation.withdraws and not keeps_text:
                _empty(row)
        return record_of(operation, outcome, adapter=adapter)

    def written(self, key: str) -> str | None:
        """Return the text of this note as it was written last; None where none was, or it was taken out."""
        with self.database.reading() as session:
            done = session.scalar(select(LedgerRow.done).where(LedgerRow.key == key))
        note = None if done is None else _operation.validate_json(done)
        return (note.body or None) if isinstance(note, PutNote) else None

    def trace(self, key: str) -> Trace:
        """Return the id under which the record stands, and when the try began of which nothing is known."""
        with self.database.reading() as session:
            row = session.scalars(select(LedgerRow).where(LedgerRow.key == key)).one_or_none()
            if row is None:
                return Trace()
            outcome = Outcome.model_validate_json(row.outcome) if row.outcome else None
            tried_at = (row.tried_at or row.intended_at) if row.state == "intended" else None
            return Trace(external_id=outcome and outcome.external_id, tried_at=tried_at)

    def is_intended(self, key: str) -> bool:
        """True once a record with this key was to be written, so that it stands there, or may."""
        with self.database.reading() as session:
            return session.scalar(select(LedgerRow.id).where(LedgerRow.key == key)) is not None

    def is_done(self, operation: Operation) -> bool:
        """True once this very operation was done."""
        with self.database.reading() as session:
            done = session.scalar(select(LedgerRow.done_hashes).where(LedgerRow.key == operation.key))
        return done is not None and _hash(operation) in done.split()

    def records(self, call_id: str) -> tuple[Record, ...]:
        """Return the call's records as they last stood, in the order in which they were first intended."""
        with self.database.reading() as session:
            rows = session.scalars(
                select(LedgerRow)
                .where(LedgerRow.call_id == call_id, LedgerRow.done.is_not(None))
                .order_by(LedgerRow.id)
            ).all()
        return tuple(_record(row) for row in rows)

    def operations(self, call_id: str) -> tuple[Operation, ...]:
        """Return what was written of the call, or may have been, each as it was meant last."""
        with self.database.reading() as session:
            rows = session.scalars(
                select(LedgerRow).where(LedgerRow.call_id == call_id).order_by(LedgerRow.id)
            ).all()
        return tuple(_operation.validate_json(row.done or row.intended) for row in rows)

    def unfinished(self, call_id: str) -> tuple[Operation, ...]:
        """Return the operations that were intended and of which nobody knows yet what became of them."""
        with self.database.reading() as session:
            rows = session.scalars(
                select(LedgerRow)
                .where(LedgerRow.call_id == call_id, LedgerRow.state == "intended")
                .order_by(LedgerRow.id)
            ).all()
        return tuple(_operation.validate_json(row.intended) for row in rows)


def _begin(row: LedgerRow, text: str, at: datetime) -> None:
    """Note one more try at this; what is known of another state of the record is no longer of it."""
    again = row.intended == text and row.state == "intended"
    row.tries = row.tries + 1 if again else 1
    if not again:
        row.code = row.error = row.failed_at = row.remote = row.looked_at = None
        row.intended_at = at
    row.intended, row.state, row.tried_at = text, "intended", at


def end(row: LedgerRow, operation: Operation, outcome: Outcome, *, adapter: str, at: datetime) -> None:
    """Note that this state of the record is done, and what came of it."""
    row.state, row.done, row.done_at = "done", _operation.dump_json(operation).decode(), at
    row.done_hashes = f"{row.done_hashes or ''} {_hash(operation)}".strip()
    row.outcome, row.adapter = outcome.model_dump_json(), adapter
    row.code = row.error = row.failed_at = None


def is_open(row: LedgerRow, operation: Operation) -> bool:
    """True while this very operation is intended and not known to be done."""
    return row.state == "intended" and row.intended == _operation.dump_json(operation).decode()


def is_pending(session: Session, call_id: str) -> bool:
    """True while the call's note or review task stands pending in a CRM, or may stand there."""
    rows = session.scalars(select(LedgerRow.intended).where(LedgerRow.call_id == call_id))
    intended = (_operation.validate_json(text) for text in rows)
    return any(not isinstance(one, SetContactField) and one.status in _PENDING for one in intended)


def forget_text(session: Session, call_id: str, *, but_fields: bool = False) -> None:
    """Take the texts of the call out of its entries; keys, states and ids stay, so that records are found.

    With `but_fields` what was written to a contact's fields stays for now, to be set back by it.
    """
    rows = session.scalars(select(LedgerRow).where(LedgerRow.call_id == call_id).with_for_update())
    for row in rows:
        if not (but_fields and isinstance(_operation.validate_json(row.intended), SetContactField)):
            _empty(row)


def _empty(row: LedgerRow) -> None:
    row.intended = _without_text(row.intended)
    row.done = None if row.done is None else _without_text(row.done)
    if row.outcome is not None:
        outcome = Outcome.model_validate_json(row.outcome)
        row.outcome = outcome.model_copy(update={"current_value": None}).model_dump_json()


def _without_text(text: str) -> str:
    operation = _operation.validate_json(text)
    is_field = isinstance(operation, SetContactField)
    empty: dict[str, str | None] = {"expected": None, "value": ""} if is_field else {"title": "", "body": ""}
    if isinstance(operation, PutCall):
        empty |= {"from_number": None, "to_number": None, "recording_url": None}
    return _operation.dump_json(operation.model_copy(update=empty)).decode()


def row_of(session: Session, key: str) -> LedgerRow | None:
    """Return the locked entry with this key, or None."""
    hold_key(session, f"ledger {key}")
    return session.scalars(select(LedgerRow).where(LedgerRow.key == key).with_for_update()).one_or_none()


def operation_in(text: str) -> Operation:
    """Return an operation as it stands in an entry."""
    return _operation.validate_json(text)


def _record(row: LedgerRow) -> Record:
    return record_of(
        _operation.validate_json(row.done or ""),
        Outcome.model_validate_json(row.outcome or ""),
        adapter=row.adapter or "",
    )


def _hash(operation: Operation) -> str:
    return hashlib.sha256(_operation.dump_json(operation)).hexdigest()
