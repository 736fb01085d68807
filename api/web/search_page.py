"""The page on which words are found in calls, notes and promises; and the searches that a person keeps.

In: what the address asks, who is signed in. Out: the page. Not here: the list of calls (calls_page.py).
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Final, Literal
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import RedirectResponse, Response

from api.entry import Entry, entry_of, in_thread
from api.problems import status_of
from api.web.form import read_form
from api.web.page import page
from api.web.typed_day import begin_of
from api.web.viewer_zone import viewer_zone
from api.who import allowed
from lifecycle import find
from models.access import Actor, Permission
from models.errors import InputError, RefusedError
from models.found_texts import Among, Kind, State
from models.frozen import Frozen

router = APIRouter(prefix="/search")
Here = Annotated[Entry, Depends(entry_of)]
Who = Annotated[Actor, Depends(allowed(Permission.SEE_PERSONAL))]

PER_PAGE: Final = 25
KINDS: Final[dict[str, str]] = {
    "promise": "Promise",
    "follow_up": "Follow-up",
    "topic": "Topic",
    "open_question": "Open question",
    "field": "Field",
    "summary": "Summary",
    "turn": "What was said",
}
STATES: Final[dict[str, str]] = {
    "waiting": "waits for a decision",
    "confirmed": "confirmed",
    "rejected": "rejected",
}


class Asked(Frozen):
    """What is looked for, as the address has it; days are whole ones in the zone of the settings."""

    q: Annotated[str, Query(max_length=200)] = ""
    kind: Kind | Literal[""] = ""
    state: State | Literal[""] = ""
    speaker: Literal["agent", "customer", ""] = ""
    agent: Annotated[str, Query(max_length=254)] = ""
    customer: Annotated[str, Query(max_length=254)] = ""
    day_from: Annotated[str, Query(max_length=20)] = ""
    day_to: Annotated[str, Query(max_length=20)] = ""
    before: Annotated[int | None, Query(ge=0, le=2**63 - 1)] = None

    def words(self, **changes: object) -> str:
        """Return the words of the address with these changes."""
        said = self.model_copy(update={"before": None, **changes}).model_dump(mode="json")
        return urlencode({name: value for name, value in said.items() if value not in {"", None}})

    @property
    def narrowed(self) -> bool:
        """True where more than words is asked."""
        return bool(self.words(q=""))

    def among(self, zone: ZoneInfo) -> Among:
        """Return what is looked through. Raises InputError for what is no day."""
        return Among(
            kind=self.kind or None,
            state=self.state or None,
            speaker=self.speaker or None,
            agent=self.agent.strip().lower() or None,
            customer=self.customer.strip() or None,
            begin=_begin(self.day_from, zone) if self.day_from else None,
            end=_begin(self.day_to, zone, days=1) if self.day_to else None,
        )


@router.get("")
async def show_found(request: Request, entry: Here, actor: Who, asked: Annotated[Asked, Query()]) -> Response:
    """Show the texts in which the words stand, the newest calls first."""
    return await _shown(request, entry, actor, asked)


@router.post("/keep")
async def keep(request: Request, entry: Here, actor: Who) -> Response:
    """Keep a search under a name."""
    form = await read_form(request)
    asked = Asked.model_validate(dict(request.query_params))
    try:
        await in_thread(find.save, entry.doors.shelves, form.one("name"), asked.words(), actor)
    except RefusedError as error:
        return await _shown(request, entry, actor, asked, wrong=error)
    return RedirectResponse(f"/search?{asked.words()}#saved", 303)


@router.post("/forget")
async def forget(request: Request, entry: Here, actor: Who) -> Response:
    """Forget a kept search."""
    name = (await read_form(request)).one("name")
    await in_thread(find.remove_saved, entry.doors.shelves, name, actor)
    return RedirectResponse("/search#q", 303)


async def _shown(
    request: Request, entry: Entry, actor: Actor, asked: Asked, *, wrong: RefusedError | None = None
) -> Response:
    shelves, zone = entry.doors.shelves, viewer_zone(request)
    found = None
    if asked.q.strip():
        try:
            among = asked.among(zone)
            found = await in_thread(
                find.find_words, shelves, asked.q, actor, among=among, limit=PER_PAGE, before=asked.before
            )
        except RefusedError as error:
            wrong = error
        else:
            await in_thread(shelves.audit().looked, actor, "searched")
    return page(
        request,
        "search.html",
        actor=actor,
        title="Search",
        status=200 if wrong is None else status_of(wrong),
        asked=asked,
        found=found,
        reach=await in_thread(find.reach, shelves),
        see_crm=Permission.SEE_CRM,
        kinds=KINDS,
        states=STATES,
        saved=await in_thread(find.saved, shelves, actor),
        wrong=wrong,
    )


def _begin(day: str, zone: ZoneInfo, *, days: int = 0) -> datetime:
    try:
        return begin_of(day, zone, days=days)
    except ValueError as error:
        raise InputError("A day is written like 2026-12-31; correct the days of the filter.") from error
