"""The unattended door: a phone system says that a call was recorded, and where, or that the audio follows.

In: a signed event. Out: the call's document, and a ticket for the audio when it is to follow.
Not here: fetching the recording (a job of the pipeline), the signature (signature.py).

The event is kept under its id, in one transaction with the call; as often as it comes, that is its effect.
"""

from __future__ import annotations

import json
from datetime import datetime
from functools import partial
from typing import Annotated, Any, Final

import structlog
from fastapi import APIRouter, Depends, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import AwareDatetime

from api.entry import HOOK, Entry, entry_of
from api.json_body import documented, parse_json, read_bytes
from api.problem_document import HOOK_PROBLEMS
from api.v1.arriving import accept_metadata
from api.v1.documents import CallDocument, describe
from api.webhooks.announcement import Delivery
from api.webhooks.counted import counted
from api.webhooks.once import handled_with, once
from api.webhooks.recorded_event import EXAMPLE, RecordedEvent
from api.webhooks.setup import sample_of_json
from api.webhooks.signature import Signed, verify
from api.webhooks.test_mark import is_test
from lifecycle import reading
from models.call import Call
from models.errors import CallConflictError, CallNotesError, InputError
from models.frozen import Frozen
from models.stages import Stage
from storage.database import TakenError
from storage.hook_events import HookEvent
from text.recording_addresses import read_recording_address
from text.signed_message import signatures

router = APIRouter(prefix="/api/webhooks", tags=["hooks"], responses=HOOK_PROBLEMS)

_log = structlog.get_logger(__name__)

NAME: Final = "call-recorded"


class Upload(Frozen):
    """How to send the recording: PUT its bytes to `path` with this Authorization header."""

    method: str = "PUT"
    path: str
    authorization: str
    expires_at: AwareDatetime


class Received(Frozen):
    """What became of the event; `upload` is there while the call waits for a recording that is to be sent."""

    call: CallDocument
    upload: Upload | None


@router.post(
    "/call-recorded",
    status_code=202,
    response_model=Received,
    openapi_extra=documented(RecordedEvent, EXAMPLE),
    responses={200: {"description": "This event came before; the same call.", "model": Received}},
)
async def call_recorded(
    request: Request, response: Response, entry: Annotated[Entry, Depends(entry_of)]
) -> Any:  # noqa: ANN401 - `Received`, or nothing for a test
    """Take in a signed event; the same id again answers the same call and changes nothing."""
    async with counted(entry, NAME) as outcome:
        body = await read_bytes(request)
        signed = verify(body, request.headers, keys=entry.hook_keys, now=entry.doors.clock())
        if is_test(request, entry):
            parse_json(body, RecordedEvent)
            outcome.word = "test"
            return Response(status_code=204)
        call, came_before = await entry.run_hook(_receive, entry, signed, body)
        outcome.word, outcome.call_id = "again" if came_before else "accepted", call.id
    if came_before:
        response.status_code = 200
    return Received(call=describe(call), upload=_upload(entry, call))


def sample(key: bytes, address: str, now: datetime) -> Delivery:
    """Return a signed event as a phone system sends it."""
    body, event_id, stamp = json.dumps(EXAMPLE).encode(), "msg_test", str(int(now.timestamp()))
    shown = signatures((key,), event_id, stamp, body)
    return sample_of_json(
        address, body, webhook_id=event_id, webhook_timestamp=stamp, webhook_signature=shown
    )


def _receive(entry: Entry, signed: Signed, body: bytes) -> tuple[Call, bool]:
    events, text = entry.doors.shelves.hook_events(), _text(body)
    event = events.first(NAME, signed.event_id, text, signed_with=signed.signed_with)
    return once(events, event, partial(_become, entry, text))


def _become(entry: Entry, body: str, event: HookEvent) -> tuple[Call, bool]:
    shelves, event_id = entry.doors.shelves, event.event_id
    if event.is_contradicted_by(body):
        shelves.hook_events().contradicted(NAME, event_id)
        _log.warning("hook_event_contradicted", event_id=event_id)
        raise CallConflictError(
            "An event with this id came before with another body; send it under a new id."
        )
    if event.state == "handled" and event.call_id is not None:
        return reading.call(shelves, event.call_id), True
    return _handle(entry, event), event.already_there


def _handle(entry: Entry, event: HookEvent) -> Call:
    events = entry.doors.shelves.hook_events()
    try:
        accepted = _accept(entry, event)
    except RequestValidationError:
        events.failed(event, InputError("The event is not in the shape of call.recorded."))
        raise
    except TakenError:
        raise
    except CallNotesError as error:
        events.failed(event, error)
        raise
    _log.info("hook_event_handled", event_id=event.event_id, call_id=accepted.id)
    return accepted


def _accept(entry: Entry, event: HookEvent) -> Call:
    data = parse_json(event.body.encode(), RecordedEvent).data
    if data.recording_url is not None:
        read_recording_address(data.recording_url, entry.doors.recording_hosts)
    if data.external_id is None:
        # Without an id of its own the call is known by its event, so that a crash here makes no second one.
        data = data.model_copy(update={"external_id": f"event:{event.event_id}"})
    return accept_metadata(
        entry, HOOK, data, source_url=data.recording_url, alongside=handled_with(entry, event)
    ).call


def _upload(entry: Entry, call: Call) -> Upload | None:
    if call.stage is not Stage.AWAITING_AUDIO or call.source_url is not None:
        return None
    ticket, ends_at = entry.tickets.issue(call.id, now=entry.doors.clock())
    return Upload(path=f"/api/v1/calls/{call.id}/audio", authorization=f"Bearer {ticket}", expires_at=ends_at)


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError("The event is not JSON in UTF-8; send it so.") from error
