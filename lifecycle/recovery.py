"""What the queue is owed: work that stands in the rows and that a crash kept from being handed over.

In: shelves. Out: work to enqueue; enqueueing what the queue already has changes nothing.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final, cast

from lifecycle.enqueue import Work
from lifecycle.stage import stage_of
from models.call import Priority, Verb
from models.stages import WORKING_STAGES, Stage
from models.workflows import stored_kind
from storage import attempts
from storage.shelves import Shelves
from storage.tables import AttemptRow, CallRow

_STAGES_OF: Final[dict[str, frozenset[Stage]]] = {
    "process": WORKING_STAGES | {Stage.STAGED},  # staged: its records move to the contact it was linked to
    # declined, erased: its records are taken out; settled: a field is written that a person decided about
    "settle": frozenset({Stage.IN_REVIEW, Stage.DECLINED, Stage.ERASED, Stage.SETTLED}),
    "fetch": frozenset({Stage.AWAITING_AUDIO}),
}


def owed(shelves: Shelves) -> tuple[Work, ...]:
    """Return the attempts that wait for a worker, the oldest call first, with the seconds they still wait."""
    return _in_state(shelves, "queued")


def begun(shelves: Shelves) -> tuple[Work, ...]:
    """Return the attempts that a worker began and did not end; those of a dead one must be taken over."""
    return _in_state(shelves, "running")


def waiting(shelves: Shelves, *, priority: Priority) -> int:
    """Return how many attempts at calls of this priority wait for a worker or are at work."""
    with shelves.database.reading() as session:
        return attempts.waiting(session, priority)


def _in_state(shelves: Shelves, state: str) -> tuple[Work, ...]:
    now = shelves.clock()
    with shelves.database.reading() as session:
        rows = attempts.newest_in_state(session, state)
        return tuple(_work(call, attempt, now) for call, attempt in rows if _still_due(call, attempt))


def _still_due(call: CallRow, attempt: AttemptRow) -> bool:
    return stage_of(call) in _STAGES_OF[attempt.verb]


def _work(call: CallRow, attempt: AttemptRow, now: datetime) -> Work:
    delay_s = (attempt.not_before - now).total_seconds() if attempt.not_before else 0.0
    verb = cast("Verb", attempt.verb)
    priority = cast("Priority", call.priority)
    kind = stored_kind(verb, attempt.kind)
    return Work(attempt.call_id, verb, attempt.number, kind, priority, max(0.0, delay_s))
