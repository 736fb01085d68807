"""The doors to promises: the list across calls, one with its history, and what a person does with it.

In: filters, ids, a small JSON body. Out: documents of what the token may see.
"""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request
from pydantic import Field

from api.entry import Entry, entry_of, in_thread, let_in
from api.json_body import documented, read_json
from api.problem_document import PROBLEMS
from lifecycle.new_call import Line
from lifecycle.promise_filters import read_filters
from lifecycle.promise_lists import PromisePage, PromiseWhole, look_at_promise, look_at_promises
from lifecycle.promises import PromiseAct, act_on_promise
from models.access import Actor, Permission
from models.frozen import Frozen

router = APIRouter(prefix="/api/v1/promises", tags=["promises"], responses=PROBLEMS)

Here = Annotated[Entry, Depends(entry_of)]
Who = Annotated[Actor, Depends(let_in(Permission.SEE_CALLS))]
_Text = Annotated[str | None, Field(max_length=300)]
_KEPT: Final = {
    "by": "dana@example.com",
    "kind": "kept",
    "proof": {"kind": "note", "words": "sent on Thursday"},
    "seen": 0,
}


class PromiseActBody(PromiseAct):
    """What is done, who does it, and the `revision` that this person saw."""

    by: Line
    seen: Annotated[int, Field(ge=0)] | None = None


class PromiseQuery(Frozen):
    """What the list is asked for; days are local, as 2026-12-31, both ends included."""

    show: Annotated[str, Field(description="todo, overdue, due, open, done, kept, broken, cancelled")] = (
        "todo"
    )
    side: Annotated[_Text, Field(description="ours or theirs")] = None
    owner: Annotated[_Text, Field(description="address of who looks after it")] = None
    team: _Text = None
    customer: Annotated[_Text, Field(description="id of the contact")] = None
    kind: Annotated[_Text, Field(description="promise, call, email, task or meeting")] = None
    category: _Text = None
    risk: Annotated[_Text, Field(description="low, medium or high")] = None
    due_from: Annotated[_Text, Field(description="first due day")] = None
    due_to: Annotated[_Text, Field(description="last due day")] = None
    older: Annotated[_Text, Field(description="promised at least so many days ago")] = None
    after: Annotated[_Text, Field(description="`next` of the page before")] = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


@router.get("")
async def list_promises(entry: Here, actor: Who, asked: Annotated[PromiseQuery, Query()]) -> PromisePage:
    """List confirmed promises and follow-ups, the most urgent first."""
    filters = read_filters(asked.model_dump(exclude={"limit"}))
    shelves = entry.doors.shelves
    found = await in_thread(look_at_promises, shelves, filters, actor=actor, limit=asked.limit)
    await in_thread(shelves.audit().looked, actor, "saw_promises")
    return found


@router.get("/{call_id}/{item_id}")
async def show_promise(call_id: str, item_id: str, entry: Here, actor: Who) -> PromiseWhole:
    """Show one promise with all that people did with it."""
    return await in_thread(look_at_promise, entry.doors.shelves, call_id, item_id, actor=actor)


@router.post("/{call_id}/{item_id}", openapi_extra=documented(PromiseActBody, _KEPT))
async def act(
    request: Request,
    call_id: str,
    item_id: str,
    entry: Here,
    actor: Annotated[Actor, Depends(let_in(Permission.DECIDE))],
) -> PromiseWhole:
    """Mark it as kept, broken or cancelled, open it again, give it away, postpone it, or undo the last."""
    body, shelves = await read_json(request, PromiseActBody), entry.doors.shelves
    wish = PromiseAct.model_validate(body.model_dump(exclude={"by", "seen"}))
    await in_thread(act_on_promise, shelves, call_id, item_id, wish, by=body.by, actor=actor, seen=body.seen)
    return await in_thread(look_at_promise, shelves, call_id, item_id, actor=actor)
