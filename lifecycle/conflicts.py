"""A person decides about a field that somebody else had changed: ours is written, or theirs is kept.

In: a settled call, a field's item, the decision, the value of theirs that the person saw. Out: the call.
Ours is written by compare-and-set again, against the value that the person saw: nothing unseen is lost.
"""

from __future__ import annotations

import structlog

from lifecycle.admission import due
from lifecycle.enqueue import Enqueue, hand_over
from lifecycle.stage import in_words, stage_of
from models.access import Actor
from models.call import Call
from models.conflicts import Conflict, Take
from models.errors import DecidedMeanwhileError, InputError, ItemNotFoundError, StageError
from models.stages import Stage
from storage import calls, conflicts
from storage.database import Session
from storage.events import add_event
from storage.shelves import Shelves

_log = structlog.get_logger(__name__)


def decide_conflict(
    shelves: Shelves,
    call_id: str,
    item_id: str,
    take: Take,
    *,
    by: str,
    enqueue: Enqueue,
    seen: str | None = None,
    actor: Actor | None = None,
) -> Call:
    """Note the decision, and hand the writing over where ours is taken.

    `seen` is the value of theirs as the person saw it; None takes what is known now. Raises
    ItemNotFoundError where the field is in no conflict, DecidedMeanwhileError where theirs is another value
    by now, StageError before the call is settled, InputError without a person.
    """
    if not by.strip():
        raise InputError("A decision needs the person who takes it; say who you are.")
    with shelves.database.transaction() as session:
        row = calls.locked(session, call_id)
        if stage_of(row) is not Stage.SETTLED:
            now_is = in_words(stage_of(row))
            raise StageError(f"The call is {now_is}; changed fields are decided once it is settled.")
        conflict = _conflict(session, row.id, item_id)
        if seen is not None and seen != (conflict.theirs or ""):
            raise DecidedMeanwhileError(
                "The CRM holds another value by now; look at the three values again, then decide."
            )
        now = shelves.clock()
        conflicts.choose(session, row.id, conflict.key, take, seen=conflict.theirs, by=by, at=now)
        add_event(session, row.id, "took_ours" if take == "ours" else "kept_theirs", at=now, by=by)
        shelves.audit().note_in(session, actor, f"took_{take}", call_id=row.id, detail=item_id, named=by)
        work = due(session, row, "settle", at=now) if take == "ours" else None
        call = calls.read(session, row)
    _log.info("conflict_decided", call_id=call.id, item_id=item_id, take=take)
    hand_over(work, enqueue)
    return call


def owed(shelves: Shelves, call_id: str) -> dict[str, str | None]:
    """Return, by key, the value of theirs against which ours is to be written, as people decided."""
    with shelves.database.reading() as session:
        found = conflicts.conflicts_of(session, call_id)
    return {one.key: one.choice.seen for one in found if one.choice is not None and one.choice.take == "ours"}


def _conflict(session: Session, call_id: str, item_id: str) -> Conflict:
    for one in conflicts.conflicts_of(session, call_id):
        if one.item_id == item_id:
            return one
    raise ItemNotFoundError("No field of the call is in conflict under this id; load the call again.")
