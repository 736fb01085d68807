"""The pages of promises: the list across calls, and one promise with its history and what can be done.

In: filters in the address, who is signed in, forms. Out: pages; a list as a file.
Not here: the files themselves (callnotes/export_promises.py).
"""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from api.entry import Entry, entry_of, in_thread
from api.web.form import Form, read_form
from api.web.page import page
from api.web.viewer_zone import viewer_zone
from api.who import allowed
from lifecycle.promise_acts import read_act
from lifecycle.promise_filters import PromiseFilters, read_filters
from lifecycle.promise_lists import every_promise, look_at_promise, look_at_promises, narrow_by
from lifecycle.promise_proposals import proposals_for
from lifecycle.promise_signs import signs_for
from lifecycle.promises import act_on_promise
from models.access import Actor, Permission
from models.errors import DecidedMeanwhileError, InputError, RefusedError, StageError

router = APIRouter()
Here = Annotated[Entry, Depends(entry_of)]
Reader = Annotated[Actor, Depends(allowed(Permission.SEE_CALLS))]
PER_PAGE: Final = 25

#: Each form of a file, with its media type.
FORMS: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ics": "text/calendar; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
}
_TABS: Final = (
    ("todo", "To do"),
    ("overdue", "Overdue"),
    ("due", "Due today"),
    ("open", "Later"),
    ("kept", "Kept"),
    ("broken", "Broken"),
    ("cancelled", "cancelled"),
)


@router.get("/promises")
async def show_promises(request: Request, entry: Here, actor: Reader) -> Response:
    """Show the promises that the person sees, the most urgent first."""
    filters = read_filters(request.query_params)
    shelves = entry.doors.shelves
    found = await in_thread(
        look_at_promises, shelves, filters, actor=actor, limit=PER_PAGE, zone=viewer_zone(request)
    )
    await in_thread(shelves.audit().looked, actor, "saw_promises")
    return page(
        request,
        "promises.html",
        actor=actor,
        title="Promises",
        asked=filters,
        found=found,
        choices=await in_thread(narrow_by, shelves, actor),
        tabs=_TABS,
        forms=FORMS if entry.doors.export_promises and actor.may(Permission.EXPORT) else {},
    )


@router.get("/promises/export/{form}")
async def export_promises(
    request: Request, form: str, entry: Here, actor: Annotated[Actor, Depends(allowed(Permission.EXPORT))]
) -> Response:
    """Give the list as a file."""
    write, shelves = entry.doors.export_promises, entry.doors.shelves
    if write is None or form not in FORMS:
        msg = f"A list of promises is not written in this form; choose {', '.join(FORMS)}."
        raise InputError(msg)
    lines = await in_thread(
        every_promise, shelves, read_filters(request.query_params), actor=actor, zone=viewer_zone(request)
    )
    body = await in_thread(write, lines, form, entry.doors.public_url or str(request.base_url))
    await in_thread(shelves.audit().note, actor, "exported_promises", detail=form)
    named = {"Content-Disposition": f'attachment; filename="promises.{form}"'}
    return Response(body, headers=named, media_type=FORMS[form])


@router.get("/promises/{call_id}/{item_id}")
async def show_promise(request: Request, call_id: str, item_id: str, entry: Here, actor: Reader) -> Response:
    """Show one promise: its words, its quote, how it stands, what was done, and what can be done."""
    return await _shown(request, call_id, item_id, entry, actor)


@router.post("/promises/{call_id}/{item_id}")
async def act(
    request: Request,
    call_id: str,
    item_id: str,
    entry: Here,
    actor: Annotated[Actor, Depends(allowed(Permission.DECIDE))],
) -> Response:
    """Do what the form says; where it cannot be done, the page says why and keeps what was typed."""
    form = await read_form(request)
    seen = form.one("seen")
    try:
        await in_thread(
            act_on_promise,
            entry.doors.shelves,
            call_id,
            item_id,
            read_act(
                {
                    name: form.one(name)
                    for name in (
                        "kind",
                        "why",
                        "proof_kind",
                        "proof_ref",
                        "proof",
                        "owner",
                        "due_on",
                        "due_time",
                    )
                }
            ),
            by=actor.name,
            actor=actor,
            seen=int(seen) if seen.isdecimal() and len(seen) < 9 else None,
        )
    except (InputError, StageError, DecidedMeanwhileError) as error:
        return await _shown(request, call_id, item_id, entry, actor, wrong=error, typed=form)
    return RedirectResponse(f"/promises/{call_id}/{item_id}?done=yes", 303)


async def _shown(
    request: Request,
    call_id: str,
    item_id: str,
    entry: Entry,
    actor: Actor,
    *,
    wrong: RefusedError | None = None,
    typed: Form | None = None,
) -> Response:
    shelves = entry.doors.shelves
    whole = await in_thread(look_at_promise, shelves, call_id, item_id, actor=actor)
    proposed = await in_thread(proposals_for, shelves, call_id, item_id, actor=actor)
    signs = await in_thread(signs_for, shelves, call_id, item_id, actor=actor)
    await in_thread(shelves.audit().looked, actor, "saw_a_promise", call_id=call_id, detail=item_id)
    return page(
        request,
        "promise.html",
        actor=actor,
        title="Promise",
        status=_STATUS.get(type(wrong), 422) if wrong else 200,
        line=whole.line,
        one=whole.line.promise,
        changes=whole.detail.changes,
        proposed=proposed,
        signs=signs,
        filters=PromiseFilters(),
        may_act=actor.may(Permission.DECIDE),
        wrong=wrong,
        done="done" in request.query_params and not wrong,
        typed=typed or Form({}),
    )


_STATUS: Final[dict[type, int]] = {DecidedMeanwhileError: 409, StageError: 409}
