"""The review list of errors and near misses, and what a person does with a line of it.

In: filters in the address, forms. Out: pages. Not here: what comes on the list (lifecycle/misses.py).
"""

from __future__ import annotations

from typing import Annotated, Final
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from api.entry import Entry, entry_of, in_thread
from api.problems import status_of
from api.web.form import Form, read_form
from api.web.language import N_
from api.web.page import page
from api.web.sample_pages import RULINGS
from api.web.viewer_zone import viewer_zone
from api.who import allowed
from lifecycle.item_words import item_words
from lifecycle.miss_acts import read_act
from lifecycle.miss_filters import read_filters
from lifecycle.misses import act_on_miss, misses
from lifecycle.samples import rulings_on
from lifecycle.veil import may_see
from models.access import Actor, Permission
from models.errors import RefusedError

router = APIRouter(prefix="/misses")
Here = Annotated[Entry, Depends(entry_of)]
Who = Annotated[Actor, Depends(allowed(Permission.JUDGE))]
#: What is said after each act.
_DONE: Final = {
    "fixed": N_("Ended as fixed"),
    "accepted": N_("Ended as accepted"),
    "case": N_("Kept as a labelled case"),
    "give": N_("Person and day are saved"),
    "open": N_("Opened again"),
}


@router.get("")
async def show_misses(request: Request, entry: Here, actor: Who) -> Response:
    """Show the lines that the person sees, what is due first."""
    return await _shown(request, entry, actor)


@router.post("/{miss_id}")
async def act(request: Request, miss_id: str, entry: Here, actor: Who) -> Response:
    """Do what the form says, and show the list again."""
    form, shelves = await read_form(request), entry.doors.shelves
    try:
        wish = read_act({name: form.one(name) for name in ("kind", "owner", "due_on", "note")})
        await in_thread(lambda: act_on_miss(shelves, miss_id, wish, by=actor.name, actor=actor))
    except RefusedError as error:
        return await _shown(request, entry, actor, wrong=error, at=miss_id, typed=form)
    back = read_filters(request.query_params).address()
    return RedirectResponse(f"{back}{'&' if '?' in back else '?'}done={quote(form.one('kind'))}", 303)


async def _shown(
    request: Request,
    entry: Entry,
    actor: Actor,
    *,
    wrong: RefusedError | None = None,
    at: str = "",
    typed: Form | None = None,
) -> Response:
    filters, shelves = read_filters(request.query_params), entry.doors.shelves
    today = shelves.clock().astimezone(viewer_zone(request)).date()
    found = await in_thread(lambda: misses(shelves, filters.search(today=today), actor=actor))
    asked = tuple((one.call_id, one.notes_version, one.item_id) for one in found if one.notes_version)
    words = await in_thread(lambda: item_words(shelves, asked, actor=actor))
    judged = {
        (one.call_id, one.notes_version, one.item_id)
        for one in found if one.kind == "disagreed" and one.notes_version and one.item_id
    }  # fmt: skip
    await in_thread(shelves.audit().looked, actor, "saw_misses")
    await in_thread(shelves.audit().looked_into, actor, "saw_misses", [one[0] for one in words])
    return page(
        request,
        "misses.html",
        actor=actor,
        title="Errors and near misses",
        status=200 if wrong is None else status_of(wrong),
        asked=filters,
        found=found,
        words=words,
        judged=await in_thread(lambda: rulings_on(shelves, judged, actor=actor)),
        rulings=RULINGS,
        may_read=may_see(actor),
        today=today,
        wrong=wrong,
        at=at if at in {one.id for one in found} else "",
        typed=typed or Form({}),
        done=_DONE.get(request.query_params.get("done", "")) if wrong is None else None,
    )
