"""How the pipeline's attempts at a call go: begun, failed with a cause that a person can read, or done.

In: a call, a verb and the number of the attempt, as in the workflow's id. Out: rows that the doors show.
"""

from __future__ import annotations

from typing import Final

import structlog

from lifecycle.stage import move, stage_of
from models.call import Verb
from models.errors import (
    AudioEmptyError,
    AudioNotMediaError,
    AudioTooLargeError,
    AudioTooLongError,
    AudioUndecodableError,
    CallNotesError,
    CancelledError,
)
from models.stages import Stage, may_move
from storage import attempts, calls
from storage.database import Session
from storage.shelves import Shelves
from storage.tables import AttemptRow

_log = structlog.get_logger(__name__)

#: What is wrong with the recording itself refuses the call: no other attempt could do better.
_REFUSE_THE_CALL: Final = (
    AudioEmptyError,
    AudioNotMediaError,
    AudioTooLargeError,
    AudioTooLongError,
    AudioUndecodableError,
)


def begin(shelves: Shelves, call_id: str, verb: Verb, number: int) -> None:
    """Note that the attempt runs; beginning again after a crash changes nothing."""
    now = shelves.clock()
    with shelves.database.transaction() as session:
        row = _attempt(session, shelves, call_id, verb, number)
        if row.state == "done":
            return
        row.state = "running"
        row.began_at = row.began_at or now
        row.step = row.code = row.message = row.retryable = row.ended_at = None
    _log.info("attempt_began", call_id=call_id, verb=verb, attempt=number)


def fail(shelves: Shelves, call_id: str, verb: Verb, number: int, step: str, error: CallNotesError) -> None:
    """Note at which step and why the attempt failed. A fault of the recording itself refuses the call."""
    now = shelves.clock()
    with shelves.database.transaction() as session:
        row = _attempt(session, shelves, call_id, verb, number)
        row.state = "cancelled" if isinstance(error, CancelledError) else "failed"
        row.step, row.code, row.message = step, error.code, error.message
        row.retryable, row.ended_at = error.retryable, now
        call = calls.locked(session, call_id)
        if isinstance(error, _REFUSE_THE_CALL) and may_move(now=stage_of(call), then=Stage.REFUSED):
            move(session, call, Stage.REFUSED, at=now, why=error.message)
    _log.warning(
        "attempt_failed",
        call_id=call_id,
        verb=verb,
        attempt=number,
        step=step,
        code=error.code,
        retryable=error.retryable,
    )


def succeed(shelves: Shelves, call_id: str, verb: Verb, number: int) -> None:
    """Note that the attempt came to its end; the call may now wait for a person."""
    with shelves.database.transaction() as session:
        row = _attempt(session, shelves, call_id, verb, number)
        row.state, row.ended_at = "done", shelves.clock()
        row.step = row.code = row.message = row.retryable = None
    _log.info("attempt_done", call_id=call_id, verb=verb, attempt=number)


def _attempt(session: Session, shelves: Shelves, call_id: str, verb: Verb, number: int) -> AttemptRow:
    calls.locked(session, call_id)
    row = attempts.one(session, call_id, verb, number)
    return row or attempts.add_numbered(session, call_id, verb, number, at=shelves.clock())
