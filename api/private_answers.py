"""Around every answer: it is cached nowhere, loads nothing foreign, and a fault shows nothing of a call.

In: the app. Out: the app, which never lets an exception out. Not here: expected errors (api/problems.py).

The server would log the exception with its text, and a text may hold what somebody said; so only the type
and the place are logged.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable

import structlog
from fastapi.responses import JSONResponse
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import problem
from models.errors import InternalError

#: Makes of a problem document what who asked can read.
Fitting = Callable[[Request, JSONResponse], Response]
_log = structlog.get_logger(__name__)

_CONTENT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; "
    "connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": _CONTENT,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


class PrivateAnswers:
    """ASGI middleware."""

    def __init__(self, app: ASGIApp, fitting: Fitting | None = None) -> None:
        """Stand around this app; `fitting` makes of the document of a fault what the browser can show."""
        self._app = app
        self._fitting = fitting

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def send_private(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                _make_private(headers)
                if scope.get("scheme") == "https":
                    headers.setdefault("Strict-Transport-Security", "max-age=31536000")
            await send(message)

        try:
            await self._app(scope, receive, send_private)
        except Exception as error:  # noqa: BLE001 - the last place where a fault can be kept from the log
            frame = traceback.extract_tb(error.__traceback__)[-1]
            _log.error("request_failed", error=type(error).__name__, where=f"{frame.filename}:{frame.lineno}")
            if not started:
                await self._answer(scope)(scope, receive, send_private)

    def _answer(self, scope: Scope) -> Response:
        answer = problem(
            500,
            code=InternalError.code,
            detail="A fault of ours; try again, and if it stays, look for request_failed in the log.",
        )
        if self._fitting is None:
            return answer
        try:
            return self._fitting(Request(scope), answer)
        except Exception as error:  # noqa: BLE001 - a page that cannot be made either is no reason for silence
            _log.error("page_of_fault_failed", error=type(error).__name__)
            return answer


def _make_private(headers: MutableHeaders) -> None:
    for name, value in _HEADERS.items():
        headers.setdefault(name, value)
    if headers.get("content-type", "").startswith("text/event-stream"):
        headers["Cache-Control"] = "no-store"  # FastAPI lets a stream be kept
