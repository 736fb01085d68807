"""The admin's page of outgoing webhooks: endpoints, what each gets, what became of it, and its secret once.

In: forms of that page. Out: the page, with what was typed and what is wrong where something is.
Not here: sending, which a worker does (pipeline/outgoing.py).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import URL
from starlette.responses import RedirectResponse, Response

from api.entry import Entry, entry_of, in_thread
from api.problems import status_of
from api.web.form import Form, read_form
from api.web.page import page
from api.who import allowed
from lifecycle import outgoing, sending
from models.access import Actor, Permission
from models.errors import InputError, RefusedError
from models.outgoing import EVENT_KINDS, OUTCOME_WORDS

router = APIRouter()
Here = Annotated[Entry, Depends(entry_of)]
OutgoingAdmin = Annotated[Actor, Depends(allowed(Permission.MANAGE_OUTGOING))]

_LINES: Final = 20
_ACTS: Final[dict[str, Callable[..., object]]] = {
    "test": outgoing.test,
    "pause": outgoing.pause,
    "resume": outgoing.resume,
    "remove": outgoing.remove,
}
#: What a form did, for the page that follows it.
_DONE: Final = {
    "test": "A test event is on its way; look at the log in a moment",
    "pause": "Paused; what happens meanwhile is kept",
    "resume": "Resumed; what was not taken is sent now, the oldest first",
    "remove": "The endpoint is removed",
}


@router.get("/outgoing")
async def show_outgoing(
    request: Request, entry: Here, actor: OutgoingAdmin, done: str = "", whom: str = ""
) -> Response:
    """Show the endpoints and their logs."""
    return await _outgoing(request, entry, actor, done=_DONE.get(done, ""), whom=whom)


@router.post("/outgoing")
async def add_endpoint(request: Request, entry: Here, actor: OutgoingAdmin) -> Response:
    """Add an endpoint and show its secret this once."""
    form = await read_form(request)
    try:
        secret = await in_thread(
            outgoing.add,
            entry.doors.shelves,
            form.one("name"),
            form.one("url"),
            form.several("event"),
            with_items=form.one("items") == "yes",
            private_hosts=entry.doors.outgoing_private_hosts,
            actor=actor,
        )
    except RefusedError as error:
        return await _outgoing(request, entry, actor, wrong=error, typed=form)
    return await _outgoing(request, entry, actor, secret=secret, whom=form.one("name"))


@router.post("/outgoing/change")
async def change_endpoint(request: Request, entry: Here, actor: OutgoingAdmin) -> Response:
    """Test, pause, resume or remove an endpoint, or exchange its secret."""
    form = await read_form(request)
    name, act, shelves = form.one("name"), form.one("act"), entry.doors.shelves
    try:
        if act == "rotate":
            secret = await in_thread(outgoing.exchange_secret, shelves, name, actor=actor)
            return await _outgoing(request, entry, actor, secret=secret, whom=name)
        if act not in _ACTS:
            raise InputError(
                "This page does not know what to do; open it again and press one of its buttons."
            )
        await in_thread(_ACTS[act], shelves, name, actor=actor)
    except RefusedError as error:
        return await _outgoing(request, entry, actor, wrong=error)
    return RedirectResponse(str(URL("/outgoing").include_query_params(done=act, whom=name)), 303)


async def _outgoing(
    request: Request,
    entry: Entry,
    actor: Actor,
    *,
    secret: str = "",
    whom: str = "",
    done: str = "",
    wrong: RefusedError | None = None,
    typed: Form | None = None,
) -> Response:
    shelves = entry.doors.shelves
    every = await in_thread(outgoing.every, shelves)
    outbox = shelves.outbox()
    return page(
        request,
        "outgoing.html",
        actor=actor,
        title="Outgoing",
        status=status_of(wrong) if wrong else 200,
        held=await in_thread(sending.held, shelves),
        endpoints=[(one, await in_thread(outbox.log, one.name, limit=_LINES)) for one in every],
        kinds=EVENT_KINDS,
        outcomes=OUTCOME_WORDS,
        name=typed.one("name") if typed else "",
        url=typed.one("url") if typed else "",
        chosen=typed.several("event") if typed else EVENT_KINDS,
        items=bool(typed and typed.one("items")),
        secret=secret,
        whom=whom,
        done=done,
        wrong=wrong.message if wrong else "",
    )
