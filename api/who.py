"""Says who stands at the door of a page: the person signed in, with what that person may do.

In: a request with the session's cookie. Out: `Account`, `Actor`. Who has not signed in is sent to do so.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Final
from urllib.parse import quote

from fastapi import Depends, HTTPException, Request

from api import session_cookie
from api.entry import entry_of
from lifecycle import signing_in
from models.access import ADDED_BY_GRANT, Actor, Grant, Permission, grant_for, roles_for
from models.errors import ForbiddenError
from storage.accounts import Account

#: What each grant is, in the words of a page.
WORDS_OF_GRANT: Final[dict[Grant, str]] = {
    "calls": "seeing calls",
    "personal": "hearing calls and seeing what is personal in them",
}


def account_of(request: Request) -> Account:
    """Return the account of who is signed in; else the browser is sent to the page of signing in.

    A script of a page, which asks for JSON or events or looks again, is told so with 401: it could make
    nothing of that page, and what a person typed on its own would be lost.
    """
    secret = session_cookie.shown(request)
    account = signing_in.who(entry_of(request).doors.shelves, secret) if secret else None
    if account is None and _is_script(request):
        raise HTTPException(401, "You are signed out; sign in, then try again.")
    if account is None:
        raise HTTPException(303, "Sign in first.", headers={"Location": _sign_in_address(request)})
    request.state.language, request.state.zone = account.language, account.zone
    return account


def signed_in(account: Annotated[Account, Depends(account_of)]) -> Actor:
    """Return the person signed in; else the browser is sent to the page of signing in."""
    return account.actor


def allowed(permission: Permission) -> Callable[[Actor], Actor]:
    """Return the dependency that lets in who may do this; ForbiddenError else."""

    def check(actor: Annotated[Actor, Depends(signed_in)]) -> Actor:
        if not actor.may(permission):
            raise ForbiddenError(_needed(actor, permission))
        return actor

    return check


def _needed(actor: Actor, permission: Permission) -> str:
    role = actor.role
    grant = grant_for(role) if role else None
    if role and grant and permission in ADDED_BY_GRANT[role, grant]:
        why = WORDS_OF_GRANT[grant]
        return f"Your role is {role}, and {why} was not granted to you; ask another admin."
    one_of = " or ".join(roles_for(permission))
    return f"This needs the role {one_of}; an admin can change yours."


def _is_script(request: Request) -> bool:
    accepts = request.headers.get("accept", "")
    return accepts.startswith(("application/json", "text/event-stream")) or "x-look" in request.headers


def _sign_in_address(request: Request) -> str:
    if request.method not in {"GET", "HEAD"} or request.url.path == "/":
        return "/login"
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return f"/login?next={quote(wanted, safe='/')}"
