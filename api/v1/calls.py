"""The doors for looking: all calls in pages, the newest first, and one call whole.

In: a stage, a limit, a cursor; an id. Out: the documents of `callnotes calls --json` and `show --json`.
"""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query

from api.entry import Entry, entry_of, in_thread, let_in
from api.problem_document import PROBLEMS
from api.v1.documents import CallPage, DossierDocument, describe, describe_whole
from lifecycle import reading
from lifecycle.versions import Comparison, Versions, compare, versions
from models.access import Actor, Permission
from models.errors import InputError
from models.stages import Stage

router = APIRouter(prefix="/api/v1/calls", tags=["looking"], responses=PROBLEMS)

Here = Annotated[Entry, Depends(entry_of)]
Who = Annotated[Actor, Depends(let_in(Permission.SEE_CALLS))]

_DEEPEST: Final = 1_000_000


@router.get("")
async def list_calls(
    entry: Here,
    actor: Who,
    stage: Annotated[list[Stage] | None, Query(description="only calls in this stage (repeat)")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[
        str | None, Query(max_length=16, description="`next_cursor` of the page before")
    ] = None,
) -> CallPage:
    """List calls, the newest received first."""
    offset = _offset(cursor)
    found = await in_thread(
        reading.calls,
        entry.doors.shelves,
        stages=tuple(stage) if stage else None,
        limit=limit + 1,
        offset=offset,
        seen_by=actor,
    )
    following = str(offset + limit) if len(found) > limit else None
    return CallPage(calls=tuple(describe(call) for call in found[:limit]), next_cursor=following)


@router.get("/{call_id}")
async def show_call(call_id: str, entry: Here, actor: Who) -> DossierDocument:
    """Show one call whole: consent, transcript, notes, decisions, records."""
    shelves = entry.doors.shelves
    dossier = await in_thread(reading.dossier, shelves, call_id, seen_by=actor)
    await in_thread(shelves.audit().looked, actor, "saw", call_id=dossier.call.id)
    return describe_whole(dossier)


@router.get("/{call_id}/versions")
async def list_versions(call_id: str, entry: Here, actor: Who) -> Versions:
    """Show every version of the call's notes, and what was decided on each."""
    shelves = entry.doors.shelves
    call = await in_thread(reading.call, shelves, call_id, seen_by=actor)
    await in_thread(shelves.audit().looked, actor, "saw", call_id=call.id)
    return await in_thread(versions, shelves, call.id, seen_by=actor)


@router.get("/{call_id}/diff")
async def show_diff(
    call_id: str,
    entry: Here,
    actor: Who,
    before: Annotated[int | None, Query(ge=1, le=1_000_000, description="the earlier version")] = None,
    after: Annotated[int | None, Query(ge=1, le=1_000_000, description="the later version")] = None,
) -> Comparison:
    """Show what differs between two versions of the notes: by default the newest and the one before."""
    shelves = entry.doors.shelves
    call = await in_thread(reading.call, shelves, call_id, seen_by=actor)
    await in_thread(shelves.audit().looked, actor, "saw", call_id=call.id)
    return await in_thread(compare, shelves, call.id, before=before, after=after, seen_by=actor)


def _offset(cursor: str | None) -> int:
    if cursor is None:
        return 0
    if not (cursor.isascii() and cursor.isdigit() and int(cursor) <= _DEEPEST):
        raise InputError("The cursor is not one that a page of calls gave; begin without one.")
    return int(cursor)
