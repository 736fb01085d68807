"""The admin's pages: people with their roles and teams, and the tokens of machines."""

from __future__ import annotations

from typing import Annotated, Final, cast

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from api.entry import Entry, entry_of, in_thread
from api.web.form import Form, read_form
from api.web.page import page
from api.who import allowed
from lifecycle import links, people, tokens
from models.access import GRANTS_OF_ROLE, GRANTS_OF_SCOPE, Actor, Permission, Role, Scope
from models.errors import InputError

router = APIRouter()
Here = Annotated[Entry, Depends(entry_of)]
PeopleAdmin = Annotated[Actor, Depends(allowed(Permission.MANAGE_PEOPLE))]
TokenAdmin = Annotated[Actor, Depends(allowed(Permission.MANAGE_TOKENS))]

_ROLES: Final = tuple(GRANTS_OF_ROLE)
_SCOPES: Final = tuple(GRANTS_OF_SCOPE)


@router.get("/people")
async def show_people(request: Request, entry: Here, actor: PeopleAdmin) -> Response:
    """Show everybody."""
    return await _people(request, entry, actor)


@router.post("/people")
async def invite(request: Request, entry: Here, actor: PeopleAdmin) -> Response:
    """Make an account and show its one-time link."""
    form = await read_form(request)
    secret = await in_thread(links.invite, entry.doors.shelves, form.one("email"), _role(form), by=actor.name)
    return await _people(request, entry, actor, link=_link(request, secret), whom=form.one("email"))


@router.post("/people/change")
async def change(request: Request, entry: Here, actor: PeopleAdmin) -> Response:
    """Change role and teams, close or open an account."""
    form = await read_form(request)
    await in_thread(
        people.change,
        entry.doors.shelves,
        form.one("email"),
        role=_role(form),
        teams=tuple(form.raw("teams").split(",")),
        disabled=form.one("disabled") == "yes",
        by=actor.name,
    )
    return RedirectResponse("/people", 303)


@router.post("/people/link")
async def link(request: Request, entry: Here, actor: PeopleAdmin) -> Response:
    """Show a new one-time link for a person who has none or forgot the password."""
    email = (await read_form(request)).one("email")
    secret = await in_thread(links.reset, entry.doors.shelves, email, by=actor.name)
    return await _people(request, entry, actor, link=_link(request, secret), whom=email)


@router.post("/people/sign-out")
async def sign_out(request: Request, entry: Here, actor: PeopleAdmin) -> Response:
    """End every session of a person."""
    email = (await read_form(request)).one("email")
    await in_thread(people.sign_out_everywhere, entry.doors.shelves, email, by=actor.name)
    return RedirectResponse("/people", 303)


@router.get("/tokens")
async def show_tokens(request: Request, entry: Here, actor: TokenAdmin) -> Response:
    """Show the tokens of machines."""
    return await _tokens(request, entry, actor)


@router.post("/tokens")
async def make_token(request: Request, entry: Here, actor: TokenAdmin) -> Response:
    """Make a token and show its secret this once."""
    form = await read_form(request)
    wanted = form.several("scope")
    if not set(wanted) <= set(_SCOPES):
        raise InputError("A token needs one scope or more of those listed; choose what the machine may do.")
    scopes = cast("tuple[Scope, ...]", wanted)
    secret = await in_thread(
        tokens.make_token,
        entry.doors.shelves,
        form.one("name"),
        scopes,
        by=actor.name,
        lifetime=form.one("lasts") or tokens.USUAL,
    )
    return await _tokens(request, entry, actor, secret=secret)


@router.post("/tokens/revoke")
async def revoke_token(request: Request, entry: Here, actor: TokenAdmin) -> Response:
    """Revoke a token for good."""
    name = (await read_form(request)).one("name")
    await in_thread(tokens.revoke_token, entry.doors.shelves, name, by=actor.name)
    return RedirectResponse("/tokens", 303)


async def _people(
    request: Request, entry: Entry, actor: Actor, *, link: str = "", whom: str = ""
) -> Response:
    everybody = await in_thread(people.everybody, entry.doors.shelves)
    return page(
        request,
        "people.html",
        actor=actor,
        title="People",
        everybody=everybody,
        roles=_ROLES,
        link=link,
        whom=whom,
    )


async def _tokens(request: Request, entry: Entry, actor: Actor, *, secret: str = "") -> Response:
    every = await in_thread(tokens.every_token, entry.doors.shelves)
    return page(
        request,
        "tokens.html",
        actor=actor,
        title="Tokens",
        tokens=every,
        scopes=_SCOPES,
        lifetimes=tuple(tokens.LIFETIMES),
        usual=tokens.USUAL,
        now=entry.doors.clock(),
        secret=secret,
    )


def _role(form: Form) -> Role:
    role = form.one("role")
    if role not in _ROLES:
        raise InputError("A person is agent, manager or admin; choose one of the three.")
    return role


def _link(request: Request, secret: str) -> str:
    return str(request.url.replace(path=f"/welcome/{secret}", query=""))
