"""Answers with everything that is kept of a person as a zip that is made while it is sent.

In: whom a text names, who answers. Out: the answer. Not here: what is in it (lifecycle/access_request.py).
"""

from __future__ import annotations

from starlette.concurrency import iterate_in_threadpool
from starlette.responses import StreamingResponse

from api.doors import Doors
from lifecycle.access_request import stream_archive
from lifecycle.erase_person import read_person, refuse_unseen
from models.access import Actor
from models.errors import InputError


class ArchiveResponse(StreamingResponse):
    """A zip, to be kept as a file and in no cache."""

    media_type = "application/zip"


def archive_of(doors: Doors, whom: str, *, by: str, audio: bool, actor: Actor) -> ArchiveResponse:
    """Return the answer; that it is given is noted before its first byte.

    Raises InputError for nobody, or of whom nothing is kept, ForbiddenError for calls that are not seen.
    """
    if doors.export is None:
        raise InputError("This server writes no calls out; callnotes access-request does.")
    person = read_person(whom, doors.regions)
    refuse_unseen(doors.shelves, person, actor)
    portions = stream_archive(doors.shelves, person, by=by, export=doors.export, audio=audio, actor=actor)
    return ArchiveResponse(
        iterate_in_threadpool(portions),
        headers={
            "Content-Disposition": 'attachment; filename="access-request.zip"',
            "Cache-Control": "no-store",
        },
    )
