"""The fields of a call that somebody else had changed, and what people decided about them.

In: a session and a call's id. Out: `Conflict`s. They are read from the write ledger, which knows what was
expected, what was to be written, and what stood there instead.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import cast

from pydantic import TypeAdapter
from sqlalchemy import select

from models.conflicts import Choice, Conflict, Take
from models.crm import Operation, Outcome, SetContactField
from storage.database import Session
from storage.tables import ConflictChoiceRow, LedgerRow

_operation: TypeAdapter[Operation] = TypeAdapter(Operation)


def conflicts_of(session: Session, call_id: str) -> tuple[Conflict, ...]:
    """Return the call's fields that were left alone, with what people decided; none where texts are gone."""
    rows = session.scalars(
        select(LedgerRow)
        .where(LedgerRow.call_id == call_id, LedgerRow.done.is_not(None))
        .order_by(LedgerRow.id)
    )
    return tuple(_conflicts(session, rows))


def choice_of(session: Session, key: str) -> Choice | None:
    """Return what a person decided about the field with this key last, or None."""
    row = session.get(ConflictChoiceRow, key)
    if row is None:
        return None
    return Choice(take=cast("Take", row.take), seen=row.seen, by=row.by, at=row.at)


def choose(
    session: Session, call_id: str, key: str, take: Take, *, seen: str | None, by: str, at: datetime
) -> None:
    """Keep what a person decided about the field with this key."""
    session.merge(ConflictChoiceRow(key=key, call_id=call_id, take=take, seen=seen, by=by, at=at))
    session.flush()


def _conflicts(session: Session, rows: Iterator[LedgerRow]) -> Iterator[Conflict]:
    for row in rows:
        outcome = Outcome.model_validate_json(row.outcome or "")
        operation = _operation.validate_json(row.done or "")
        if outcome.result != "conflict" or not isinstance(operation, SetContactField) or not operation.value:
            continue
        choice = choice_of(session, row.key)
        is_of_this = choice is not None and choice.seen == outcome.current_value
        yield Conflict(
            key=row.key,
            item_id=row.key.rpartition(":")[2],
            name=operation.name,
            seen=operation.expected,
            ours=operation.value,
            theirs=outcome.current_value,
            choice=choice if is_of_this else None,
        )
