"""The door that every phone provider's hook has: verified before it is read, stored before it is handled.

In: a `Provider`, which is one closed folder beside this file. Out: its router.
Not here: what becomes of an announcement (take_in.py), fetching the recording (a job of the pipeline).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse

from api.entry import Entry, entry_of
from api.json_body import read_bytes
from api.problem_document import HOOK_PROBLEMS
from api.webhooks.announcement import Announcement, Delivery
from api.webhooks.counted import Outcome, counted
from api.webhooks.public_address import public_address
from api.webhooks.setup import Setup
from api.webhooks.take_in import take_in
from api.webhooks.test_mark import is_test
from models.errors import SourceRefusedError, UnauthorisedError
from text.signed_message import secret_name

_MOST_BYTES: Final = 256 * 1024

Verify = Callable[[Delivery, tuple[bytes, ...], datetime], bytes]
Read = Callable[[Delivery], tuple[Announcement, ...]]
Greet = Callable[[Delivery, tuple[bytes, ...]], dict[str, str] | None]
Answer = Callable[[Delivery, bytes], dict[str, str] | None]


def no_greeting(_delivery: Delivery, _keys: tuple[bytes, ...]) -> None:
    """Answer nothing: this provider asks no question without a proof."""


def no_question(_delivery: Delivery, _key: bytes) -> None:
    """Answer nothing: this provider asks no question of a new hook."""


@dataclass(frozen=True)
class Provider:
    """A phone provider: how its deliveries are checked and read.

    `name` is the last part of its address and the folder's name, `setting` the one with its secrets.
    `verify` returns the secret that fits, or raises UnauthorisedError; it must not believe what it reads.
    `read` raises InputError or RequestValidationError for what is not an event of the provider.
    `setup` is for the page of hooks. `answer` is what is sent back to a question that the provider asks
    before it sends events, as JSON; `greet` is the headers of that answer where the question brings no proof,
    so that it must give nothing away.
    """

    name: str
    title: str
    setting: str
    verify: Verify
    read: Read
    media_type: str
    example: dict[str, Any] | str
    setup: Setup
    answer: Answer = no_question
    greet: Greet = no_greeting


def door(provider: Provider) -> APIRouter:
    """Return the router with the provider's address."""
    router = APIRouter(prefix="/api/webhooks", tags=["hooks"], responses=HOOK_PROBLEMS)
    shape = {"type": "string" if isinstance(provider.example, str) else "object"}
    content = {provider.media_type: {"schema": shape, "example": provider.example}}

    @router.post(
        f"/{provider.name}",
        status_code=204,
        summary=f"Take in what {provider.title} says about a recorded call",
        description="The same event again changes nothing; docs/hooks.md has the whole story.",
        openapi_extra={"requestBody": {"required": True, "content": content}},
        responses={200: {"description": "The answer to a question that the provider asks of a new hook."}},
    )
    async def announced(request: Request, entry: Annotated[Entry, Depends(entry_of)]) -> Response:
        async with counted(entry, provider.name) as outcome:
            return await _taken(provider, request, entry, outcome)

    return router


async def _taken(provider: Provider, request: Request, entry: Entry, outcome: Outcome) -> Response:
    keys = entry.provider_keys.get(provider.name, ())
    if not keys:
        raise UnauthorisedError(
            f"The hook of {provider.title} is closed, because no secret is configured; "
            f"set {provider.setting} and start the server again.",
            why="closed",
        )
    delivery = Delivery(
        address=public_address(request, entry.doors.public_url),
        headers=dict(request.headers),
        body=await read_bytes(request, max_bytes=_MOST_BYTES),
    )
    outcome.word = "asked"
    greeting = provider.greet(delivery, keys)
    if greeting is not None:
        return Response(headers=greeting)
    key = provider.verify(delivery, keys, entry.doors.clock())
    answer = provider.answer(delivery, key)
    if answer is not None:
        return JSONResponse(answer)
    outcome.word = "fault"
    announcements = provider.read(delivery)
    if is_test(request, entry):
        if not entry.doors.recording_hosts:
            raise SourceRefusedError(
                "The sample fits, but recordings may be fetched from nowhere; set CALLNOTES_RECORDING_HOSTS."
            )
        outcome.word = "test"
    else:
        signed_with = secret_name(key)
        became = await entry.run_hook(take_in, entry, provider.name, announcements, signed_with=signed_with)
        outcome.word, outcome.call_id = became.outcome, became.call_id
    return Response(status_code=204)
