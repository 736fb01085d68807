"""Judges waiting calls again when the table of consent rules has changed.

In: shelves, the queue. Out: how many were let through. Queued calls are judged at the gate itself.
"""

from __future__ import annotations

from typing import Final

import structlog

from lifecycle.admission import admit
from lifecycle.enqueue import Enqueue, hand_over
from lifecycle.judge import judge_row
from lifecycle.stage import stage_of
from models.stages import Stage
from storage import calls, stated_consents
from storage.shelves import Shelves

_log = structlog.get_logger(__name__)

_AT_ONCE: Final = 200


def judge_again(shelves: Shelves, *, enqueue: Enqueue, at_once: int = _AT_ONCE) -> int:
    """Judge calls that wait for consent and were judged under another table; a bounded number each time."""
    mark = shelves.consent_table().mark
    with shelves.database.reading() as session:
        waiting = stated_consents.judged_otherwise(session, mark, at_most=at_once)
    let_through = 0
    for call_id in waiting:
        with shelves.database.transaction() as session:
            row = calls.locked(session, call_id)
            if stage_of(row) is not Stage.AWAITING_CONSENT:
                continue
            found = judge_row(session, shelves, row)
            work = admit(session, row, shelves, at=shelves.clock())
            if found.answer == "wait":
                row.stage_why = found.why
        let_through += work is not None
        hand_over(work, enqueue)
    if waiting:
        _log.info("waiting_calls_judged_again", judged=len(waiting), let_through=let_through)
    return let_through
