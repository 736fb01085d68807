"""The page of who did what: found by person, act, call and day, written out, and whether the log is whole.

In: the filters in the address, who is signed in. Out: the page, or the lines as a file.
"""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from starlette.concurrency import iterate_in_threadpool
from starlette.responses import Response, StreamingResponse

from api.entry import Entry, entry_of, in_thread
from api.web.act_words import act_of
from api.web.page import page
from api.web.typed_day import begin_of
from api.web.viewer_zone import viewer_zone
from api.who import allowed
from lifecycle.audit_export import MEDIA_TYPES, export_audit
from models.access import Actor, Permission
from models.errors import InputError
from models.frozen import Frozen
from models.mail_address import plain_address
from storage.audit_filter import AuditFilter

router = APIRouter()
Here = Annotated[Entry, Depends(entry_of)]
Reader = Annotated[Actor, Depends(allowed(Permission.SEE_AUDIT))]

_LINES: Final = 100


class Asked(Frozen):
    """The filters as they were typed; a day is one of the house's zone, both days are meant with."""

    call: str = ""
    who: str = ""
    what: str = ""
    since: str = ""
    until: str = ""

    def address(self, path: str, **more: object) -> str:
        """Return this address with the filters, and more, in it."""
        words = {name: value for name, value in (self.model_dump() | more).items() if value}
        return f"{path}?{urlencode(words)}" if words else path

    def filter(self, zone: tzinfo) -> AuditFilter:
        """Return it as the log is asked. Raises InputError for a day that is none."""
        return AuditFilter(
            call_id=self.call or None,
            actor=plain_address(self.who) or None,
            action=act_of(self.what) or None,
            since=_begin(self.since, zone),
            until=_begin(self.until, zone, days=1),
        )


def _asked(
    call: Annotated[str, Query(max_length=64)] = "",
    who: Annotated[str, Query(max_length=320)] = "",
    what: Annotated[str, Query(max_length=64)] = "",
    since: Annotated[str, Query(max_length=10)] = "",
    until: Annotated[str, Query(max_length=10)] = "",
) -> Asked:
    return Asked(
        call=call.strip(), who=who.strip(), what=what.strip(), since=since.strip(), until=until.strip()
    )


Wanted = Annotated[Asked, Depends(_asked)]


@router.get("/audit")
async def show_audit(
    request: Request,
    entry: Here,
    actor: Reader,
    asked: Wanted,
    part: Annotated[int, Query(ge=1, le=10_000)] = 1,
    check: Annotated[str, Query(max_length=5)] = "",
) -> Response:
    """Show who did what, the newest first, and whether the log is whole; `check` has it looked at now."""
    lines = await in_thread(
        entry.doors.shelves.audit().entries,
        asked.filter(viewer_zone(request)),
        seen_by=actor,
        limit=_LINES + 1,
        offset=(part - 1) * _LINES,
    )
    return page(
        request,
        "audit.html",
        actor=actor,
        title="Audit",
        lines=lines[:_LINES],
        older=asked.address("/audit", part=part + 1) if len(lines) > _LINES else "",
        newer=asked.address("/audit", part=part - 1) if part > 1 else "",
        asked=asked,
        looked=await in_thread(entry.audit_watch.look, now=bool(check)),
    )


@router.get("/audit/export/{form}")
async def export(request: Request, form: str, entry: Here, actor: Reader, asked: Wanted) -> Response:
    """Give the lines that the filters leave as a file, the oldest first; that is noted."""
    doors = entry.doors
    lines = await in_thread(
        export_audit, doors.shelves, form, asked.filter(viewer_zone(request)), actor=actor, seen_by=actor
    )
    headers = {"Content-Disposition": f'attachment; filename="audit.{form}"'}
    return StreamingResponse(iterate_in_threadpool(lines), headers=headers, media_type=MEDIA_TYPES[form])


def _begin(day: str, zone: tzinfo, *, days: int = 0) -> datetime | None:
    if not day:
        return None
    try:
        return begin_of(day, zone, days=days)
    except ValueError as error:
        raise InputError("This is no day; write it like 2026-11-27.") from error
