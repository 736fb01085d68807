"""The list of calls: what each one needs, found by text, one page at a time.

In: the filters in the address, and who is signed in. Out: the page; a script asks again while work runs.
Not here: one call (call_page.py).
"""

from __future__ import annotations

from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from api.entry import Entry, entry_of
from api.web.attention_words import FLAG_WORDS, badges
from api.web.page import page
from api.web.viewer_zone import viewer_zone
from api.who import allowed
from lifecycle import signing
from lifecycle.changes import number_of_changes
from lifecycle.promise_lists import reminders
from lifecycle.search import LOOKED_THROUGH, Need, Search, next_waiting, search
from lifecycle.tour import is_offered
from models.access import Actor, Permission
from models.attention import FLAGS, Flag
from models.frozen import Frozen

router = APIRouter(include_in_schema=False)

PER_PAGE: Final = 25
_NEEDS: Final[dict[str, Need]] = {
    "waiting": "waiting",
    "working": "working",
    "failed": "failed",
    "done": "done",
}


class Asked(Frozen):
    """The filters as the address has them."""

    q: str = ""
    show: str = ""
    mine: bool = False
    flag: Flag | None = None
    after: str | None = None

    def address(self, **changes: object) -> str:
        """Return the address of this list with these filters changed."""
        said = self.model_copy(update={"after": None, **changes})
        named = {
            "q": said.q,
            "show": said.show,
            "mine": "1" if said.mine else "",
            "flag": said.flag,
            "after": said.after,
        }
        words = urlencode({name: value for name, value in named.items() if value})
        return f"/calls?{words}" if words else "/calls"


def _asked(
    q: Annotated[str, Query(max_length=200)] = "",
    show: Annotated[str, Query(max_length=20)] = "",
    mine: Annotated[str, Query(max_length=5)] = "",
    flag: Annotated[str, Query(max_length=20)] = "",
    after: Annotated[str | None, Query(max_length=100)] = None,
) -> Asked:
    known = next((one for one in FLAGS if one == flag), None)
    need = show if show in _NEEDS else ""
    return Asked(q=q.strip(), show=need, mine=bool(mine), flag=known, after=after)


@router.get("/calls")
def show_calls(
    request: Request,
    actor: Annotated[Actor, Depends(allowed(Permission.SEE_CALLS))],
    asked: Annotated[Asked, Depends(_asked)],
    entry: Annotated[Entry, Depends(entry_of)],
) -> HTMLResponse:
    """Show the calls that the person sees, the newest first; those that wait, the most urgent first.

    Above the whole list the tour is offered to who has not seen it.
    """
    changes = number_of_changes(entry.doors.shelves)
    today = entry.doors.clock().astimezone(viewer_zone(request)).date()
    wanted = Search(
        text=asked.q,
        need=_NEEDS.get(asked.show),
        mine=asked.mine,
        flag=asked.flag,
        today=today,
        signs=signing.WAITS,
    )
    found = search(entry.doors.shelves, wanted, actor=actor, limit=PER_PAGE, after=asked.after)
    reminded = None
    if asked == Asked():
        reminded = reminders(entry.doors.shelves, actor, zone=viewer_zone(request))
    return page(
        request,
        "calls.html",
        actor=actor,
        title="Calls",
        asked=asked,
        changes=changes,
        reminded=reminded,
        offers_tour=asked == Asked() and is_offered(entry.doors.shelves, actor),
        found=found,
        names=dict(found.contact_names),
        flag_words=FLAG_WORDS,
        badges={
            call.id: badges(
                call,
                found.attention.get(call.id),
                has_contact=call.id not in found.no_contact,
                today=today,
            )
            for call in found.calls
        },
        looked_through=LOOKED_THROUGH,
        per_page=PER_PAGE,
    )


@router.get("/calls/{call_id}/next")
def next_call(
    call_id: str,
    actor: Annotated[Actor, Depends(allowed(Permission.SEE_CALLS))],
    entry: Annotated[Entry, Depends(entry_of)],
) -> RedirectResponse:
    """Lead to the next call that waits for a person, an own one first; after the last back to the list."""
    found = next_waiting(entry.doors.shelves, call_id, actor=actor)
    if found is not None:
        return RedirectResponse(f"/calls/{found}", 303)
    return RedirectResponse("/calls?show=waiting", 303)
