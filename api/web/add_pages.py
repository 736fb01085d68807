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
    tour_page,
    transparency_page,
    trust_pages,
    upload,
    versions,
)
from api.web.language import N_
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
    tour_page,
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
    500: "Something broke",
    503: "Cannot be reached right now",
}
#: What can be done next, where the sentence of the error leaves that open.
_NEXT_STEPS: Final = {
    404: N_("It may have been deleted, or it is not for you to see; both look the same here."),
    500: N_(
        "What was kept before is there as it was; only this page could not be made. "
        "If it comes back, tell whoever runs Call notes what you did."
    ),
    503: N_("What was kept is safe. Wait a moment and try again; if it stays, tell whoever runs Call notes."),
}
#: The same, where a form was sent.
_SENT: Final = N_("What you sent may not have been kept: go back in your browser, look, and send it again.")
#: What may be over in a moment: nobody is asked who it is, since that may be what cannot be told.
_PASSES: Final = frozenset({500, 502, 503})
#: What the fields of an address are called on the pages.
_NAMES: Final = {
    "q": "Search",
    "show": "Kind of calls",
    "page": "Page",
    "step": "Step",
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
    return fitting(request, answer_of(request, error))


def fitting(request: Request, document: JSONResponse) -> Response:
    """Return the problem as who asked can read it: a browser that wants a page gets one."""
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
    told, status = json.loads(bytes(document.body)), document.status_code
    passes = status in _PASSES
    looks = request.method in {"GET", "HEAD"}
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return page(
        request,
        "error.html",
        actor=None if passes else _who(request),
        title=_TITLES.get(status, _TITLES[500]),
        status=status,
        detail=told["detail"],
        code=told["code"],
        next_step=_NEXT_STEPS.get(status) if looks or not passes else _SENT,
        again=(here if looks else "/") if passes else None,
        wrong=[
            f"{_NAMES.get(one['field'], one['field'])}: {one['message']}" for one in told.get("errors", ())
        ],
    )
