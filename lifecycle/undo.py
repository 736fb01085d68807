"""Undoes what a person decided last on a call, one step at a time, while nothing of it is written.

In: a call, the person. Out: the call; what was decided before on those items counts again.
Not here: opening a call whose last item is decided (take_back.py), which this does first where it may.
"""

from __future__ import annotations

import structlog

from lifecycle import signing
from lifecycle.stage import stage_of
from lifecycle.take_back import open_until, take_back
from models.access import Actor
from models.call import Call
from models.errors import InputError, StageError
from models.stages import Stage
from storage import calls, drafts
from storage.events import add_event
from storage.shelves import Shelves

_log = structlog.get_logger(__name__)


def undo(shelves: Shelves, call_id: str, *, by: str, actor: Actor | None = None) -> Call:
    """Undo the person's last decision, or all that were taken at once. Others' decisions stay.

    Raises StageError once it goes to the CRM, and where the person decided nothing.
    """
    if not by.strip():
        raise InputError("A decision is undone by the person who took it; say who you are.")
    if open_until(shelves, call_id) is not None:
        take_back(shelves, call_id, by=by, actor=actor)
    with shelves.database.transaction() as session:
        row = calls.locked(session, call_id)
        stored = drafts.notes(session, row.id)
        if stage_of(row) is not Stage.STAGED or stored is None:
            raise StageError("Nothing can be undone here: the call does not wait for decisions.")
        gone = drafts.remove_last_decisions(session, row.id, stored[0].number, by=by)
        if not gone:
            raise StageError("You decided nothing on this call that could be undone.")
        if signing.waits(row):
            row.stage_why = None
        add_event(session, row.id, "undone", at=shelves.clock(), by=by, why=", ".join(gone))
        shelves.audit().note_in(session, actor, "undid", call_id=row.id, detail=", ".join(gone), named=by)
        call = calls.read(session, row)
    _log.info("decisions_undone", call_id=call.id, decisions=len(gone))
    return call
