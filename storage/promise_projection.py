"""Makes the rows of all promises again, where they were made by other rules or in another zone.

In: the database and the zone of the house. Out: rows as `project` makes them, and how many calls were read.

It goes call by call in portions, each in a transaction of its own, beside processes that work: a kill loses
one portion, and the next start goes on behind the last one.
"""

from __future__ import annotations

from datetime import tzinfo
from typing import Final

import structlog
from sqlalchemy import select

from models.errors import StorageError
from storage.call_keys import is_of_another_key
from storage.database import Database, Session, hold_key
from storage.promise_rows import COUNTING, project
from storage.tables import CallRow, ProjectionRow, PromiseRow

_log = structlog.get_logger(__name__)

#: Another number makes every house make its rows again at the next start.
_RULES: Final = 1
_NAME: Final = "promises"
_PORTION: Final = 200


def bring_up_to_date(database: Database, zone: tzinfo) -> int:
    """Make all rows again unless they are made already; returns how many calls were read."""
    made_for = f"{_RULES} {zone}"
    with database.reading() as session:
        known = session.get(ProjectionRow, _NAME)
        if known is not None and known.made_for == made_for and known.done_to is None:
            return 0
    read = 0
    try:
        while (portion := _next_portion(database, made_for, zone)) is not None:
            read += portion
    except StorageError as error:
        if not is_of_another_key(error):
            raise
        _log.warning("promises_not_made_again", cause="another master key")  # the next start tries again
    if read:
        _log.info("promises_made_again", calls=read)
    return read


def rebuild(database: Database, zone: tzinfo) -> int:
    """Make all rows again, whatever they were made by."""
    with database.transaction() as session:
        known = session.get(ProjectionRow, _NAME)
        if known is not None:
            session.delete(known)
    return bring_up_to_date(database, zone)


def _next_portion(database: Database, made_for: str, zone: tzinfo) -> int | None:
    """Make the rows of the next calls; None when all are made. `done_to` is the last call that is made."""
    with database.transaction() as session:
        hold_key(session, _NAME)
        known = session.get(ProjectionRow, _NAME)
        if known is None or known.made_for != made_for:
            known = session.merge(ProjectionRow(name=_NAME, made_for=made_for, done_to=""))
        if known.done_to is None:
            return None
        rows = _calls_after(session, known.done_to)
        for row in rows:
            project(session, row, zone)
        known.done_to = rows[-1].id if rows else None
        return len(rows)


def _calls_after(session: Session, call_id: str) -> list[CallRow]:
    """The next calls that have rows or should have some, locked."""
    has_rows = select(PromiseRow.call_id).where(PromiseRow.call_id == CallRow.id).exists()
    query = select(CallRow).where(CallRow.id > call_id, CallRow.stage.in_(COUNTING) | has_rows)
    return list(session.scalars(query.order_by(CallRow.id).limit(_PORTION).with_for_update(of=CallRow)))
