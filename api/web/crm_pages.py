"""The embedded CRM to look at: contacts, notes and tasks, and one contact with all that belongs to it.

In: who is signed in. Out: pages. Not here: writing to a CRM (crm_sync), who sees which words (lifecycle).
"""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from api.entry import Entry, entry_of
from api.web.language import filled
from api.web.page import page
from api.who import allowed
from lifecycle.crm_view import complete_task, look_at_contact, look_at_crm
from lifecycle.passport import passport_of
from lifecycle.promise_filters import PromiseFilters
from lifecycle.promise_lists import look_at_promises
from models.access import Actor, Permission
from models.call import Customer

router = APIRouter(include_in_schema=False)

_PROMISES: Final = 25
_CONSENTS: Final = 5
_Reader = Annotated[Actor, Depends(allowed(Permission.SEE_CRM))]
_Entry = Annotated[Entry, Depends(entry_of)]


@router.get("/crm")
def show_crm(request: Request, actor: _Reader, entry: _Entry) -> HTMLResponse:
    """Show all contacts, and the notes and tasks, the newest first."""
    view = look_at_crm(entry.doors.shelves, actor)
    entry.doors.shelves.audit().looked(actor, "saw_the_crm")
    return page(
        request,
        "crm.html",
        actor=actor,
        title="CRM",
        crm=view.contents,
        seen=view.seen,
        starts=dict(view.starts),
        hidden_notes=len(view.hidden.notes),
        hidden_tasks=len(view.hidden.tasks),
    )


@router.get("/crm/contacts/{contact_id}")
def show_contact(request: Request, contact_id: str, actor: _Reader, entry: _Entry) -> HTMLResponse:
    """Show one contact with fields, and the notes, tasks and calls that the person sees."""
    view = look_at_contact(entry.doors.shelves, contact_id, actor)
    if view is None:
        return page(request, "no_contact.html", actor=actor, title="No such contact", status=404)
    entry.doors.shelves.audit().looked(actor, "saw_a_contact", detail=contact_id)
    filters = PromiseFilters(customer=contact_id)
    shelves, over = entry.doors.shelves, filters.model_copy(update={"show": "done"})
    promised = look_at_promises(shelves, filters, actor=actor, limit=_PROMISES)
    whom = Customer(phone=view.contact.phone, email=view.contact.email)
    return page(
        request,
        "contact.html",
        actor=actor,
        title=filled("{name}", name=view.contact.name),
        view=view,
        asked=filters,
        promised=promised,
        consent=passport_of(shelves, whom, seen_by=actor, most=_CONSENTS),
        ended=look_at_promises(shelves, over, actor=actor, limit=_PROMISES, beside=promised),
        seen=view.seen,
        starts=dict(view.starts),
    )


@router.post("/crm/tasks/{task_id}/done")
def complete(
    task_id: str, actor: Annotated[Actor, Depends(allowed(Permission.DECIDE))], entry: _Entry
) -> RedirectResponse:
    """Mark a follow-up task as done, and go back to its contact."""
    contact_id = complete_task(entry.doors.shelves, task_id, actor=actor)
    return RedirectResponse(f"/crm/contacts/{contact_id}" if contact_id else "/crm", 303)
