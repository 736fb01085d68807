"""Looks in the CRM for decisions on what waits for a person: by our own ids, as each comes due.

In: a workshop. Out: decisions taken in, or told beside the call. One request asks for 50 calls.
Not here: when a record is due (storage/looks.py), what a decision changes (lifecycle/decided_there.py).

Every step stands in the database: a look is claimed before it is made, and a decision is stored with what
follows from it, so a round that is broken off anywhere is made again by the next one.
"""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

import structlog

from lifecycle import decided_there
from models.decided_there import DecidedThere, PendingRecord
from models.errors import CallNotesError
from pipeline.workshop import Workshop
from storage.database import was_away
from storage.looks import MOST, pending_of

log = structlog.get_logger(__name__)

LOOK_S: Final = 5.0
_QUIET_S: Final = 60.0
_REQUESTS_A_ROUND: Final = 20


@dataclass
class Looking:
    """The rounds of one worker; a CRM that could not be asked is left alone for a minute."""

    workshop: Workshop
    quiet_until_s: float = 0.0

    def round(self) -> None:
        """Look once, where people can decide in the CRM and it can be asked."""
        if self.workshop.adapter.decided_there and time.monotonic() >= self.quiet_until_s:
            self.quiet_until_s = 0.0 if look(self.workshop) else time.monotonic() + _QUIET_S


def look(workshop: Workshop) -> bool:
    """Look at all that is due, a round's worth; false when the CRM could not be asked."""
    adapter, looks = workshop.adapter, workshop.shelves.looks()
    looks.enrol(adapter.name)
    for kind in MOST:
        for _ in range(_REQUESTS_A_ROUND):
            due = looks.claim(kind)
            if not due:
                break
            try:
                found = adapter.decisions(due)
            except CallNotesError as error:
                looks.again(due)
                log.warning("look_failed", code=error.code, records=len(due))
                return False
            _take_in(workshop, due, found)
    return True


def note_other_decision(workshop: Workshop, call_id: str) -> None:
    """Note in the history what else was decided in the CRM, before or after ours is written there."""
    adapter, database = workshop.adapter, workshop.shelves.database
    if adapter.decided_there:
        task = tuple(one for one in pending_of(database, call_id, adapter.name) if one.kind == "task")
        for found in adapter.decisions(task):
            decided_there.note_other(workshop.shelves, found)


def _take_in(workshop: Workshop, due: Collection[PendingRecord], found: Collection[DecidedThere]) -> None:
    asked = {one.call_id: one for one in due}
    for one in found:
        try:
            record = asked[one.call_id]
            if one.verdict == "lost" and record.kind == "note":
                continue  # the yes writes it anew
            if one.verdict in {"deleted", "lost"} and _was_moved(workshop, record):
                continue
            decided_there.take_in(workshop.shelves, one, enqueue=workshop.enqueue)
        except CallNotesError as error:  # the others are looked at all the same, and this one again
            if was_away(error):
                raise
            log.warning("decision_not_taken_in", call_id=one.call_id, code=error.code)
    answered = {one.call_id for one in found}
    open_tasks = {one.call_id for one in due if one.kind == "task"} - answered
    decided_there.open_there(workshop.shelves, open_tasks)


def _was_moved(workshop: Workshop, record: PendingRecord) -> bool:
    """True where the record was written anew under another id since; that one is looked at from now on."""
    name, shelves = workshop.adapter.name, workshop.shelves
    if record in pending_of(shelves.database, record.call_id, name):
        return False
    shelves.looks().moved(record.call_id, name)
    return True
