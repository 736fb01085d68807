"""Server-sent events for the pages: which calls changed, as ids and numbers, to who may see those calls.

In: a session, the number that the page was made at. Out: `text/event-stream`. A page of a call, of who may
decide, says by it that somebody is there. Source: HTML Living Standard, section 9.2 Server-sent events.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Final

import anyio
from fastapi import APIRouter, Depends, Header, Query, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent

from api import session_cookie
from api.entry import Entry, entry_of, in_thread
from api.who import account_of, allowed
from lifecycle import changes as heard
from lifecycle import reading, signing_in
from models.access import Actor, Permission
from storage.accounts import Account
from storage.presence import AGAIN_S

router = APIRouter()
Here = Annotated[Entry, Depends(entry_of)]
Who = Annotated[Actor, Depends(allowed(Permission.SEE_CALLS))]

#: Who signed out, or may no longer see calls, hears nothing more after this time at the latest.
_CHECKS_EVERY_S: Final = 5.0
_COMES_AGAIN_MS: Final = 2000
_MOST_AT_ONCE: Final = 200


class Asked:
    """The number after which a page wants to hear: that which it came with, or the last one that it heard."""

    def __init__(
        self,
        after: Annotated[int, Query(ge=0, lt=2**63)] = 0,
        last_event_id: Annotated[str, Header(max_length=20)] = "",
    ) -> None:
        """Take the later one of both."""
        heard = last_event_id.isascii() and last_event_id.isdigit()
        self.after = max(after, int(last_event_id) if heard else 0)


async def _listening(entry: Here, account: Annotated[Account, Depends(account_of)]) -> AsyncIterator[None]:
    with entry.feed.listening(account.actor.name):
        yield


@router.get("/events", response_class=EventSourceResponse)
async def of_all_calls(
    request: Request,
    entry: Here,
    _actor: Who,
    asked: Annotated[Asked, Depends()],
    _listens: Annotated[None, Depends(_listening)],
) -> AsyncIterator[ServerSentEvent]:
    """Tell of every call that the person sees."""
    async for one in _told(request, entry, asked.after):
        yield one


async def _seen(call_id: str, entry: Here, actor: Who) -> str:
    return (await in_thread(reading.call, entry.doors.shelves, call_id, seen_by=actor)).id


@router.get("/calls/{call_id}/events", response_class=EventSourceResponse)
async def of_one_call(
    request: Request,
    seen_id: Annotated[str, Depends(_seen)],
    entry: Here,
    actor: Who,
    asked: Annotated[Asked, Depends()],
    _listens: Annotated[None, Depends(_listening)],
) -> AsyncIterator[ServerSentEvent]:
    """Tell of one call, and let the others on it know that this person is there."""
    async with _present(entry, seen_id, actor) as page_id:
        async for one in _told(request, entry, asked.after, seen_id, page_id):
            yield one


async def _told(
    request: Request, entry: Entry, number: int, call_id: str | None = None, page_id: str = ""
) -> AsyncIterator[ServerSentEvent]:
    shelves = entry.doors.shelves
    yield ServerSentEvent(comment="listening", retry=_COMES_AGAIN_MS)
    newest = await in_thread(heard.number_of_changes, shelves)
    if number > newest:  # another database, such as a backup: what the page shows may be of anything
        yield ServerSentEvent(event="again", data="", id=str(newest))
        number = newest
    loop = asyncio.get_running_loop()
    until, signs_at = loop.time() + entry.doors.listens_s, loop.time() + AGAIN_S
    while loop.time() < until and not entry.feed.is_closed:
        is_later = await entry.feed.later_than(number, within_s=_CHECKS_EVERY_S)
        still = await _still(request, entry)
        if still is None or not still.may(Permission.SEE_CALLS):
            yield ServerSentEvent(event="over", data="")
            return
        if page_id and loop.time() > signs_at:
            await in_thread(heard.stay, shelves, page_id)
            signs_at = loop.time() + AGAIN_S
        if is_later:
            newest = entry.feed.newest
            changes = await in_thread(
                heard.changes_since, shelves, number, actor=still, call_id=call_id, limit=_MOST_AT_ONCE
            )
            for one in changes:
                told = {"call": one.call_id, "version": one.number}
                yield ServerSentEvent(event="call", data=told, id=str(one.number))
            number = changes[-1].number if len(changes) == _MOST_AT_ONCE else newest


async def _still(request: Request, entry: Entry) -> Actor | None:
    secret = session_cookie.shown(request)
    if secret is None:
        return None
    account = await in_thread(signing_in.who, entry.doors.shelves, secret, is_seen=False)
    return account.actor if account else None


@asynccontextmanager
async def _present(entry: Entry, call_id: str, actor: Actor) -> AsyncIterator[str]:
    """Say that this person is on the call until the context ends; of who only reads nothing is said."""
    if not actor.may(Permission.DECIDE):
        yield ""
        return
    page_id = await in_thread(heard.come, entry.doors.shelves, call_id, actor)
    try:
        yield page_id
    finally:
        with anyio.CancelScope(shield=True):
            await in_thread(heard.go, entry.doors.shelves, page_id)
