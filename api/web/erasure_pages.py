"""The page Data: how long what is kept, what is held back, erasing a call or a person, the certificates.

In: forms of that page; a number or an address of a person never stands in an address. Out: the pages.
Not here: what goes (lifecycle/erase.py), whom a form names (api/web/erasing.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Depends, HTTPException, Query, Request
from starlette.responses import RedirectResponse, Response

from api.access_archive import archive_of
from api.entry import Entry, entry_of, in_thread
from api.problems import status_of
from api.web.erasing import crm_answer, erased, foreseen, is_call
from api.web.form import Form, read_form
from api.web.page import page
from api.who import allowed
from lifecycle import hold as held
from lifecycle import reading
from lifecycle.erase_person import read_person
from lifecycle.retention_ahead import look_ahead
from models.access import Actor, Permission
from models.erasure import SealedCertificate
from models.errors import RefusedError

router = APIRouter(prefix="/erasures")
Here = Annotated[Entry, Depends(entry_of)]
Eraser = Annotated[Actor, Depends(allowed(Permission.ERASE))]


def _hearer(actor: Eraser) -> Actor:
    """Return who may erase and see what is personal; ForbiddenError else."""
    return allowed(Permission.SEE_PERSONAL)(actor)


Hearer = Annotated[Actor, Depends(_hearer)]
_Page = Annotated[int, Query(ge=1, le=100_000)]
_ON_A_PAGE: Final = 50
#: What a form did, for the page that follows it.
_DONE: Final = {
    "held": "It is held; nobody deletes it until the hold ends",
    "ended": "The hold is ended; the rules of retention count again",
    "erased": "Erased. This certificate says what went and what stays",
}
_NOT_HERE: Final = "There is no certificate with this id; the page Data lists those that there are."


@router.get("")
async def show_data(
    request: Request,
    entry: Here,
    actor: Eraser,
    done: Annotated[str, Query(max_length=20)] = "",
    part: _Page = 1,
) -> Response:
    """Show what goes when, what is held, and the certificates."""
    return await _data(request, entry, actor, done=_DONE.get(done, ""), part=part)


@router.post("/holds")
async def hold(request: Request, entry: Here, actor: Eraser) -> Response:
    """Hold a call or a person back from every deletion."""
    form, doors = await read_form(request), entry.doors
    whom = form.one("whom")
    try:
        await in_thread(
            held.hold,
            doors.shelves,
            call_id=await _seen(entry, whom, actor) if is_call(whom) else None,
            person=None if is_call(whom) else read_person(whom, doors.regions),
            by=actor.name,
            why=form.one("reason"),
            until=held.read_until(form.one("until")),
            actor=actor,
        )
    except RefusedError as error:
        return await _data(request, entry, actor, refused=_Refused("hold", error, form))
    return RedirectResponse("/erasures?done=held", 303)


@router.post("/holds/end")
async def end_hold(request: Request, entry: Here, actor: Eraser) -> Response:
    """End a hold."""
    form = await read_form(request)
    try:
        await in_thread(held.end_by_id, entry.doors.shelves, form.one("hold"), by=actor.name, actor=actor)
    except RefusedError as error:
        return await _data(request, entry, actor, refused=_Refused("hold", error, Form({})))
    return RedirectResponse("/erasures?done=ended", 303)


@router.post("/foresee")
async def foresee(request: Request, entry: Here, actor: Eraser) -> Response:
    """Show what would go; nothing goes."""
    return await _foreseen(request, entry, actor, await read_form(request))


@router.post("")
async def erase(request: Request, entry: Here, actor: Eraser) -> Response:
    """Erase for good, and show the certificate."""
    form = await read_form(request)
    try:
        given = await in_thread(
            erased,
            entry.doors,
            form.one("whom"),
            reason=form.one("reason"),
            crm=crm_answer(form.one("crm")),
            actor=actor,
        )
    except RefusedError as error:
        return await _foreseen(request, entry, actor, form, wrong=error)
    return RedirectResponse(f"/erasures/certificates/{given.certificate.id}?done=erased", 303)


@router.post("/access-requests")
async def answer_access_request(request: Request, entry: Here, actor: Hearer) -> Response:
    """Give everything that is kept of a person as one archive."""
    form = await read_form(request)
    whom, audio = form.one("whom"), bool(form.one("audio"))
    try:
        return await in_thread(archive_of, entry.doors, whom, by=actor.name, audio=audio, actor=actor)
    except RefusedError as error:
        return await _data(request, entry, actor, refused=_Refused("request", error, form))


@router.get("/certificates/{certificate_id}")
async def show_certificate(
    request: Request,
    certificate_id: str,
    entry: Here,
    actor: Eraser,
    done: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """Show one certificate, as it can be printed, and whether it is proven."""
    sealed = await _certificate(entry, certificate_id)
    kept = entry.doors.shelves.certificates()
    return page(
        request,
        "certificate.html",
        actor=actor,
        title="Certificate of erasure",
        sealed=sealed,
        one=sealed.certificate,
        genuine=await in_thread(kept.is_genuine, sealed),
        done=_DONE.get(done, ""),
    )


@router.get("/certificates/{certificate_id}/download")
async def download(certificate_id: str, entry: Here, _actor: Eraser) -> Response:
    """Give the certificate as the file that the command line verifies."""
    sealed = await _certificate(entry, certificate_id)
    named = {"Content-Disposition": f'attachment; filename="{sealed.certificate.id}.json"'}
    return Response(sealed.model_dump_json(indent=2) + "\n", headers=named, media_type="application/json")


async def _certificate(entry: Entry, certificate_id: str) -> SealedCertificate:
    found = await in_thread(entry.doors.shelves.certificates().one, certificate_id)
    if found is None:
        raise HTTPException(404, _NOT_HERE)
    return found


async def _seen(entry: Entry, call_id: str, actor: Actor) -> str:
    """Return the whole id of a call that this person sees; CallNotFoundError else."""
    return (await in_thread(reading.call, entry.doors.shelves, call_id, seen_by=actor)).id


async def _foreseen(
    request: Request, entry: Entry, actor: Actor, form: Form, *, wrong: RefusedError | None = None
) -> Response:
    """Show the dry run, with what was wrong at erasing after it; where there is none, the page Data."""
    whom, reason = form.one("whom"), form.one("reason")
    try:
        seen = await in_thread(foreseen, entry.doors, whom, reason=reason, actor=actor)
    except RefusedError as error:
        return await _data(request, entry, actor, refused=_Refused("erasure", error, form))
    return page(
        request,
        "foreseen.html",
        actor=actor,
        title="What would be erased",
        status=status_of(wrong) if wrong else 200,
        seen=seen,
        whom=whom,
        reason=reason,
        wrong=wrong.message if wrong else "",
    )


@dataclass(frozen=True)
class _Refused:
    """Which form of the page was refused and why, with what was typed into it."""

    of: Literal["hold", "erasure", "request"]
    error: RefusedError
    form: Form


async def _data(
    request: Request,
    entry: Entry,
    actor: Actor,
    *,
    done: str = "",
    part: int = 1,
    refused: _Refused | None = None,
) -> Response:
    shelves = entry.doors.shelves
    found = await in_thread(
        shelves.certificates().newest, limit=_ON_A_PAGE + 1, offset=(part - 1) * _ON_A_PAGE
    )
    typed = dict.fromkeys(("hold", "erasure", "request"), Form({}))
    wrong = dict.fromkeys(typed, "")
    if refused:
        typed[refused.of], wrong[refused.of] = refused.form, refused.error.message
    return page(
        request,
        "erasures.html",
        actor=actor,
        title="Data",
        status=status_of(refused.error) if refused else 200,
        ahead=await in_thread(look_ahead, shelves, entry.doors.retention),
        holds=await in_thread(held.every_hold, shelves),
        certificates=found[:_ON_A_PAGE],
        part=part,
        more=len(found) > _ON_A_PAGE,
        done=done,
        see_personal=Permission.SEE_PERSONAL,
        wrong=wrong,
        typed=typed,
    )
