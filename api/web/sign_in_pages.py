"""The pages before one is in: signing in and out, and the one-time link by which a password is set."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from api import session_cookie
from api.entry import Entry, entry_of, in_thread
from api.problems import status_of
from api.web.form import read_form
from api.web.page import page
from lifecycle import links, signing_in
from models.access import Permission
from models.errors import InputError, RefusedError

router = APIRouter()
Here = Annotated[Entry, Depends(entry_of)]


@router.get("/")
async def root(request: Request, entry: Here) -> Response:
    """Lead to the calls; an admin to whom they are not granted, to the people."""
    secret = session_cookie.shown(request)
    account = await in_thread(signing_in.who, entry.doors.shelves, secret) if secret else None
    sees_calls = account is None or account.actor.may(Permission.SEE_CALLS)
    return RedirectResponse("/calls" if sees_calls else "/people", 303)


@router.get("/login")
async def show_sign_in(request: Request, entry: Here, next: str = "/") -> Response:  # noqa: A002 - the name that stands in the address
    """Show the form."""
    fresh = await in_thread(links.nobody_is_in, entry.doors.shelves)
    return page(
        request,
        "login.html",
        actor=None,
        title="Sign in",
        fresh=fresh,
        next=_inside(next),
        wrong="",
        email="",
    )


@router.post("/login")
async def do_sign_in(request: Request, entry: Here) -> Response:
    """Open a session, or show the form again with what is wrong."""
    form = await read_form(request)
    address = request.client.host if request.client else "unknown"
    email, goal = form.one("email"), _inside(form.one("next"))
    try:
        secret = await in_thread(
            signing_in.sign_in,
            entry.doors.shelves,
            email,
            form.raw("password"),
            address=address,
            browser=request.headers.get("user-agent"),
        )
    except RefusedError as error:
        return page(
            request,
            "login.html",
            actor=None,
            title="Sign in",
            status=status_of(error),
            fresh=False,
            next=goal,
            wrong=error.message,
            email=email,
        )
    return await _let_in(request, entry, secret, goal)


@router.post("/logout")
async def do_sign_out(request: Request, entry: Here) -> Response:
    """End the session."""
    await in_thread(signing_in.sign_out, entry.doors.shelves, session_cookie.shown(request) or "")
    return session_cookie.take_back(RedirectResponse("/login", 303), request)


@router.get("/welcome/{secret}")
async def show_welcome(request: Request, secret: str, entry: Here) -> Response:
    """Show the form that sets a password."""
    wanted = await in_thread(links.look, entry.doors.shelves, secret)
    return page(
        request, "welcome.html", actor=None, title="Choose a password", email=wanted.email or "", wrong=""
    )


@router.post("/welcome/{secret}")
async def do_welcome(request: Request, secret: str, entry: Here) -> Response:
    """Set the password and open a session."""
    form = await read_form(request)
    shelves = entry.doors.shelves
    wanted = await in_thread(links.look, shelves, secret)
    try:
        account = await in_thread(
            links.use, shelves, secret, email=form.one("email"), password=form.raw("password")
        )
    except InputError as error:
        return page(
            request,
            "welcome.html",
            actor=None,
            title="Choose a password",
            status=status_of(error),
            email=wanted.email or "",
            wrong=error.message,
        )
    opened = await in_thread(
        signing_in.open_session,
        shelves,
        account.id,
        account.email,
        browser=request.headers.get("user-agent"),
    )
    return await _let_in(request, entry, opened, "/")


async def _let_in(request: Request, entry: Entry, secret: str, goal: str) -> Response:
    """Give the browser its new session; the one that it had before does not stay open behind it."""
    before = session_cookie.shown(request)
    if before is not None:
        await in_thread(signing_in.sign_out, entry.doors.shelves, before)
    return session_cookie.give(RedirectResponse(goal, 303), request, secret)


def _inside(goal: str) -> str:
    """Return the goal when it is a page of ours, else the first one: nobody is sent elsewhere."""
    is_ours = goal.startswith("/") and not goal.startswith(("//", "/\\")) and goal.isprintable()
    return goal if is_ours else "/"
