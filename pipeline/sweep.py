"""Finds work that the database owes and the queue does not have, and work that ended without saying how.

A crash between a commit and its enqueueing leaves a row without work; enqueueing it again by the same id
is harmless, so every round enqueues all that is owed, but for what waits for a CRM that is closed to us
(held_back.py). Work that the queue has ended while its row still waits for it (it killed its worker too
often, or the database was away at its end) becomes a visible failure.
"""

from __future__ import annotations

from typing import Final

from lifecycle import attempts, recovery
from lifecycle.judge_again import judge_again
from models.errors import InternalError
from models.workflows import workflow_id
from pipeline import durable
from pipeline.held_back import let_through
from pipeline.workshop import Workshop

_GAVE_UP: Final = (
    "The work ended without a result: it ended its worker again and again, or the database was away. "
    "Look at the worker's log and memory, then try again with `callnotes retry`."
)


def sweep(workshop: Workshop) -> None:
    """Enqueue what is owed and due, and make what ended without a result a visible failure.

    Calls that wait for consent are judged again first, where the table of its rules has changed.
    """
    shelves = workshop.shelves
    judge_again(shelves, enqueue=workshop.enqueue)
    begun = recovery.begun(shelves)
    due = [work for work in recovery.owed(shelves) if work.delay_s <= 0]
    owed = let_through(due, workshop.crm_state(), begun=begun)
    ids = {
        workflow_id(call_id=work.call_id, verb=work.verb, attempt=work.attempt, kind=work.kind): work
        for work in (*due, *begun)
    }
    lost = {ids[ended] for ended in durable.ended(tuple(ids))}
    for work in lost:
        attempts.give_up(shelves, work, code=InternalError.code, message=_GAVE_UP)
    for work in owed:
        if work not in lost:
            workshop.enqueue(work)
