"""The upload page: recordings, one or many, or two legs, with their consent and what is known of the calls.

In: one form, read as it streams in; a script sends one such form per file. Out: a line per file.
Not here: what the fields mean (upload_fields.py), reading the form (api/files_form.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response

from api.call_form import FORM_BYTES
from api.doors import Doors
from api.entry import Entry, entry_of
from api.files_form import FilesForm, FormFile, read_files_form
from api.problems import status_of
from api.request_body import RequestBody
from api.web.page import page
from api.web.page_words import in_page_words
from api.web.upload_fields import FIELDS, read_fields, wrong_field
from api.web.viewer_zone import viewer_zone
from api.web.words import size_words
from api.who import allowed
from lifecycle import intake
from models.access import Actor, Permission
from models.call import CallDetails, Consent
from models.errors import CallInFutureError, CallNotesError, InputError
from models.frozen import Frozen
from models.transcript import Transcript
from text.formats import read_transcript

router = APIRouter(include_in_schema=False)

MOST_FILES: Final = 50
_Uploader = Annotated[Actor, Depends(allowed(Permission.SUBMIT_CALLS))]
_Entry = Annotated[Entry, Depends(entry_of)]


class Uploaded(Frozen):
    """What became of one file; without `call_id` there is no call that the sender sees.

    `again` says whether the same file may be taken when the form says something else, or later; `field` is
    the field of the form that is wrong, for every file alike.
    """

    file: str
    outcome: str
    words: str
    call_id: str | None = None
    again: bool = True
    field: str | None = None


@router.get("/upload")
def show_upload(request: Request, actor: _Uploader, entry: _Entry) -> HTMLResponse:
    """Show the form."""
    return _form(request, actor, entry, said={})


@router.post("/upload")
async def upload(request: Request, actor: _Uploader, entry: _Entry) -> Response:
    """Take the recordings in, each as it arrives, and say what became of each."""
    as_json = "application/json" in request.headers.get("accept", "")
    said: dict[str, str] = {}
    doors = replace(entry.doors, zone=viewer_zone(request))
    try:
        body = entry.body_of(
            request, beside_audio=FORM_BYTES + (MOST_FILES - 1) * entry.doors.limits.max_bytes
        )
        kind = request.headers.get("content-type", "")
        results = await entry.run_upload(partial(_take_in, doors, actor, body, kind, said))
    except CallNotesError as error:
        status = status_of(error)
        field = wrong_field(said, actor=actor, doors=doors)
        if as_json:
            return JSONResponse({"problem": in_page_words(error.message), "field": field}, status)
        return _form(request, actor, entry, said=said, problem=error.message, field=field, status=status)
    if as_json:
        return JSONResponse({"results": [result.model_dump() for result in results]})
    return page(request, "uploaded.html", actor=actor, title="Uploaded", results=results)


def _form(
    request: Request,
    actor: Actor,
    entry: Entry,
    *,
    said: dict[str, str],
    problem: str | None = None,
    field: str | None = None,
    status: int = 200,
) -> HTMLResponse:
    return page(
        request,
        "upload.html",
        actor=actor,
        title="Upload calls",
        said=said,
        problem=problem,
        wrong=field,
        for_others=actor.may(Permission.SUBMIT_FOR_OTHERS),
        zone=viewer_zone(request).key,
        at_most=size_words(entry.doors.limits.max_bytes),
        status=status,
    )


def _take_in(
    doors: Doors, actor: Actor, body: RequestBody, content_type: str, said: dict[str, str]
) -> tuple[Uploaded, ...]:
    """Read the form; what is wrong with its fields is told after the rest of it has been passed over."""
    pieces = iter(body)
    form = read_files_form(pieces, content_type, field_names=FIELDS)
    said.update(form.fields)
    try:
        details, consent = read_fields(form.fields, actor=actor, doors=doors)
    except CallNotesError:
        for _ in pieces:  # a browser shows the answer only when it could send everything
            pass
        raise
    try:
        transcript = None if form.transcript is None else read_transcript(form.transcript)
    except CallNotesError:
        for _ in pieces:
            pass
        raise
    results = tuple(_each(doors, actor, form, transcript, details, consent))
    if not results and transcript is None:
        raise InputError("Choose at least one recording to upload.")
    return results or (_one(doors, actor, None, transcript, details, consent),)


def _each(
    doors: Doors,
    actor: Actor,
    form: FilesForm,
    transcript: Transcript | None,
    details: CallDetails,
    consent: Consent,
) -> Iterator[Uploaded]:
    """Take in one file after the other; a form that breaks off takes nothing away from those before."""
    name = ""
    try:
        for number, recording in enumerate(form.recordings):
            name = recording.name
            if number and (details.external_id or transcript):
                yield _refused(
                    name, "An id or a transcript belongs to one recording; upload this one by itself."
                )
            else:
                yield _one(doors, actor, recording, transcript, details, consent)
    except InputError as error:
        yield _refused(name, error.message)


def _one(
    doors: Doors,
    actor: Actor,
    recording: FormFile | None,
    transcript: Transcript | None,
    details: CallDetails,
    consent: Consent,
) -> Uploaded:
    name = recording.name if recording else "The transcript"
    try:
        accepted = intake.accept(
            doors.shelves,
            details,
            consent,
            audio=recording,
            transcript=transcript,
            limits=doors.limits,
            enqueue=doors.enqueue,
            actor=actor,
        )
    except CallNotesError as error:
        if recording:
            recording.pass_over()
        field = "started_at" if isinstance(error, CallInFutureError) else None
        return _refused(name, error.message, again=not error.code.startswith("audio."), field=field)
    call = accepted.call
    if not accepted.already_there:
        return Uploaded(file=name, outcome="accepted", words="Received.", call_id=call.id)
    if not actor.sees(call.details):
        return _refused(name, "This recording is already here, with a call that you do not see.", again=False)
    words = f"This {'recording' if recording else 'transcript'} was already here; nothing was doubled."
    return Uploaded(file=name, outcome="already_there", words=words, call_id=call.id)


def _refused(name: str, why: str, *, again: bool = True, field: str | None = None) -> Uploaded:
    return Uploaded(file=name, outcome="refused", words=in_page_words(why), again=again, field=field)
