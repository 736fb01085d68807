"""Says who stands at the door of a page: the person signed in, with what that person may do.

In: a request with the session's cookie. Out: `Account`, `Actor`. Who has not signed in is sent to do so.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated
from urllib.parse import quote

from fastapi import Depends, HTTPException, Request

from api import session_cookie
from api.entry import entry_of
from lifecycle import signing_in
from models.access import Actor, Permission, roles_for
from models.errors import ForbiddenError
from storage.accounts import Account


def account_of(request: Request) -> Account:
    """Return the account of who is signed in; else the browser is sent to the page of signing in.

    A script of a page, which asks for JSON or looks again, is told so with 401: it could make nothing of that
    page, and what a person typed on its own would be lost.
    """
    secret = session_cookie.shown(request)
    account = signing_in.who(entry_of(request).doors.shelves, secret) if secret else None
    if account is None and _is_script(request):
        raise HTTPException(401, "You are signed out; sign in, then try again.")
    if account is None:
        raise HTTPException(303, "Sign in first.", headers={"Location": _sign_in_address(request)})
    return account


def signed_in(account: Annotated[Account, Depends(account_of)]) -> Actor:
    """Return the person signed in; else the browser is sent to the page of signing in."""
    return account.actor


def allowed(permission: Permission) -> Callable[[Actor], Actor]:
    """Return the dependency that lets in who may do this; ForbiddenError else."""

    def check(actor: Annotated[Actor, Depends(signed_in)]) -> Actor:
        if not actor.may(permission):
            needed = " or ".join(roles_for(permission))
            raise ForbiddenError(f"This needs the role {needed}; an admin can change yours.")
        return actor

    return check


def _is_script(request: Request) -> bool:
    asks_for_json = request.headers.get("accept", "").startswith("application/json")
    return asks_for_json or "x-look" in request.headers


def _sign_in_address(request: Request) -> str:
    if request.method not in {"GET", "HEAD"} or request.url.path == "/":
        return "/login"
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return f"/login?next={quote(wanted, safe='/')}"
