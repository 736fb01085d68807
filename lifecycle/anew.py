"""What must hold before a call's notes are made again, and what makes way for it.

In: a call whose notes a person wants made anew. Out: nothing, or an error that says why not now.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final, TypeVar

from lifecycle.stage import stage_of
from models.errors import DecidedMeanwhileError, ItemsDecidedError, StageError
from models.stages import Stage
from storage import attempts, calls, drafts
from storage.database import Session
from storage.shelves import Shelves
from storage.tables import CallRow

_Done = TypeVar("_Done")

#: How long a person waits for records that are just being written.
PATIENCE_S: Final = 10.0


def is_being_written(session: Session, row: CallRow) -> bool:
    """True while work on the notes of before runs that may write: what it writes must not come last."""
    running = any(one.state == "running" for one in attempts.unended(session, row.id))
    return running and stage_of(row) in {Stage.DRAFTED, Stage.STAGED}


class BeingWrittenError(StageError):
    """Records of the notes of before are just being written."""


def once_written(
    shelves: Shelves, call_id: str, act: Callable[[], _Done], wait_s: float = PATIENCE_S
) -> _Done:
    """Return what `act` returns, done when nothing of the call is just being written.

    Writing that begins in between is waited for as well; BeingWrittenError after `wait_s` in all.
    """
    until = time.monotonic() + wait_s
    while True:
        with shelves.database.reading() as session:
            waits = is_being_written(session, calls.find(session, call_id))
        last = time.monotonic() >= until
        if last or not waits:
            try:
                return act()
            except BeingWrittenError:
                if last:
                    raise
        time.sleep(0.1)


def refuse_while_written(session: Session, row: CallRow) -> None:
    """Raise BeingWrittenError while records are just being written."""
    if is_being_written(session, row):
        raise BeingWrittenError(
            "The call's records are just being written to the CRM; try again in a moment."
        )


def refuse_decided(
    session: Session, row: CallRow, *, decide_anew: bool, shown: int | None = None, why: str
) -> None:
    """Decisions stand against it until a person gives them up (ItemsDecidedError, with `why`).

    `shown` is how many decisions the person saw; with another number it is DecidedMeanwhileError.
    """
    notes = drafts.notes(session, row.id)
    decisions = () if notes is None else drafts.decisions(session, row.id, notes[0].number)
    if decisions and not decide_anew:
        raise ItemsDecidedError(why)
    if shown is not None and len(decisions) != shown:
        raise DecidedMeanwhileError(
            "Items of this call were decided meanwhile; look at them, then try again."
        )


def make_way(session: Session, row: CallRow) -> None:
    """What works on the notes of before is for nothing: those attempts end, a new one begins."""
    for attempt in attempts.unended(session, row.id):
        attempt.state = "cancelled"
