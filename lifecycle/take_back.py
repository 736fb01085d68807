"""Takes a decision back while its settlement waits for its time: the call is open again, nothing is written.

In: a decided call, the person. Out: the call, waiting for a person as before. What was decided stays on the
items until somebody decides otherwise. Not here: how long that may be done (`Shelves.undo`).
"""

from __future__ import annotations

from datetime import datetime

import structlog

from lifecycle.stage import move, stage_of
from models.access import Actor
from models.call import Call
from models.errors import InputError, StageError
from models.stages import Stage
from storage import attempts, calls
from storage.database import Session
from storage.events import add_event
from storage.promise_rows import project
from storage.shelves import Shelves
from storage.tables import AttemptRow, CallRow

_log = structlog.get_logger(__name__)


def take_back(shelves: Shelves, call_id: str, *, by: str, actor: Actor | None = None) -> Call:
    """Open the call again for decisions. Raises StageError once its settlement has begun, or without one."""
    if not by.strip():
        raise InputError("A decision is taken back by a person; say who you are.")
    with shelves.database.transaction() as session:
        row = calls.locked(session, call_id)
        now = shelves.clock()
        waiting = _waiting(session, row, now)
        if waiting is None:
            raise StageError(
                "No decision on this call can be taken back: either it is not complete, or its time is over "
                "and it goes to the CRM; correct it there, where yours allows it."
            )
        waiting.state, waiting.ended_at = "cancelled", now
        add_event(session, row.id, "taken_back", at=now, by=by)
        move(session, row, Stage.STAGED, at=now, by=by)
        project(session, row, shelves.zone)
        shelves.audit().note_in(session, actor, "taken_back", call_id=row.id, named=by)
        call = calls.read(session, row)
    _log.info("decision_taken_back", call_id=call.id)
    return call


def open_until(shelves: Shelves, call_id: str) -> datetime | None:
    """Return until when the decision on this call can be taken back, or None."""
    with shelves.database.reading() as session:
        waiting = _waiting(session, calls.find(session, call_id), shelves.clock())
        return None if waiting is None else waiting.not_before


def _waiting(session: Session, row: CallRow, now: datetime) -> AttemptRow | None:
    """The settlement that waits for its time and that nobody has failed at before."""
    newest = attempts.newest(session, row.id)
    if stage_of(row) is not Stage.IN_REVIEW or newest is None or newest.verb != "settle":
        return None
    is_first = attempts.since(session, row.id, "settle", row.stage_at) == 1
    waits = newest.state == "queued" and newest.not_before is not None and newest.not_before > now
    return newest if waits and is_first else None
