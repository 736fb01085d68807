"""The cookie that holds a session's secret: for this site alone, out of reach of scripts.

In: an answer, a request. Out: the cookie set, read or gone.
"""

from __future__ import annotations

from typing import Final

from fastapi import Request, Response

from lifecycle.signing_in import LASTS

NAME: Final = "callnotes_session"
#: Over HTTPS: a browser takes a cookie of this name from this very host alone, and from no other one of the
#: same domain, nor over plain HTTP. Source: RFC 6265bis, section 4.1.3.2.
_NAME_ON_HTTPS: Final = f"__Host-{NAME}"


def give(answer: Response, request: Request, secret: str) -> Response:
    """Return the answer, with which the browser keeps the secret."""
    answer.set_cookie(
        _name(request),
        secret,
        max_age=int(LASTS.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=_is_secure(request),
        path="/",
    )
    return answer


def shown(request: Request) -> str | None:
    """Return the secret that the browser shows, or None."""
    return request.cookies.get(_name(request)) or None


def take_back(answer: Response, request: Request) -> Response:
    """Return the answer, with which the browser forgets the secret."""
    answer.delete_cookie(_name(request), path="/", httponly=True, samesite="lax", secure=_is_secure(request))
    return answer


def _is_secure(request: Request) -> bool:
    return request.url.scheme == "https"


def _name(request: Request) -> str:
    return _NAME_ON_HTTPS if _is_secure(request) else NAME
