"""The page with the versions of a call's notes, and the form that has them made again.

In: a call, two versions. Out: what differs; back to the call. Thin over `lifecycle`.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import RedirectResponse, Response

from api.entry import Entry, entry_of, in_thread
from api.web.form import read_form
from api.web.language import N_, filled
from api.web.page import page
from api.who import allowed
from lifecycle import reading
from lifecycle.make_again import make_again
from lifecycle.one_of import one_of
from lifecycle.versions import compare, versions
from models.access import Actor, Permission

router = APIRouter(prefix="/calls/{call_id}")
Here = Annotated[Entry, Depends(entry_of)]
_Number = Annotated[int | None, Query(ge=1, le=1_000_000)]


@router.get("/versions")
async def show_versions(
    request: Request,
    call_id: str,
    entry: Here,
    actor: Annotated[Actor, Depends(allowed(Permission.SEE_CALLS))],
    before: _Number = None,
    after: _Number = None,
) -> Response:
    """Show the versions and, where there are two, what differs; that the call was looked at is noted."""
    shelves = entry.doors.shelves
    call = await in_thread(reading.call, shelves, call_id, seen_by=actor)
    await in_thread(shelves.audit().looked, actor, "saw", call_id=call.id)
    found = (await in_thread(versions, shelves, call.id, seen_by=actor)).versions
    compared = None
    if len(found) > 1:
        compared = await in_thread(compare, shelves, call.id, before=before, after=after, seen_by=actor)
    return page(
        request,
        "versions.html",
        actor=actor,
        title=filled(N_("Versions of call {id}"), id=call.id.removeprefix("call_")[:8]),
        call=call,
        versions=found,
        compared=compared,
    )


@router.post("/rerun")
async def rerun(
    request: Request,
    call_id: str,
    entry: Here,
    actor: Annotated[Actor, Depends(allowed(Permission.DECIDE))],
) -> Response:
    """Have the notes made again by a template and an engine."""
    call = await in_thread(reading.call, entry.doors.shelves, call_id, seen_by=actor)
    form = await read_form(request)
    await in_thread(
        make_again,
        entry.doors.shelves,
        call.id,
        template=one_of(form.one("template"), entry.doors.templates, "template"),
        notes_engine=one_of(form.one("engine"), entry.doors.notes_engines, "engine for notes"),
        decide_anew=form.one("anew") == "yes",
        by=actor.name,
        enqueue=entry.doors.enqueue,
        actor=actor,
    )
    return RedirectResponse(f"/calls/{call.id}", 303)
