"""The doors by which calls arrive: metadata and audio in one form, or metadata first and the audio after it.

In: multipart/form-data or JSON; raw bytes for the audio. Out: the call's document, 201 when new, else 200.
"""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request, Response
from pydantic import ValidationError
from starlette.exceptions import HTTPException

from api.call_form import FORM_BYTES, read_call_form
from api.entry import Entry, entry_of, in_thread, let_in, let_in_with_ticket
from api.json_body import documented, read_json, unreadable
from api.problem_document import PROBLEMS, UPLOAD_PROBLEMS
from api.request_body import RequestBody
from api.v1.documents import CallDocument, describe
from lifecycle import intake
from lifecycle.new_call import EXAMPLE, FIELD_NAMES, NewCall, read_consent, read_details
from models.access import Actor, Permission
from models.errors import InputError
from text.formats import read_transcript

Here = Annotated[Entry, Depends(entry_of)]

router = APIRouter(prefix="/api/v1", tags=["arriving"], responses=PROBLEMS | UPLOAD_PROBLEMS)


def _new_call_words() -> dict[str, Any]:
    words = documented(NewCall, EXAMPLE)
    schema = words["requestBody"]["content"]["application/json"]["schema"]
    files = {
        "transcript": {"type": "string", "format": "binary", "description": "docs/transcripts.md"},
        "audio": {"type": "string", "format": "binary", "description": "the recording; the last part"},
        "left": {
            "type": "string",
            "format": "binary",
            "description": "instead of audio: one side of the call",
        },
        "right": {"type": "string", "format": "binary", "description": "the other side; the last part"},
    }
    form = schema | {"properties": schema["properties"] | files}
    words["requestBody"]["content"]["multipart/form-data"] = {"schema": form}
    return words


_AUDIO_WORDS: Final = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.post(
    "/calls",
    status_code=201,
    openapi_extra=_new_call_words(),
    responses={200: {"description": "The call was already there.", "model": CallDocument}},
)
async def submit_call(
    request: Request,
    response: Response,
    entry: Here,
    actor: Annotated[Actor, Depends(let_in(Permission.SUBMIT_CALLS))],
) -> CallDocument:
    """Submit a call: a form with the audio as its last part, or JSON alone with the audio to follow."""
    kind = request.headers.get("content-type", "")
    if kind.lower().startswith("multipart/form-data"):
        body = entry.body_of(request, beside_audio=FORM_BYTES)
        accepted = await entry.run_upload(lambda: _accept_form(entry, actor, body, kind))
    elif kind.lower().startswith("application/json"):
        new = await read_json(request, NewCall)
        accepted = await in_thread(accept_metadata, entry, actor, new)
    else:
        raise HTTPException(415, "A call comes as multipart/form-data or application/json; send one of them.")
    return _answer(response, accepted)


@router.put(
    "/calls/{call_id}/audio",
    status_code=201,
    openapi_extra=_AUDIO_WORDS,
    responses={200: {"description": "This very audio was already there.", "model": CallDocument}},
)
async def put_audio(
    call_id: str,
    request: Request,
    response: Response,
    entry: Here,
    actor: Annotated[Actor, Depends(let_in_with_ticket)],
) -> CallDocument:
    """Send the recording of a call that awaits it, as the body; the same one again changes nothing."""
    body, doors = entry.body_of(request), entry.doors
    accepted = await entry.run_upload(
        lambda: intake.attach_audio(
            doors.shelves, call_id, body, limits=doors.limits, enqueue=doors.enqueue, actor=actor
        )
    )
    return _answer(response, accepted)


def accept_metadata(
    entry: Entry,
    actor: Actor,
    new: NewCall,
    *,
    source_url: str | None = None,
    alongside: intake.Alongside | None = None,
) -> intake.Accepted:
    """Take in a call whose audio comes later, by a PUT or from `source_url`; see `intake.accept`."""
    doors = entry.doors
    return intake.accept(
        doors.shelves,
        read_details(new, doors),
        read_consent(new, doors.zone),
        audio=None,
        transcript=None,
        source_url=source_url,
        limits=doors.limits,
        enqueue=doors.enqueue,
        actor=actor,
        alongside=alongside,
    )


def _accept_form(entry: Entry, actor: Actor, body: RequestBody, content_type: str) -> intake.Accepted:
    doors = entry.doors
    form = read_call_form(body, content_type, field_names=FIELD_NAMES)
    if form.audio is None and form.transcript is None:
        raise InputError(
            "The form holds neither audio nor a transcript; add one, or send the metadata as JSON."
        )
    try:
        new = NewCall.model_validate(form.fields)
    except ValidationError as error:
        told = unreadable(error)
        for one in told.errors() if form.audio is not None else ():
            if one["type"] == "missing":
                one["msg"] = "is missing; send it before the audio, since fields after the audio are not read"
        raise told from error
    return intake.accept(
        doors.shelves,
        read_details(new, doors),
        read_consent(new, doors.zone),
        audio=form.audio,
        transcript=None if form.transcript is None else read_transcript(form.transcript),
        limits=doors.limits,
        enqueue=doors.enqueue,
        actor=actor,
    )


def _answer(response: Response, accepted: intake.Accepted) -> CallDocument:
    response.status_code = 200 if accepted.already_there else 201
    response.headers["Location"] = f"/api/v1/calls/{accepted.call.id}"
    return describe(accepted.call)
