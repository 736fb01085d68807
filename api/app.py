"""Builds the web application from what it is given; nothing is looked up, nothing heavy is loaded.

In: `Doors`. Out: the ASGI app with the JSON API (v1/), the hooks (webhooks/), pages (web/), health checks.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from fastapi import FastAPI

from api import health, metrics
from api.cross_site import OwnSiteOnly
from api.description import complete_description
from api.doors import Doors
from api.entry import Entry, in_thread
from api.private_answers import PrivateAnswers
from api.problem_document import UNEXPECTED
from api.problems import add_problems
from api.v1 import (
    access_requests,
    arriving,
    calls,
    consent,
    deciding,
    erasing,
    ledger,
    misses,
    promises,
    search,
    trust,
)
from api.v1 import audit as audit_log
from api.web.add_pages import add_pages, fitting
from api.web.language import languages
from api.webhooks import call_recorded
from api.webhooks.hubspot import changes as hubspot_changes
from api.webhooks.provider import door
from api.webhooks.providers import PROVIDERS
from api.webhooks.take_in import take_up_again
from models.errors import SettingsError

_WHAT_IT_IS: Final = """\
Recorded calls come in with their consent and become notes with evidence, which a person confirms.

Every error is `application/problem+json` with a stable `code`; docs/errors.md explains them all.
"""


def create_app(doors: Doors) -> FastAPI:
    """Return the app. Raises SettingsError when a hook secret is malformed or the desk lacks the language."""
    if doors.language not in languages():
        there = " or ".join(languages())
        msg = f"CALLNOTES_DESK_LANGUAGE: the desk does not speak {doors.language!r}; choose {there}."
        raise SettingsError(msg)
    app = FastAPI(
        title="Call notes",
        version="1",
        description=_WHAT_IT_IS,
        openapi_url="/api/openapi.json",
        docs_url=None,  # its page would load scripts from elsewhere
        redoc_url=None,
        responses={500: UNEXPECTED},
        lifespan=_with_what_was_left,
    )
    app.state.entry = Entry.of(doors)
    app.add_middleware(OwnSiteOnly)
    app.add_middleware(PrivateAnswers, fitting=fitting)
    add_problems(app)
    complete_description(app)
    for room in (
        arriving,
        calls,
        consent,
        deciding,
        erasing,
        access_requests,
        audit_log,
        ledger,
        misses,
        promises,
        search,
        trust,
        call_recorded,
        hubspot_changes,
        health,
        metrics,
    ):
        app.include_router(room.router)
    for provider in PROVIDERS:
        app.include_router(door(provider))
    add_pages(app)
    return app


@asynccontextmanager
async def _with_what_was_left(app: FastAPI) -> AsyncIterator[None]:
    """Take up first what providers announced and a crash left; they do not all announce it twice."""
    entry: Entry = app.state.entry
    await in_thread(take_up_again, entry, tuple(provider.name for provider in PROVIDERS))
    yield
    await in_thread(entry.tally.write)
