"""Takes a call up again whose last attempt failed, or that was cancelled: a new attempt with stored values.

In: a call. Out: the call, and the new attempt handed to the queue.
"""

from __future__ import annotations

from typing import Final

from lifecycle.admission import due
from lifecycle.enqueue import Enqueue, hand_over
from lifecycle.stage import in_words, move, stage_of
from models.access import Actor
from models.call import Call, Verb
from models.errors import StageError
from models.stages import Stage
from storage import attempts, calls
from storage.database import Session
from storage.shelves import Shelves
from storage.tables import CallRow

_VERB_AT: Final[dict[Stage, Verb]] = {
    Stage.AWAITING_AUDIO: "fetch",
    Stage.QUEUED: "process",
    Stage.TRANSCRIBED: "process",
    Stage.DRAFTED: "process",
    Stage.STAGED: "process",
    Stage.IN_REVIEW: "settle",
    Stage.ERASED: "settle",  # its records are taken out of the CRM
}
#: Where work is owed only if the last attempt failed.
_AT_REST: Final = frozenset({Stage.STAGED, Stage.ERASED})


def retry(
    shelves: Shelves,
    call_id: str,
    *,
    enqueue: Enqueue,
    speech_engine: str | None = None,
    notes_engine: str | None = None,
    actor: Actor | None = None,
) -> Call:
    """Start the next attempt at what the call is owed; work that is done is not done again.

    A named engine replaces the call's wish, from this attempt on.

    Raises StageError when there is nothing to retry, or the last attempt has not ended.
    """
    now = shelves.clock()
    with shelves.database.transaction() as session:
        row = calls.locked(session, call_id)
        if stage_of(row) is Stage.CANCELLED:
            if not row.audio_kept and not row.transcript_given:
                raise StageError(
                    "The call has no recording yet, so there is nothing to retry; send its audio."
                )
            move(session, row, Stage.QUEUED, at=now, by=None if actor is None else actor.name)
            verb = _verb(row)
        else:
            verb = _verb(row)
            _make_way(session, row)
        row.speech_engine = speech_engine or row.speech_engine
        row.notes_engine = notes_engine or row.notes_engine
        work = due(session, row, verb, at=now)
        shelves.audit().note_in(session, actor, "retried", call_id=row.id)
        call = calls.read(session, row)
    hand_over(work, enqueue)
    return call


def _verb(row: CallRow) -> Verb:
    stage = stage_of(row)
    if stage is Stage.AWAITING_CONSENT:
        raise StageError(
            "The call is awaiting consent, not failed; record consent or use `callnotes release CALL`."
        )
    verb = _VERB_AT.get(stage)
    if verb is None or (verb == "fetch" and row.source_url is None):
        raise StageError(f"The call is {in_words(stage)}; there is nothing to retry.")
    return verb


def _make_way(session: Session, row: CallRow) -> None:
    """An attempt that waits for its time gives way to the one that a person wants; a running one does not."""
    newest = attempts.newest(session, row.id)
    if stage_of(row) in _AT_REST and (newest is None or newest.state != "failed"):
        raise StageError(f"The call is {in_words(stage_of(row))}; there is nothing to retry.")
    if newest is None:
        return
    if newest.state == "queued" and newest.not_before is not None:
        newest.state = "cancelled"
    elif newest.state in {"queued", "running"}:
        raise StageError("The call is being worked on; wait for the end, or `callnotes cancel CALL` first.")
