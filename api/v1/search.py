"""The door to finding words in calls, notes and promises.

In: words, filters, a place to go on from. Out: the texts that the token may see, the newest calls first.
"""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query
from pydantic import AwareDatetime

from api.entry import Entry, entry_of, in_thread, let_in
from api.problem_document import PROBLEMS
from lifecycle.find import find_words
from models.access import Actor, Permission
from models.found_texts import Among, FoundText, Kind, State
from models.frozen import Frozen

router = APIRouter(prefix="/api/v1/search", tags=["looking"], responses=PROBLEMS)

Here = Annotated[Entry, Depends(entry_of)]
Who = Annotated[Actor, Depends(let_in(Permission.SEE_CALLS))]
WhoHears = Annotated[Actor, Depends(let_in(Permission.SEE_PERSONAL))]
_LAST: Final = 2**63 - 1


class SearchQuery(Frozen):
    """What is looked for, and what is looked through."""

    q: Annotated[str, Query(max_length=200, description='words, "words in a row", begin*, -without')]
    kind: Kind | None = None
    state: State | None = None
    speaker: Annotated[str | None, Query(max_length=20, description="agent or customer")] = None
    agent: Annotated[str | None, Query(max_length=254, description="e-mail address")] = None
    team: Annotated[str | None, Query(max_length=100)] = None
    customer: Annotated[str | None, Query(max_length=254, description="number or e-mail of the call")] = None
    begin: Annotated[AwareDatetime | None, Query(description="calls from this moment on")] = None
    end: Annotated[AwareDatetime | None, Query(description="calls before this moment")] = None
    before: Annotated[int | None, Query(ge=0, le=_LAST, description="`next_before` of the last page")] = None
    limit: Annotated[int, Query(ge=1, le=200)] = 50


class FoundPage(Frozen):
    """What was found; `reads` is false where the operator has switched the search off."""

    found: tuple[FoundText, ...]
    next_before: int | None
    reads: bool


@router.get("")
async def search(
    entry: Here, actor: Who, _too: WhoHears, asked: Annotated[SearchQuery, Query()]
) -> FoundPage:
    """Find words in notes and promises, and in what was said where the operator says so."""
    shelves = entry.doors.shelves
    among = Among(
        kind=asked.kind,
        state=asked.state,
        speaker=asked.speaker,
        agent=asked.agent,
        team=asked.team,
        customer=asked.customer,
        begin=asked.begin,
        end=asked.end,
    )
    found = await in_thread(
        find_words, shelves, asked.q, actor, among=among, limit=asked.limit, before=asked.before
    )
    await in_thread(shelves.audit().looked, actor, "searched")
    return FoundPage(
        found=tuple(hit.found for hit in found.hits), next_before=found.next_before, reads=found.reads
    )
