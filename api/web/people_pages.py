"""The admin's page of people: invitations, roles, teams, grants, and who may come in.

In: forms of that page. Out: the page, with what was typed and what is wrong where something is.
Not here: tokens of machines (token_pages.py).
"""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import URL
from starlette.responses import RedirectResponse, Response

from api.entry import Entry, entry_of, in_thread
from api.problems import status_of
from api.web.form import Form, read_form
from api.web.page import page
from api.who import WORDS_OF_GRANT, allowed
from lifecycle import grants, links, people
from lifecycle.teams import known_teams
from models.access import GRANTS_OF_ROLE, Actor, Grant, Permission, Role, grant_for
from models.errors import InputError, RefusedError
from models.mail_address import plain_address

router = APIRouter()
Here = Annotated[Entry, Depends(entry_of)]
PeopleAdmin = Annotated[Actor, Depends(allowed(Permission.MANAGE_PEOPLE))]

_ROLES: Final = tuple(GRANTS_OF_ROLE)
#: What a form did, for the page that follows it.
_DONE: Final = {
    "saved": "Saved",
    "signed-out": "Signed out everywhere",
    "ended": "The invitation is ended",
    "granted": "Granted",
    "taken-back": "The grant is taken back",
}


@router.get("/people")
async def show_people(
    request: Request, entry: Here, actor: PeopleAdmin, done: str = "", whom: str = ""
) -> Response:
    """Show everybody, and after a form what it did."""
    return await _people(request, entry, actor, done=_DONE.get(done, ""), whom=whom)


@router.post("/people")
async def invite(request: Request, entry: Here, actor: PeopleAdmin) -> Response:
    """Invite somebody and show the one-time link."""
    form = await read_form(request)
    email = form.one("email")
    try:
        secret = await in_thread(
            links.invite, entry.doors.shelves, email, _role(form), by=actor.name, teams=_teams(form)
        )
    except RefusedError as error:
        return await _people(request, entry, actor, wrong=error, typed=form)
    return await _people(request, entry, actor, link=_link(request, secret), whom=email)


@router.post("/people/end-link")
async def end_link(request: Request, entry: Here, actor: PeopleAdmin) -> Response:
    """End the link by which somebody was invited."""
    form = await read_form(request)
    try:
        await in_thread(links.end_invitation, entry.doors.shelves, form.one("email"), by=actor.name)
    except RefusedError as error:
        return await _people(request, entry, actor, wrong=error)
    return _done("ended", form)


@router.post("/people/change")
async def change(request: Request, entry: Here, actor: PeopleAdmin) -> Response:
    """Change role and teams, close or open an account."""
    form = await read_form(request)
    try:
        await in_thread(
            people.change,
            entry.doors.shelves,
            form.one("email"),
            role=_role(form),
            teams=_teams(form),
            disabled=form.one("disabled") == "yes",
            by=actor.name,
        )
    except RefusedError as error:
        return await _people(request, entry, actor, wrong=error, typed=form)
    return _done("saved", form)


@router.post("/people/link")
async def link(request: Request, entry: Here, actor: PeopleAdmin) -> Response:
    """Show a new one-time link for a person who has none or forgot the password."""
    email = (await read_form(request)).one("email")
    try:
        secret = await in_thread(links.reset, entry.doors.shelves, email, by=actor.name)
    except RefusedError as error:
        return await _people(request, entry, actor, wrong=error)
    return await _people(request, entry, actor, link=_link(request, secret), whom=email)


@router.post("/people/grant")
async def grant(request: Request, entry: Here, actor: PeopleAdmin) -> Response:
    """Give a person what goes beyond the role."""
    form = await read_form(request)
    try:
        await in_thread(grants.give, entry.doors.shelves, form.one("email"), _grant(form), actor=actor)
    except RefusedError as error:
        return await _people(request, entry, actor, wrong=error)
    return _done("granted", form)


@router.post("/people/take-back")
async def take_back(request: Request, entry: Here, actor: PeopleAdmin) -> Response:
    """Take such a grant back; whoever takes back the own is led to the page all the same."""
    form = await read_form(request)
    try:
        await in_thread(grants.take_back, entry.doors.shelves, form.one("email"), _grant(form), actor=actor)
    except RefusedError as error:
        return await _people(request, entry, actor, wrong=error)
    return _done("taken-back", form)


@router.post("/people/sign-out")
async def sign_out(request: Request, entry: Here, actor: PeopleAdmin) -> Response:
    """End every session of a person."""
    form = await read_form(request)
    try:
        await in_thread(people.sign_out_everywhere, entry.doors.shelves, form.one("email"), by=actor.name)
    except RefusedError as error:
        return await _people(request, entry, actor, wrong=error)
    return _done("signed-out", form)


async def _people(
    request: Request,
    entry: Entry,
    actor: Actor,
    *,
    link: str = "",
    whom: str = "",
    done: str = "",
    wrong: RefusedError | None = None,
    typed: Form | None = None,
) -> Response:
    """Show the page; what was typed stands in the form of that person, or in the one that invites."""
    shelves = entry.doors.shelves
    everybody = await in_thread(people.everybody, shelves)
    about = plain_address(typed.one("email")) if typed else ""
    is_change = request.url.path == "/people/change" and any(one.email == about for one in everybody)
    return page(
        request,
        "people.html",
        actor=actor,
        title="People",
        status=status_of(wrong) if wrong else 200,
        everybody=everybody,
        invitations=await in_thread(links.open_invitations, shelves),
        teams=await in_thread(known_teams, shelves),
        roles=_ROLES,
        grant_for=grant_for,
        words_of_grant=WORDS_OF_GRANT,
        link=link,
        whom=whom,
        done=done,
        wrong=wrong.message if wrong else "",
        typed=typed,
        typed_for=about if is_change else "",
    )


def _teams(form: Form) -> tuple[str, ...]:
    return tuple(form.raw("teams").split(","))


def _role(form: Form) -> Role:
    role = form.one("role")
    if role not in _ROLES:
        raise InputError(f"A person is {', '.join(_ROLES[:-1])} or {_ROLES[-1]}; choose one of them.")
    return role


def _grant(form: Form) -> Grant:
    named = next((one for one in WORDS_OF_GRANT if one == form.one("grant")), None)
    if named is None:
        raise InputError("There is no such grant; use the buttons of the page.")
    return named


def _done(what: str, form: Form) -> Response:
    """Lead back to the page, which says what was done; sent again by a reload it changes nothing."""
    address = URL("/people").include_query_params(done=what, whom=plain_address(form.one("email")))
    return RedirectResponse(str(address), 303)


def _link(request: Request, secret: str) -> str:
    return str(request.url.replace(path=f"/welcome/{secret}", query=""))
