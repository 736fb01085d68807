"""The door to everything that is kept of a person, as that person may ask for: one archive, streamed.

In: a small JSON body; a number or an address never stands in an address that a proxy might log. Out: a zip,
of which nothing is left here. Not here: what is in it (lifecycle/access_request.py).
"""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request

from api.access_archive import ArchiveResponse, archive_of
from api.entry import Entry, entry_of, in_thread, let_in
from api.json_body import documented, read_json
from api.problem_document import PROBLEMS
from lifecycle.new_call import Line
from models.access import Actor, Permission
from models.frozen import Frozen

router = APIRouter(prefix="/api/v1/access-requests", tags=["erasing"], responses=PROBLEMS)

Here = Annotated[Entry, Depends(entry_of)]
Eraser = Annotated[Actor, Depends(let_in(Permission.ERASE))]
WhoHears = Annotated[Actor, Depends(let_in(Permission.SEE_PERSONAL))]
_EXAMPLE: Final = {"person": "+1 512 555 0123", "by": "dana@example.com", "audio": True}


class AccessRequestBody(Frozen):
    """Which person (a phone, an e-mail or `contact:ID`), who answers, and whether recordings go along."""

    person: Line
    by: Line
    audio: bool = False


@router.post("", response_class=ArchiveResponse, openapi_extra=documented(AccessRequestBody, _EXAMPLE))
async def answer_access_request(
    request: Request, entry: Here, actor: Eraser, _too: WhoHears
) -> ArchiveResponse:
    """Give everything that is kept of a person as one archive; that it was given is noted, never of whom."""
    body = await read_json(request, AccessRequestBody)
    return await in_thread(archive_of, entry.doors, body.person, by=body.by, audio=body.audio, actor=actor)
