"""Refuses a call whose recording can never become notes: no sound, too long, or not to be had.

In: a call and the error that says why. Out: the call as a visible end; nothing is tried again.
"""

from __future__ import annotations

import structlog

from lifecycle.announce import announce
from lifecycle.stage import move, stage_of
from models.errors import RefusedError
from models.stages import Stage
from storage import calls
from storage.shelves import Shelves

_log = structlog.get_logger(__name__)


def refuse(shelves: Shelves, call_id: str, error: RefusedError) -> None:
    """End the call with the error's sentence as its reason; refusing again changes nothing.

    Raises StageError for a call that is transcribed or further: its recording was good.
    """
    with shelves.database.transaction() as session:
        row = calls.locked(session, call_id)
        if stage_of(row) is Stage.REFUSED:
            return
        now = shelves.clock()
        move(session, row, Stage.REFUSED, at=now, why=error.message)
        announce(
            session,
            row,
            "call.failed",
            at=now,
            failure={"step": None, "code": error.code, "retryable": False},
        )
    _log.info("call_refused", call_id=call_id, code=error.code)
