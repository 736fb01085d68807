"""The page for the people whose calls are recorded: open to everybody once it is published, else not there.

In: a `PublicPage`. Out: HTML without scripts. Not here: what it says (callnotes/transparency.py).
"""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Depends, HTTPException
from fastapi.responses import HTMLResponse

from api.entry import Entry, entry_of, in_thread
from api.web.page import HERE, filled
from models.public_page import PublicPage

router = APIRouter()
Here = Annotated[Entry, Depends(entry_of)]

_STYLE: Final = HERE / "static" / "public.css"


@router.get("/transparency")
async def transparency(entry: Here) -> HTMLResponse:
    """Show what is recorded, what is done with it, and how to object."""
    if entry.doors.transparency is None:
        raise HTTPException(404, "There is no such page here.")
    page = await in_thread(entry.doors.transparency)
    return HTMLResponse(filled("transparency.html", page=page, style=None))


def html_of(page: PublicPage) -> str:
    """Return the page as one file that needs nothing else."""
    return filled("transparency.html", page=page, style=_STYLE.read_text("utf-8"))
