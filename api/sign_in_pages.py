"""The pages before one is in: signing in and out, and the one-time link by which a password is set.

In: forms. Out: small pages without scripts, and the session's cookie.
"""

from __future__ import annotations

from html import escape
from typing import Annotated, Final
from urllib.parse import parse_qs

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api import session_cookie
from api.entry import Entry, entry_of, in_thread
from api.problems import status_of
from lifecycle import links, signing_in
from models.errors import InputError, RefusedError

router = APIRouter(include_in_schema=False)
Here = Annotated[Entry, Depends(entry_of)]

_MOST_BYTES: Final = 8192
_PAGE: Final = """<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>{title} · Call notes</title>
<link rel="stylesheet" href="/static/desk.css"></head>
<body><main id="main"><h1>{title}</h1>{wrong}<form method="post">
<p><label>E-mail <input name="email" type="email"
  autocomplete="username" value="{email}" required></label></p>
<p><label>Password <input name="password" type="password" autocomplete="{kind}" required></label></p>
<input type="hidden" name="next" value="{goal}"><button>{title}</button></form></main></body></html>
"""


@router.get("/login")
async def show_sign_in(request: Request) -> Response:
    """Show the form."""
    return _page("Sign in", goal=request.query_params.get("next", ""))


@router.post("/login")
async def sign_in(request: Request, entry: Here) -> Response:
    """Open a session, or show the form again with what is wrong."""
    form = await _form(request)
    address = request.client.host if request.client else "unknown"
    try:
        secret = await in_thread(
            signing_in.sign_in,
            entry.doors.shelves,
            form.get("email", ""),
            form.get("password", ""),
            address=address,
            browser=request.headers.get("user-agent"),
        )
    except RefusedError as error:
        return _page("Sign in", wrong=error, email=form.get("email", ""), goal=form.get("next", ""))
    answer = RedirectResponse(_inside(form.get("next", "")), 303)
    session_cookie.give(answer, request, secret)
    return answer


@router.post("/logout")
async def sign_out(request: Request, entry: Here) -> Response:
    """End the session."""
    await in_thread(signing_in.sign_out, entry.doors.shelves, session_cookie.shown(request) or "")
    answer = RedirectResponse("/login", 303)
    session_cookie.take_back(answer)
    return answer


@router.get("/welcome/{secret}")
async def show_welcome(secret: str, entry: Here) -> Response:
    """Show the form that sets a password."""
    wanted = await in_thread(links.look, entry.doors.shelves, secret)
    return _page("Choose a password", email=wanted.email or "")


@router.post("/welcome/{secret}")
async def welcome(request: Request, secret: str, entry: Here) -> Response:
    """Make the account, or set its new password; then one signs in with it."""
    form = await _form(request)
    email, password = form.get("email", ""), form.get("password", "")
    try:
        await in_thread(links.use, entry.doors.shelves, secret, email=email, password=password)
    except RefusedError as error:
        return _page("Choose a password", wrong=error, email=email)
    return RedirectResponse("/login", 303)


def _page(title: str, *, wrong: RefusedError | None = None, email: str = "", goal: str = "") -> HTMLResponse:
    kind = "current-password" if title == "Sign in" else "new-password"
    told = f'<p class="notice bad" role="alert">{escape(wrong.message)}</p>' if wrong else ""
    html = _PAGE.format(title=title, wrong=told, email=escape(email), goal=escape(goal), kind=kind)
    return HTMLResponse(html, status_of(wrong) if wrong else 200)


async def _form(request: Request) -> dict[str, str]:
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > _MOST_BYTES:
            raise InputError("The form is too long; shorten what was typed.")
    fields = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
    return {name: values[-1] for name, values in fields.items()}


def _inside(goal: str) -> str:
    """Return the goal when it is a page of ours: nobody is sent elsewhere."""
    is_ours = goal.startswith("/") and not goal.startswith(("//", "/\\")) and goal.isprintable()
    return goal if is_ours else "/calls"
