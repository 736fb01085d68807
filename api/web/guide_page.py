"""The page for agents: a minute with a call, when to overrule the machine, what to tell a customer.

In: who looks, the settings that it speaks of. Out: the page. The same facts for the public are on another
page (callnotes/transparency.py).
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from api.entry import Entry, entry_of
from api.web.page import page
from api.who import allowed
from models.access import Actor, Permission

router = APIRouter()
Here = Annotated[Entry, Depends(entry_of)]
Who = Annotated[Actor, Depends(allowed(Permission.SEE_CALLS))]


@router.get("/guide")
def show_guide(request: Request, entry: Here, actor: Who) -> Response:
    """Show it."""
    doors = entry.doors
    return page(
        request,
        "guide.html",
        actor=actor,
        title="Guide",
        days=doors.retention.audio_days,
        undo_minutes=round(doors.shelves.undo.total_seconds() / 60),
        crm_is_own=doors.crm == "local",
        is_published=doors.transparency is not None,
    )
