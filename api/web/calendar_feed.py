"""A person's calendar at its private address, for programs that ask again and again; nobody signs in there.

In: the secret in the address. Out: iCalendar, 304 where nothing changed, 404 for an address that is nobody's.
Source: RFC 9110, sections 8.8 and 13 (validators), RFC 5545.
"""

from __future__ import annotations

from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from starlette.responses import Response

from api.entry import Entry, entry_of, in_thread
from lifecycle import calendar_feed

router = APIRouter()
Here = Annotated[Entry, Depends(entry_of)]


@router.get("/calendar/{secret}.ics")
@router.head("/calendar/{secret}.ics")
async def calendar(request: Request, entry: Here, secret: str) -> Response:
    """Give the calendar of the person whose address this is."""
    shelves, write = entry.doors.shelves, entry.doors.calendar
    account = await in_thread(calendar_feed.whose, shelves, secret)
    state = await in_thread(calendar_feed.state, shelves, account) if account else None
    if account is None or state is None or write is None:
        raise HTTPException(404, "There is no calendar at this address; make one on your account's page.")
    tag, changed_at = state
    headers = {
        "ETag": f'"{tag}"',
        "Last-Modified": format_datetime(changed_at, usegmt=True),
        "Cache-Control": "private, no-cache",
    }
    if _is_known(request, tag, changed_at):
        return Response(status_code=304, headers=headers)
    due = await in_thread(calendar_feed.due, shelves, account)
    body = await in_thread(write, due)
    headers["Content-Disposition"] = 'inline; filename="callnotes.ics"'
    return Response(body, headers=headers, media_type="text/calendar; charset=utf-8")


def _is_known(request: Request, tag: str, changed_at: datetime) -> bool:
    """True when who asks has this state already; the tag counts before the moment, where both are sent."""
    tags = request.headers.get("if-none-match")
    if tags is not None:
        known = {one.strip().removeprefix("W/").strip('"') for one in tags.split(",")}
        return tag in known or tags.strip() == "*"
    try:
        since = parsedate_to_datetime(request.headers.get("if-modified-since", ""))
    except ValueError:
        return False
    return since.tzinfo is not None and changed_at.replace(microsecond=0) <= since
