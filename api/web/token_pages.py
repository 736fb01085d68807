"""The admin's page of machines' tokens: made with a name, scopes and an end, shown once, revoked.

In: forms of that page. Out: the page, with what was typed and what is wrong where something is.
"""

from __future__ import annotations

from typing import Annotated, Final, cast

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from api.entry import Entry, entry_of, in_thread
from api.problems import status_of
from api.web.form import Form, read_form
from api.web.page import page
from api.who import allowed
from lifecycle import tokens
from models.access import GRANTS_OF_SCOPE, Actor, Permission, Scope
from models.errors import RefusedError

router = APIRouter()
Here = Annotated[Entry, Depends(entry_of)]
TokenAdmin = Annotated[Actor, Depends(allowed(Permission.MANAGE_TOKENS))]

_SCOPES: Final = tuple(GRANTS_OF_SCOPE)


@router.get("/tokens")
async def show_tokens(request: Request, entry: Here, actor: TokenAdmin, done: str = "") -> Response:
    """Show the tokens of machines."""
    return await _tokens(request, entry, actor, done="The token is revoked" if done == "revoked" else "")


@router.post("/tokens")
async def make_token(request: Request, entry: Here, actor: TokenAdmin) -> Response:
    """Make a token and show its secret this once."""
    form = await read_form(request)
    try:
        secret = await in_thread(
            tokens.make_token,
            entry.doors.shelves,
            form.one("name"),
            cast("tuple[Scope, ...]", form.several("scope")),
            by=actor.name,
            giver=actor,
            lifetime=form.one("lasts") or tokens.USUAL,
        )
    except RefusedError as error:
        return await _tokens(request, entry, actor, wrong=error, typed=form)
    return await _tokens(request, entry, actor, secret=secret)


@router.post("/tokens/revoke")
async def revoke_token(request: Request, entry: Here, actor: TokenAdmin) -> Response:
    """Revoke a token for good."""
    name = (await read_form(request)).one("name")
    try:
        await in_thread(tokens.revoke_token, entry.doors.shelves, name, by=actor.name)
    except RefusedError as error:
        return await _tokens(request, entry, actor, wrong=error)
    return RedirectResponse("/tokens?done=revoked", 303)


async def _tokens(
    request: Request,
    entry: Entry,
    actor: Actor,
    *,
    secret: str = "",
    done: str = "",
    wrong: RefusedError | None = None,
    typed: Form | None = None,
) -> Response:
    every = await in_thread(tokens.every_token, entry.doors.shelves)
    return page(
        request,
        "tokens.html",
        actor=actor,
        title="Tokens",
        status=status_of(wrong) if wrong else 200,
        tokens=every,
        scopes=_SCOPES,
        lifetimes=tuple(tokens.LIFETIMES),
        usual=(typed.one("lasts") if typed else "") or tokens.USUAL,
        name=typed.one("name") if typed else "",
        chosen=typed.several("scope") if typed else (),
        now=entry.doors.clock(),
        secret=secret,
        done=done,
        wrong=wrong.message if wrong else "",
    )
