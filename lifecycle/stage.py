"""Moves a call from one stage to another: the only place where that happens.

In: a locked row, and where it is to go. Out: the moved row and an event. Not here: the table (models).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

import structlog

from lifecycle.announce import announce
from models.errors import CancelledError, StageError
from models.outgoing import EventKind
from models.stages import Stage, may_move
from storage.database import Session, after_commit
from storage.events import add_event
from storage.tables import CallRow

_log = structlog.get_logger(__name__)

#: What the outside is told when a call comes there.
_TOLD: Final[Mapping[Stage, EventKind]] = {
    Stage.STAGED: "call.ready_for_review",
    Stage.ERASED: "call.erased",
}


def move(
    session: Session,
    row: CallRow,
    then: Stage,
    *,
    at: datetime,
    why: str | None = None,
    by: str | None = None,
) -> None:
    """Move the call; `why` is shown beside the stage. Raises StageError when the table does not allow it."""
    now = stage_of(row)
    if not may_move(now=now, then=then):
        next_words = in_words(then)
        raise StageError(f"The call is {in_words(now)} and cannot become {next_words}.")
    row.stage, row.stage_why, row.stage_at = then.value, why, at
    add_event(session, row.id, f"stage.{then.value}", at=at, by=by, why=why)
    if then in _TOLD:
        announce(session, row, _TOLD[then], at=at)
    call_id = row.id
    after_commit(
        session, lambda: _log.info("call_moved", call_id=call_id, stage=then.value, before=now.value)
    )


def stage_of(row: CallRow) -> Stage:
    """Return where the call is."""
    return Stage(row.stage)


def in_words(stage: Stage) -> str:
    """Return the stage as a sentence has it."""
    return stage.value.replace("_", " ")


def refuse_ended(row: CallRow) -> None:
    """Stop work on a call that a person ended meanwhile.

    Raises CancelledError for a cancelled call, StageError for a declined, refused or erased one.
    """
    stage = stage_of(row)
    if stage is Stage.CANCELLED:
        raise CancelledError("The call was cancelled; `callnotes retry CALL` takes it up again.")
    if stage in {Stage.DECLINED, Stage.REFUSED, Stage.ERASED}:
        raise StageError(f"The call is {in_words(stage)}; nothing more is made from it.")
