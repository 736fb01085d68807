"""The cookie that holds a session's secret: for this site alone, out of reach of scripts.

In: an answer, a request. Out: the cookie set, read or gone.
"""

from __future__ import annotations

from typing import Final

from fastapi import Request, Response

from lifecycle.signing_in import LASTS

NAME: Final = "callnotes_session"


def give(answer: Response, request: Request, secret: str) -> Response:
    """Return the answer, with which the browser keeps the secret."""
    answer.set_cookie(
        NAME,
        secret,
        max_age=int(LASTS.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
        path="/",
    )
    return answer


def shown(request: Request) -> str | None:
    """Return the secret that the browser shows, or None."""
    return request.cookies.get(NAME) or None


def take_back(answer: Response) -> Response:
    """Return the answer, with which the browser forgets the secret."""
    answer.delete_cookie(NAME, path="/", httponly=True, samesite="lax")
    return answer
