"""Links a call to a contact of the CRM: the pipeline where the match is clear, a person otherwise.

In: a call and a contact's id, or a person's wish for a new contact. Out: the call.
Not here: whether the contact exists, and making the new one (the adapter, when the call is settled).
"""

from __future__ import annotations

import structlog

from lifecycle.admission import due
from lifecycle.enqueue import Enqueue, Work, hand_over
from lifecycle.stage import in_words, stage_of
from models.access import Actor
from models.call import Call
from models.errors import InputError, StageError
from models.frozen import Frozen
from models.stages import Stage
from storage import attempts, calls
from storage.database import Session
from storage.events import add_event
from storage.shelves import Shelves
from storage.tables import CallRow

_log = structlog.get_logger(__name__)


class WishedContact(Frozen):
    """The contact that a person wants made for the call."""

    name: str
    phone: str | None = None
    email: str | None = None


def link_contact(
    shelves: Shelves,
    call_id: str,
    contact_id: str | None = None,
    *,
    name: str | None = None,
    by: str,
    enqueue: Enqueue | None = None,
    actor: Actor | None = None,
) -> Call:
    """Note whom a person says the call was with; without an id, a new contact is made when it is settled.

    `name` is that of the new contact. Pending records are handed over to be moved to the linked contact, and
    a settlement that had failed is handed over again. Raises StageError
    once the call has ended or its decided items are being written, InputError for an empty id or person.
    """
    if not by.strip() or (contact_id is not None and not contact_id.strip()):
        raise InputError("A link needs a contact and the person who makes it; say both.")
    with shelves.database.transaction() as session:
        row = calls.locked(session, call_id)
        _refuse_late(session, row)
        row.contact_id = contact_id
        row.contact_by = by
        row.wished_contact_name = None if contact_id else name or _name_for(row)
        add_event(session, row.id, "linked" if contact_id else "contact_wished", at=shelves.clock(), by=by)
        work = _again(session, shelves, row)
        shelves.audit().note_in(
            session, actor, "linked", call_id=row.id, detail=contact_id or "a new contact", named=by
        )
        call = calls.read(session, row)
    _log.info("contact_linked", call_id=call.id, contact_id=contact_id, by_a_person=True)
    if enqueue is not None:
        hand_over(work, enqueue)
    return call


def link_matched(shelves: Shelves, call_id: str, contact_id: str, *, why: str | None = None) -> Call:
    """Note the contact that the machine matched or made; what a person linked or wished for is kept."""
    with shelves.database.transaction() as session:
        row = calls.locked(session, call_id)
        wish_is_open = row.wished_contact_name is not None and stage_of(row) is not Stage.IN_REVIEW
        if row.contact_id is None and not wish_is_open:
            row.contact_id = contact_id
            add_event(session, row.id, "matched", at=shelves.clock(), why=why)
        call = calls.read(session, row)
    _log.info("contact_linked", call_id=call.id, contact_id=call.contact_id, by_a_person=False)
    return call


def wished_contact(shelves: Shelves, call_id: str) -> WishedContact | None:
    """Return the contact that a person wants made for the call, or None."""
    with shelves.database.reading() as session:
        row = calls.find(session, call_id)
        if row.wished_contact_name is None:
            return None
        return WishedContact(name=row.wished_contact_name, phone=row.customer_phone, email=row.customer_email)


def _name_for(row: CallRow) -> str:
    """A name to find the new contact by until a person gives it a better one."""
    return row.customer_email or row.customer_phone or "Caller without a name"


def _refuse_late(session: Session, row: CallRow) -> None:
    stage = stage_of(row)
    if stage in {Stage.SETTLED, Stage.DECLINED, Stage.ERASED, Stage.REFUSED}:
        raise StageError(f"The call is {in_words(stage)}; its contact can no longer be changed here.")
    if stage is Stage.IN_REVIEW:
        newest = attempts.newest(session, row.id)
        if newest is not None and newest.state != "failed":
            raise StageError("The call's decided items are being written for its contact; wait for the end.")


def _again(session: Session, shelves: Shelves, row: CallRow) -> Work | None:
    if stage_of(row) is Stage.IN_REVIEW:
        return due(session, row, "settle", at=shelves.clock())
    if stage_of(row) is Stage.STAGED and row.contact_id is not None:
        return due(session, row, "process", at=shelves.clock())
    return None
