"""Finds work that the database owes and the queue does not have, and work that killed its worker too often.

A crash between a commit and its enqueueing leaves a row without work; enqueueing it again by the same id
is harmless, so every round enqueues all that is owed.
"""

from __future__ import annotations

from typing import Final, cast

from lifecycle import attempts, recovery
from models.call import Verb
from models.errors import InternalError
from pipeline import durable
from pipeline.workshop import Workshop

_GAVE_UP: Final = (
    "This step ended its worker again and again, so it was put aside. "
    "Look at the worker's log and memory, then try again with `callnotes retry`."
)


def sweep(workshop: Workshop) -> None:
    """Enqueue what is owed and due, and make every put-aside attempt a visible failure."""
    for workflow_id in durable.dead_letters():
        call_id, verb, number = workflow_id.split(":")
        attempts.give_up(
            workshop.shelves,
            call_id,
            cast("Verb", verb),
            int(number),
            code=InternalError.code,
            message=_GAVE_UP,
        )
    for work in recovery.owed(workshop.shelves):
        if work.delay_s <= 0:
            workshop.enqueue(work.call_id, work.verb, work.attempt)
