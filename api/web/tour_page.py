"""The tour of one minute: the page of the sample call, step by step, on which nothing can be decided.

In: the number of a step, who looks. Out: the page, and the mark that the tour was seen. The call stands in no
database (callnotes/sample_call.py); its items, quotes and writes come from the templates of real ones.
"""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import RedirectResponse, Response

from api.entry import Entry, entry_of, in_thread
from api.web.call_page import grouped, numbers_of, owners_of
from api.web.form import read_form
from api.web.heard import SURE, heard_of
from api.web.page import page
from api.web.written import Write, writes_of
from api.who import allowed
from lifecycle.reading import Dossier
from lifecycle.tour import set_seen
from models.access import Actor, Permission
from models.review import Decision, reasons_for

router = APIRouter()
Here = Annotated[Entry, Depends(entry_of)]
Who = Annotated[Actor, Depends(allowed(Permission.SEE_CALLS))]

#: What each step speaks of, by its name in tour.html.
STEPS: Final = ("wrote", "why", "decide", "rest", "writes", "undo", "help")
#: Here the first promise is shown as accepted; the last step shows it open again.
_WITH_A_DECISION: Final = ("rest", "writes", "undo")


@router.get("/tour")
def show_tour(
    request: Request, entry: Here, actor: Who, step: Annotated[int, Query(ge=1, le=len(STEPS))] = 1
) -> Response:
    """Show a step of it."""
    doors, name, last = entry.doors, STEPS[step - 1], len(STEPS)
    dossier = doors.sample_call()
    notes = dossier.notes
    assert notes is not None  # noqa: S101 - the sample ships with notes
    first = notes.promises[0].id
    accepted = Decision(item_id=first, verdict="accept", by=actor.name, at=doors.clock())
    decided = {first: accepted} if name in _WITH_A_DECISION else {}
    return page(
        request,
        "tour.html",
        actor=actor,
        title=f"Tour, step {step} of {last}",
        step=step,
        last=last,
        now=name,
        first=first,
        opened=first if name == "why" else "",
        call=dossier.call,
        dossier=dossier,
        decided=decided,
        groups=grouped(notes, decided),
        numbers=numbers_of(notes),
        owners=owners_of(notes),
        readings={},
        reasons_for=reasons_for,
        nothing_found=False,
        open_items=len(notes.items()) - len(notes.summary) - len(decided),
        writes=_writes(entry, dossier, actor),
        writes_open=True,
        undo_minutes=round(doors.shelves.undo.total_seconds() / 60),
        heard=heard_of(dossier, actor).model_copy(update={"may_correct": False}),
        sure_from=SURE,
        forms=(),
    )


@router.post("/tour")
async def start_or_leave(request: Request, entry: Here, actor: Who) -> Response:
    """Note that the person knows of the tour, and lead to its first step or to the calls."""
    wished = (await read_form(request)).one("go")
    await in_thread(set_seen, entry.doors.shelves, actor)
    return RedirectResponse("/tour#step" if wished == "start" else "/calls", 303)


def _writes(entry: Entry, dossier: Dossier, actor: Actor) -> tuple[Write, ...]:
    """Return what the CRM that is set would get of the sample call."""
    foresee = entry.doors.foresee
    if foresee is None:
        return ()
    return writes_of(foresee(dossier, by=actor.name, at=entry.doors.clock(), wished=None), dossier.records)
