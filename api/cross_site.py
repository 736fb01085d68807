"""Refuses what another site has a browser send: no page but ours may change anything in a person's name.

In: requests that change something, those of the JSON API and the hooks aside. Out: 403, or the app.
Browsers say where a request comes from (Fetch Metadata; else Origin). Who sends neither is no browser and has
no cookie to abuse. See docs/decisions/0014-no-csrf-tokens.md. Source: W3C Fetch Metadata Request Headers.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from api.problems import problem
from models.errors import ForbiddenError

_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
#: These never look at a cookie.
_WITHOUT_COOKIES: Final = ("/api/v1/", "/api/webhooks/")


class OwnSiteOnly:
    """ASGI middleware."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand before this app."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] != "http" or _may_pass(scope):
            await self._app(scope, receive, send)
            return
        answer = problem(
            403,
            code=ForbiddenError.code,
            detail="Another site had this sent; open Call notes itself and do it there.",
        )
        await answer(scope, receive, send)


def _may_pass(scope: Scope) -> bool:
    if scope["method"] in _SAFE or scope["path"].startswith(_WITHOUT_COOKIES):
        return True
    headers = Headers(scope=scope)
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc.lower() == headers.get("host", "").lower()
