"""Adds the pages to the app: their routes, what they are made of, and errors as pages instead of documents.

In: the app, after its problems were added (api/problems.py). Out: the app with pages.
"""

from __future__ import annotations

import json
from http import HTTPStatus
from pathlib import Path
from typing import Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api.problems import answer_of
from api.web import (
    account_pages,
    audit_pages,
    calendar_feed,
    calibration_page,
    call_page,
    calls_page,
    consent_pages,
    crm_pages,
    decide,
    erasure_pages,
    events,
    guide_page,
    hook_pages,
    ledger_pages,
    miss_pages,
    outgoing_pages,
    people_pages,
    promise_pages,
    sample_pages,
    search_page,
    sign_in_pages,
    speakers,
    token_pages,
    transparency_page,
    trust_pages,
    upload,
    versions,
)
from api.web.page import page
from api.who import account_of
from models.access import Actor
from models.errors import CallNotesError

_MACHINES: Final = ("/api/", "/healthz", "/readyz", "/metrics", "/static/")
_ROOMS: Final = (
    sign_in_pages,
    calls_page,
    upload,
    call_page,
    decide,
    events,
    speakers,
    versions,
    crm_pages,
    ledger_pages,
    account_pages,
    audit_pages,
    calendar_feed,
    calibration_page,
    consent_pages,
    erasure_pages,
    guide_page,
    people_pages,
    promise_pages,
    sample_pages,
    miss_pages,
    search_page,
    token_pages,
    outgoing_pages,
    hook_pages,
    transparency_page,
    trust_pages,
)
_TITLES: Final = {
    401: "Sign in first",
    403: "Not for you to see",
    404: "Not here",
    409: "Not possible now",
    410: "Gone",
    413: "Too large",
    415: "Not a recording",
    422: "That did not work",
    429: "Too many tries",
}
#: What the fields of an address are called on the pages.
_NAMES: Final = {
    "q": "Search",
    "show": "Kind of calls",
    "page": "Page",
    "part": "Page",
    "who": "Who",
    "call": "Call",
    "customer": "Customer",
    "agent": "Agent",
    "team": "Team",
    "kind": "What",
    "state": "State",
    "speaker": "Who says it",
    "day_from": "Calls from",
    "day_to": "Calls to",
}
_STATIC: Final = Path(__file__).parent / "static"


class _Static(StaticFiles):
    """The stylesheets and modules; a browser asks each time whether its copy still holds."""

    def file_response(self, *args: object, **named: object) -> Response:
        """Return the file with that rule."""
        response: Response = super().file_response(*args, **named)  # type: ignore[arg-type]  # passed on as they came
        response.headers["Cache-Control"] = "no-cache"
        return response


def add_pages(app: FastAPI) -> None:
    """Have the app serve the pages."""
    app.mount("/static", _Static(directory=_STATIC), name="static")
    for room in _ROOMS:
        app.include_router(room.router, include_in_schema=False)
    for kind in (CallNotesError, RequestValidationError, HTTPException):
        app.add_exception_handler(kind, _answer)


def _answer(request: Request, error: Exception) -> Response:
    document = answer_of(request, error)
    wants_page = "text/html" in request.headers.get("accept", "")
    if not wants_page or request.url.path.startswith(_MACHINES):
        return document
    if document.status_code < HTTPStatus.BAD_REQUEST:
        return Response(status_code=document.status_code, headers={"Location": document.headers["Location"]})
    return _as_page(request, document)


def _who(request: Request) -> Actor | None:
    """Return who is signed in, so that the page of an error has its ways too."""
    try:
        return account_of(request).actor
    except (HTTPException, CallNotesError):
        return None


def _as_page(request: Request, document: JSONResponse) -> Response:
    told = json.loads(bytes(document.body))
    return page(
        request,
        "error.html",
        actor=_who(request),
        title=_TITLES.get(document.status_code, "Something broke"),
        status=document.status_code,
        detail=told["detail"],
        code=told["code"],
        wrong=[
            f"{_NAMES.get(one['field'], one['field'])}: {one['message']}" for one in told.get("errors", ())
        ],
    )
