"""Says who stands at the door of a page: the person signed in, with what that person may do.

In: a request with the session's cookie. Out: `Actor`. Everything is closed to who has not signed in.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Request

from models.access import Actor, Permission
from models.errors import UnauthorisedError


def signed_in(_request: Request) -> Actor:
    """Return the person signed in; UnauthorisedError else."""
    raise UnauthorisedError("Sign in first.")


def allowed(permission: Permission) -> Callable[[Actor], Actor]:
    """Return the dependency that lets in who may do this; UnauthorisedError else."""

    def check(actor: Annotated[Actor, Depends(signed_in)]) -> Actor:
        if not actor.may(permission):
            raise UnauthorisedError("Your role does not allow this.")
        return actor

    return check
