"""The managers' pages of the way to the CRM: for the whole house, and each record of a call.

In: who is signed in; the wish that a worker looks into the CRM. Out: pages. Not here: looking (the worker).
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from api.entry import Entry, entry_of, in_thread
from api.web.language import N_, filled
from api.web.ledger_words import line_of
from api.web.page import page
from api.who import allowed
from lifecycle import ledger_view, reading
from lifecycle.veil import veiled
from models.access import Actor, Permission
from models.hubspot_limits import room_words

router = APIRouter()
Here = Annotated[Entry, Depends(entry_of)]
Who = Annotated[Actor, Depends(allowed(Permission.SEE_LEDGER))]


@router.get("/ledger")
async def show_ledger(request: Request, entry: Here, actor: Who) -> Response:
    """Show what waits for the CRM, since when and why, and the records that are not known to stand there."""
    doors = entry.doors
    view = await in_thread(ledger_view.look_at_ledger, doors.shelves, actor, limits=doors.crm_limits)
    return page(
        request,
        "ledger.html",
        actor=actor,
        title="Ledger",
        status_now=view.status,
        lines=[line_of(one, link=None) for one in view.entries],
        hidden=view.hidden,
        crm=doors.crm,
        rooms=[room_words(one) for one in view.status.standing.limits] if view.status.standing else [],
    )


@router.get("/calls/{call_id}/ledger")
async def show_call(request: Request, call_id: str, entry: Here, actor: Who) -> Response:
    """Show every record of the call: how it stands, how often it was tried, what was found in the CRM."""
    shelves = entry.doors.shelves
    call = await in_thread(reading.call, shelves, call_id, seen_by=actor)
    entries = await in_thread(ledger_view.entries_of, shelves, call.id, seen_by=actor)
    await in_thread(shelves.audit().looked, actor, "saw", call_id=call.id)
    shown = (veiled(one, actor, shelves.masking) for one in entries)
    return page(
        request,
        "call_ledger.html",
        actor=actor,
        title=filled(N_("Records of call {id}"), id=call.id.removeprefix("call_")[:8]),
        call=call,
        lines=[line_of(one, link=entry.doors.record_link(one)) for one in shown],
        asked=any(one.look_asked_at is not None for one in entries),
    )


@router.post("/calls/{call_id}/reconcile")
async def reconcile(call_id: str, entry: Here, actor: Who) -> Response:
    """Have a worker look into the CRM; the page shows what it found."""
    call = await in_thread(ledger_view.ask_to_reconcile, entry.doors.shelves, call_id, actor=actor)
    return RedirectResponse(f"/calls/{call.id}/ledger", 303)
