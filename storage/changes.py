"""Numbers the changes of calls, in the order in which they are committed, whichever process commits them.

In: the rows that a transaction touches. Out: `Change` values after a number, for pages that listen.
Not here: telling the pages (api/web/events.py).

The row of the number is locked from just before the commit until it is done, so that whoever read a number
has seen every change with a smaller one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import event, select, text, true
from sqlalchemy.orm import Session

from models.access import Actor
from models.frozen import Frozen
from storage.sight import seen_by
from storage.tables import (
    AttemptRow,
    CallChangeRow,
    CallRow,
    ChangeNumberRow,
    ConflictChoiceRow,
    DecisionRow,
    EventRow,
    MatchRow,
    NotesRow,
    PresenceRow,
    TranscriptRow,
)

_NAME: Final = "calls"
#: What is shown of a call on its page or in the list.
_SHOWN: Final = (
    AttemptRow,
    ConflictChoiceRow,
    DecisionRow,
    EventRow,
    MatchRow,
    NotesRow,
    PresenceRow,
    TranscriptRow,
)
_TAKE: Final = text(
    "INSERT INTO change_numbers (name, number) VALUES (:name, :by) "
    "ON CONFLICT (name) DO UPDATE SET number = change_numbers.number + :by RETURNING number"
)
_NUMBER: Final = text(
    "INSERT INTO call_changes (call_id, number) VALUES (:call_id, :number) "
    "ON CONFLICT (call_id) DO UPDATE SET number = excluded.number"
)


class Change(Frozen):
    """That a call changed, and the number of its last change."""

    number: int
    call_id: str


@contextmanager
def numbered_changes(session: Session) -> Iterator[None]:
    """Give every call that is touched until the block ends the next number; the last lock that is taken."""
    touched: set[str] = set()

    def note(flushed: Session, _context: object) -> None:
        changed = (row for row in flushed.dirty if flushed.is_modified(row))
        touched.update(_calls_of((*flushed.new, *changed, *flushed.deleted)))

    event.listen(session, "after_flush", note)
    yield
    session.flush()
    if not touched:
        return
    calls = select(CallRow.id).where(CallRow.id.in_(touched)).order_by(CallRow.id)
    there = session.scalars(calls.with_for_update(read=True, key_share=True)).all()  # before the last lock
    if there:
        last: int = session.execute(_TAKE, {"name": _NAME, "by": len(there)}).scalar_one()
        first = last - len(there) + 1
        session.execute(_NUMBER, [{"call_id": one, "number": first + at} for at, one in enumerate(there)])


def last_number(session: Session) -> int:
    """Return the number of the last change; 0 before the first one."""
    return session.scalar(select(ChangeNumberRow.number).where(ChangeNumberRow.name == _NAME)) or 0


def changes_after(
    session: Session, number: int, *, actor: Actor, call_id: str | None, limit: int
) -> tuple[Change, ...]:
    """Return the calls that the actor sees and that changed after this number, the last change last."""
    rows = session.execute(
        select(CallChangeRow.number, CallChangeRow.call_id)
        .join(CallRow, CallRow.id == CallChangeRow.call_id)
        .where(CallChangeRow.number > number, seen_by(actor))
        .where(true() if call_id is None else CallChangeRow.call_id == call_id)
        .order_by(CallChangeRow.number)
        .limit(limit)
    )
    return tuple(Change(number=row.number, call_id=row.call_id) for row in rows)


def _calls_of(rows: Iterable[Any]) -> Iterable[str]:
    for row in rows:
        if isinstance(row, CallRow):
            yield row.id
        elif isinstance(row, _SHOWN):
            yield row.call_id
