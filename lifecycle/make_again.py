"""Makes the notes of a call again, by another template or engine: a new version beside the one before.

In: a call, what is to be asked and by which engine, the person. Out: the call, its new attempt handed over.
The transcript stays; nothing earlier is rewritten. A decision on an item that comes out the very same is
carried over when the new notes are stored (drafts.py); the others stay in the history.
"""

from __future__ import annotations

import structlog

from lifecycle import anew
from lifecycle.admission import due
from lifecycle.enqueue import Enqueue, hand_over
from lifecycle.stage import in_words, move, stage_of
from models.access import Actor
from models.call import Call
from models.errors import InputError, StageError
from models.stages import Stage
from storage import attempts, calls
from storage.events import add_event
from storage.shelves import Shelves

_log = structlog.get_logger(__name__)

_WHY_NOT = (
    "Items of this call are decided already, and what comes out otherwise has to be decided anew; repeat it "
    "with `--decide-anew` if that is meant."
)


def make_again(
    shelves: Shelves,
    call_id: str,
    *,
    template: str | None = None,
    notes_engine: str | None = None,
    decide_anew: bool = False,
    by: str,
    enqueue: Enqueue,
    actor: Actor | None = None,
) -> Call:
    """Have the notes made again; a named template or engine holds for the call from now on.

    It is the way on, too, for a call whose notes failed. Raises InputError without a name; StageError where
    it is too early or too late, or work on it runs; ItemsDecidedError when items are decided and
    `decide_anew` is not said.
    """
    if not by.strip():
        raise InputError("Making notes again needs the person who wants it; say who you are.")

    def once() -> Call:
        with shelves.database.transaction() as session:
            row = calls.locked(session, call_id)
            stage = stage_of(row)
            if stage not in {Stage.TRANSCRIBED, Stage.DRAFTED, Stage.STAGED}:
                raise StageError(
                    f"The call is {in_words(stage)}; its notes can be made again while they wait for a "
                    "person."
                )
            if stage is Stage.TRANSCRIBED and attempts.unended(session, row.id):
                raise StageError("The call's notes are just being made; wait for the end, then try again.")
            anew.refuse_while_written(session, row)
            anew.refuse_decided(session, row, decide_anew=decide_anew, why=_WHY_NOT)
            anew.make_way(session, row)
            row.template = template or row.template
            row.notes_engine = notes_engine or row.notes_engine
            at = shelves.clock()
            if stage is not Stage.TRANSCRIBED:
                move(session, row, Stage.TRANSCRIBED, at=at, by=by)
            why = ", ".join(part for part in (template and f"template {template}", notes_engine) if part)
            add_event(session, row.id, "notes_made_again", at=at, by=by, why=why or None)
            shelves.audit().note_in(
                session, actor, "had_notes_made_again", call_id=row.id, detail=why, named=by
            )
            work = due(session, row, "process", at=at)
            call = calls.read(session, row)
        _log.info("notes_to_be_made_again", call_id=call.id)
        hand_over(work, enqueue)
        return call

    return anew.once_written(shelves, call_id, once)
