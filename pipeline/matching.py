"""Asks the CRM whom a call was with, and keeps the answer for people to see and for the plans to work from.

In: a call. Out: `Match`, fresh or as it was kept. A plan is made again before each write, and asks for
nothing that was found a moment before.
"""

from __future__ import annotations

import structlog

from crm_sync.call_log import CallLog
from crm_sync.keys import call_record_key
from crm_sync.match import match
from models.call import Call
from models.crm import CallHints, Match
from models.errors import CrmRefusedError
from pipeline.workshop import Workshop

_log = structlog.get_logger(__name__)


def look_up(workshop: Workshop, call: Call) -> Match:
    """Return whom the CRM has now for the call, and keep it; a remembered contact that is gone is forgotten.

    Why a machine linked the contact stays as it was told then. Raises CrmBusyError, ContactNotFoundError.
    """
    shelves, customer = workshop.shelves, call.details.customer
    remembered = None if call.contact_id else shelves.remembered().recall(customer)
    found = match(workshop.adapter, customer, contact_id=call.contact_id, remembered=remembered)
    if remembered is not None and found.remembered is None:
        shelves.remembered().forget(customer)
    known = shelves.matches().of(call.id)
    by_machine = call.contact_id is not None and call.contact_by is None
    if known is not None and by_machine and _is_of(known, call.contact_id):
        found = found.model_copy(update={"why": known.why, "remembered": known.remembered})
    shelves.matches().keep(call.id, found)
    return found


def look_up_call(workshop: Workshop, call: Call) -> None:
    """Find the record that a phone system made of the call in the CRM; keep its id, or that there is none.

    Where the CRM does not let us look, the call goes on without. Raises CrmBusyError.
    """
    adapter, known = workshop.adapter, workshop.shelves.matches().of(call.id)
    if known is None or workshop.call_record == "off" or not isinstance(adapter, CallLog):
        return
    details = call.details
    hints = CallHints(
        external_ids=call.external_ids,
        phone=details.customer.phone,
        started_at=details.started_at,
        contact_id=known.party.contact_id if known.party else None,
    )
    try:
        found = adapter.find_calls(hints)
    except CrmRefusedError:
        _log.warning("call_record_not_looked_up", call_id=call.id)
        return
    told = {"call_record": found[0] if len(found) == 1 else None, "no_call_record": not found}
    workshop.shelves.matches().keep(call.id, known.model_copy(update=told))


def logs_call(workshop: Workshop, call: Call) -> bool:
    """True where a record of the call is to be written: it is set so, and nobody else has made one.

    What was begun is gone on with. A CRM in which nothing can be looked up takes it as it comes.
    """
    if not workshop.adapter.keeps_calls:
        return False
    if workshop.shelves.ledger().is_intended(call_record_key(call.id)):
        return True
    known = workshop.shelves.matches().of(call.id)
    is_absent = known is not None and known.no_call_record
    return workshop.call_record == "write" and (is_absent or not isinstance(workshop.adapter, CallLog))


def kept(workshop: Workshop, call: Call) -> Match:
    """Return what was found for the call last; look up what is of another contact than the call's."""
    known = workshop.shelves.matches().of(call.id)
    if known is None or (call.contact_id and not _is_of(known, call.contact_id)):
        return look_up(workshop, call)
    return known


def _is_of(match: Match, contact_id: str | None) -> bool:
    return match.party is not None and match.party.contact_id == contact_id
