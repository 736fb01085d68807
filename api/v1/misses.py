"""The doors to the review list of errors and near misses.

In: filters, an id, a small JSON body. Out: lines of calls that the token may see, without notes for who may
not see what is personal.
"""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request
from pydantic import Field

from api.entry import Entry, entry_of, in_thread, let_in
from api.json_body import documented, read_json
from api.problem_document import PROBLEMS
from lifecycle.miss_filters import read_filters
from lifecycle.misses import MissAct, act_on_miss, misses
from lifecycle.new_call import Line
from models.access import Actor, Permission
from models.frozen import Frozen
from models.misses import Miss

router = APIRouter(prefix="/api/v1/misses", tags=["looking"], responses=PROBLEMS)

Here = Annotated[Entry, Depends(entry_of)]
Who = Annotated[Actor, Depends(let_in(Permission.SEE_CALLS))]
_Text = Annotated[str | None, Field(max_length=300)]
_FIXED: Final = {"by": "cora@example.com", "kind": "fixed", "note": "the rule knows the phrase now"}


class MissActBody(MissAct):
    """What is done, and who does it."""

    by: Line


class MissQuery(Frozen):
    """What the list is asked for."""

    show: Annotated[str, Field(description="open, late, ended, fixed, accepted or case")] = "open"
    kind: Annotated[_Text, Field(description="rejected, edited, discarded, reopened or disagreed")] = None
    owner: Annotated[_Text, Field(description="address of who looks into it")] = None
    team: _Text = None
    item_kind: Annotated[_Text, Field(description="promise, follow_up, topic, open_question or field")] = None
    category: _Text = None


class MissList(Frozen):
    """Open lines first, by the day they are due; 200 at most."""

    misses: tuple[Miss, ...]


@router.get("")
async def list_misses(entry: Here, actor: Who, asked: Annotated[MissQuery, Query()]) -> MissList:
    """List errors and near misses that somebody looks into."""
    shelves = entry.doors.shelves
    today = shelves.clock().astimezone(entry.doors.zone).date()
    wanted = read_filters(asked.model_dump()).search(today=today)
    found = await in_thread(lambda: misses(shelves, wanted, actor=actor))
    await in_thread(shelves.audit().looked, actor, "saw_misses")
    return MissList(misses=found)


@router.post("/{miss_id}", openapi_extra=documented(MissActBody, _FIXED))
async def act(
    request: Request,
    miss_id: str,
    entry: Here,
    actor: Annotated[Actor, Depends(let_in(Permission.DECIDE))],
) -> Miss:
    """Give a line to a person or another day, end it as fixed, accepted or a labelled case, or open it."""
    body, shelves = await read_json(request, MissActBody), entry.doors.shelves
    wish = MissAct.model_validate(body.model_dump(exclude={"by"}))
    return await in_thread(lambda: act_on_miss(shelves, miss_id, wish, by=body.by, actor=actor))
