"""Links a call to a contact of the CRM: the pipeline where the match is clear, a person otherwise.

In: a call and a contact's id. Out: the call. Not here: whether the contact exists (the adapter knows).
"""

from __future__ import annotations

import structlog

from lifecycle.stage import in_words, stage_of
from models.call import Call
from models.errors import InputError, StageError
from models.stages import Stage
from storage import attempts, calls
from storage.database import Session
from storage.events import add_event
from storage.shelves import Shelves
from storage.tables import CallRow

_log = structlog.get_logger(__name__)


def link_contact(shelves: Shelves, call_id: str, contact_id: str, *, by: str | None = None) -> Call:
    """Note whom the call was with; the machine (`by` None) never replaces the link of a person.

    Raises StageError once the call has ended or its items are being written, InputError without an id.
    """
    if not contact_id.strip():
        raise InputError("A contact's id is missing; `callnotes crm show` lists the contacts.")
    with shelves.database.transaction() as session:
        row = calls.locked(session, call_id)
        changes = row.contact_id != contact_id and not (by is None and row.contact_by is not None)
        if changes:
            _refuse_late(session, row)
            add_event(session, row.id, "linked", at=shelves.clock(), by=by)
            row.contact_id = contact_id
        if by is not None:
            row.contact_by = by
        call = calls.read(session, row)
    if changes:
        _log.info("contact_linked", call_id=call.id, contact_id=contact_id, by_a_person=by is not None)
    return call


def _refuse_late(session: Session, row: CallRow) -> None:
    stage = stage_of(row)
    if stage in {Stage.SETTLED, Stage.DECLINED, Stage.ERASED, Stage.REFUSED}:
        raise StageError(f"The call is {in_words(stage)}; its contact can no longer be changed here.")
    if stage is Stage.IN_REVIEW:
        newest = attempts.newest(session, row.id)
        if newest is not None and newest.state != "failed":
            raise StageError("The call's decided items are being written for its contact; wait for the end.")
