"""Cancels a call before it is staged; running work asks between its pieces and stops.

In: a call. Out: the call, kept, so that `retry` can take it up again.
"""

from __future__ import annotations

from lifecycle.stage import in_words, move, stage_of
from models.access import Actor
from models.call import Call
from models.errors import StageError
from models.stages import Stage, may_move
from storage import attempts, calls, drafts
from storage.events import add_event
from storage.ledger import is_pending
from storage.shelves import Shelves


def cancel(shelves: Shelves, call_id: str, *, actor: Actor | None = None) -> Call:
    """Cancel the call; cancelling again changes nothing.

    Raises StageError once it is staged or has ended, also while its notes are made again from corrected
    speakers: its records stand in the CRM.
    """
    now, by = shelves.clock(), None if actor is None else actor.name
    with shelves.database.transaction() as session:
        row = calls.locked(session, call_id)
        stage = stage_of(row)
        if stage is not Stage.CANCELLED:
            if is_pending(session, row.id):
                raise StageError(
                    "The call's notes are made again and its records stand in the CRM; "
                    "wait for the notes, then reject the items instead."
                )
            if not may_move(now=stage, then=Stage.CANCELLED):
                raise StageError(
                    f"The call is {in_words(stage)} and cannot be cancelled; reject its items instead."
                )
            move(session, row, Stage.CANCELLED, at=now, by=by)
            add_event(session, row.id, "cancelled", at=now, by=by)
            shelves.audit().note_in(session, actor, "cancelled", call_id=row.id)
        return calls.read(session, row)


def is_cancelled(
    shelves: Shelves, call_id: str, *, attempt: int | None = None, heard: int | None = None
) -> bool:
    """True once work on the call must stop: a person ended the call, or a newer attempt took over.

    `attempt` is the number of the processing that asks, `heard` the version of the transcript that it works
    on: a newer one, with corrected speakers, stops it. Without them only the call itself is looked at.
    """
    with shelves.database.reading() as session:
        row = calls.find(session, call_id)
        if stage_of(row) in {Stage.CANCELLED, Stage.DECLINED, Stage.ERASED, Stage.REFUSED}:
            return True
        if heard is not None and drafts.transcript_version(session, row.id) != heard:
            return True
        newest = attempts.newest(session, row.id, verb="process")
        return attempt is not None and newest is not None and newest.number > attempt
