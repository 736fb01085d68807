"""Corrects speakers on the page of a call: swap, name, merge; who said a turn, and where it splits.

In: one of the page's forms. Out: back to the page, at the turn. Thin over `lifecycle`.
"""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from pydantic import TypeAdapter, ValidationError
from starlette.responses import RedirectResponse, Response

from api.entry import Entry, entry_of, in_thread
from api.web.form import Form, read_form, seen_version
from api.who import allowed
from lifecycle import reading
from lifecycle.correct_speakers import correct_speakers
from models.access import Actor, Permission
from models.corrections import Correction
from models.errors import InputError

router = APIRouter(prefix="/calls/{call_id}")
Here = Annotated[Entry, Depends(entry_of)]
Who = Annotated[Actor, Depends(allowed(Permission.DECIDE))]

_correction: Final[TypeAdapter[Correction]] = TypeAdapter(Correction)
_FIELDS: Final = ("speaker", "into", "turn", "word", "to")


@router.post("/speakers")
async def correct(request: Request, call_id: str, entry: Here, actor: Who) -> Response:
    """Keep one correction; the notes are made again from it."""
    call = await in_thread(reading.call, entry.doors.shelves, call_id, seen_by=actor)
    form = await read_form(request)
    seen = form.one("decided")
    await in_thread(
        correct_speakers,
        entry.doors.shelves,
        call.id,
        (_read(form),),
        by=actor.name,
        enqueue=entry.doors.enqueue,
        actor=actor,
        shown=seen_version(form),
        decide_anew=form.one("anew") == "yes",
        decisions_shown=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else None,
    )
    turn = form.one("turn")
    return RedirectResponse(f"/calls/{call.id}{'#' + turn if turn.isascii() and turn.isalnum() else ''}", 303)


def _read(form: Form) -> Correction:
    """A turn is given to a speaker whole, or from the word on that is named."""
    fields = {name: form.one(name) for name in _FIELDS if form.one(name)}
    kind = "split" if "word" in fields else form.one("correct")
    try:
        return _correction.validate_python({"kind": kind} | fields)
    except ValidationError as error:
        raise InputError(
            "This is no correction of speakers; choose who speaks, and for a split the number of a word."
        ) from error
