"""Links a call to a contact of the CRM and a deal of its: the pipeline where it is clear, a person otherwise.

In: a call and the id of a contact or a deal, or a person's wish for a new contact. Out: the call.
Not here: whether the contact exists, and making the new one (the adapter, when the call is settled).
"""

from __future__ import annotations

from typing import Final

import structlog

from lifecycle.admission import decline, due
from lifecycle.enqueue import Enqueue, Work, hand_over
from lifecycle.judge import OPTED_OUT, is_stopped
from lifecycle.stage import in_words, refuse_ended, stage_of
from models.access import Actor
from models.call import Call, Customer
from models.crm import Match
from models.errors import InputError, StageError
from models.frozen import Frozen
from models.stages import Stage
from storage import attempts, calls
from storage.database import Session
from storage.events import add_event
from storage.looks import look_now
from storage.promise_rows import project
from storage.shelves import Shelves
from storage.tables import CallRow

#: How a person says that the call was about none of the contact's deals.
NO_DEAL: Final = "none"
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

    `name` is that of the new contact. The contact is remembered for the customer's next call; a wish for a
    new one forgets whom a person chose before. Pending records are handed over to be moved to the linked
    contact, and a settlement that had failed is handed over again. Raises StageError
    once the call has ended or its decided items are being written, InputError for an empty id or person.
    """
    if not by.strip() or (contact_id is not None and not contact_id.strip()):
        raise InputError("A link needs a contact and the person who makes it; say both.")
    with shelves.database.transaction() as session:
        row = calls.locked(session, call_id)
        _refuse_late(session, row)
        if contact_id is None or contact_id != row.contact_id:
            row.deal_id = row.deal_by = None
        row.contact_id = contact_id
        row.contact_by = by
        row.wished_contact_name = None if contact_id else name or _name_for(row)
        add_event(session, row.id, "linked" if contact_id else "contact_wished", at=shelves.clock(), by=by)
        _remember(session, shelves, row)
        project(session, row, shelves.zone)
        look_now(session, row.id, at=shelves.clock())  # a yes in the CRM may have waited for the contact
        is_over = is_stopped(session, row)
        if is_over:  # the contact, as we know it, opted out
            work = decline(session, row, shelves, at=shelves.clock(), why=OPTED_OUT)
        else:
            work = _again(session, shelves, row)
        shelves.audit().note_in(
            session, actor, "linked", call_id=row.id, detail=contact_id or "a new contact", named=by
        )
        call, sha256 = calls.read(session, row), row.audio_sha256
    if is_over:
        shelves.database.wash()
        if sha256 is not None:
            shelves.drop_unkept(sha256)
    _log.info("contact_linked", call_id=call.id, contact_id=contact_id, by_a_person=True)
    if enqueue is not None:
        hand_over(work, enqueue)
    return call


def link_matched(shelves: Shelves, call_id: str, contact_id: str, *, why: str | None = None) -> Call:
    """Note the contact that the machine matched or made; what a person linked or wished for is kept.

    Raises CancelledError or StageError for a call that has ended meanwhile.
    """
    with shelves.database.transaction() as session:
        row = calls.locked(session, call_id)
        refuse_ended(row)
        wish_is_open = row.wished_contact_name is not None and stage_of(row) is not Stage.IN_REVIEW
        if row.contact_id is None and not wish_is_open:
            row.contact_id = contact_id
            add_event(session, row.id, "matched", at=shelves.clock(), why=why)
            project(session, row, shelves.zone)
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


def choose_deal(
    shelves: Shelves,
    call_id: str,
    deal_id: str | None,
    *,
    by: str,
    enqueue: Enqueue | None = None,
    actor: Actor | None = None,
) -> Call:
    """Note which of the contact's open deals the call was about; None: about none of them.

    Pending records are handed over to be moved there. Raises InputError for a deal that the contact does not
    have, StageError as `link_contact`.
    """
    if not by.strip():
        raise InputError("A link needs the person who makes it; say who you are.")
    with shelves.database.reading() as session:
        found_id = calls.find(session, call_id).id
    _refuse_foreign(shelves.matches().of(found_id), deal_id)
    with shelves.database.transaction() as session:
        row = calls.locked(session, found_id)
        _refuse_late(session, row)
        row.deal_id, row.deal_by = deal_id, by
        add_event(session, row.id, "deal_chosen", at=shelves.clock(), by=by)
        work = _again(session, shelves, row)
        detail = f"deal {deal_id}" if deal_id else "no deal"
        shelves.audit().note_in(session, actor, "linked", call_id=row.id, detail=detail, named=by)
        call = calls.read(session, row)
    _log.info("deal_chosen", call_id=call.id, deal_id=deal_id)
    if enqueue is not None:
        hand_over(work, enqueue)
    return call


def _refuse_foreign(match: Match | None, deal_id: str | None) -> None:
    party = None if match is None else match.party
    if party is None:
        raise InputError("The call has no contact whose deals are known; link it to one first.")
    if deal_id is not None and deal_id not in {deal.id for deal in party.deals}:
        raise InputError("The call's contact has no open deal with this id; choose one of those it has.")


def _remember(session: Session, shelves: Shelves, row: CallRow) -> None:
    customer = Customer(phone=row.customer_phone, email=row.customer_email)
    if row.contact_id is None or row.contact_by is None:
        shelves.remembered().forget_in(session, customer)
    else:
        shelves.remembered().remember_in(
            session, customer, call_id=row.id, contact_id=row.contact_id, by=row.contact_by
        )


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
