"""The doors for erasing a call or a person: first what would go, then that it goes, and the certificates.

In: a small JSON body; a number or an address never stands in an address that a proxy might log.
Out: certificates, which hold nothing of what went.
"""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request

from api.doors import Doors
from api.entry import Entry, entry_of, in_thread, let_in
from api.json_body import documented, read_json
from api.problem_document import PROBLEMS
from lifecycle.erase import erase, foresee
from lifecycle.erase_person import erase_person, foresee_person, read_person
from lifecycle.new_call import Line, Sentence
from models.access import Actor, Permission
from models.erasure import Certificate, CrmAnswer, SealedCertificate
from models.errors import InputError
from models.frozen import Frozen

router = APIRouter(prefix="/api/v1/erasures", tags=["erasing"], responses=PROBLEMS)

Here = Annotated[Entry, Depends(entry_of)]
Eraser = Annotated[Actor, Depends(let_in(Permission.ERASE))]
_EXAMPLE: Final = {
    "person": "+1 512 555 0123",
    "by": "dana@example.com",
    "reason": "asked for by letter",
    "crm": "remove",
    "dry_run": True,
}


class ErasureBody(Frozen):
    """Which call, or which person (a phone, an e-mail or `contact:ID`); who says so and why.

    `crm` says what becomes of our records in the CRM, where there are any.
    """

    call_id: Line | None = None
    person: Line | None = None
    by: Line
    reason: Sentence
    crm: CrmAnswer | None = None
    dry_run: bool = False


class Erasures(Frozen):
    """What was erased, by certificates; of a dry run what they would say, unproven."""

    certificates: tuple[SealedCertificate, ...] = ()
    would_be: tuple[Certificate, ...] = ()


@router.get("")
async def list_certificates(
    entry: Here, _actor: Eraser, limit: Annotated[int, Query(ge=1, le=500)] = 100
) -> Erasures:
    """List the certificates of what was deleted, the newest first."""
    found = await in_thread(entry.doors.shelves.certificates().newest, limit=limit)
    return Erasures(certificates=found)


@router.post("", openapi_extra=documented(ErasureBody, _EXAMPLE))
async def erase_call_or_person(request: Request, entry: Here, actor: Eraser) -> Erasures:
    """Erase a call or a person, for good; with `dry_run` say what would go, and change nothing."""
    body = await read_json(request, ErasureBody)
    if (body.call_id is None) == (body.person is None):
        raise InputError("Say either which call or which person is to be erased: call_id or person.")
    return await in_thread(_foreseen if body.dry_run else _erased, entry.doors, body, actor)


def _foreseen(doors: Doors, body: ErasureBody, actor: Actor) -> Erasures:
    said = {"by": body.by, "reason": body.reason}
    if body.call_id is not None:
        one = foresee(doors.shelves, body.call_id, **said, crm=body.crm, actor=actor)
        return Erasures(would_be=(one,))
    person = read_person(body.person or "", doors.regions)
    return Erasures(would_be=foresee_person(doors.shelves, person, **said, crm=body.crm, actor=actor))


def _erased(doors: Doors, body: ErasureBody, actor: Actor) -> Erasures:
    if body.call_id is not None:
        given = erase(
            doors.shelves, body.call_id, by=body.by, reason=body.reason, crm=body.crm,
            enqueue=doors.enqueue, actor=actor,
        )  # fmt: skip
        return Erasures(certificates=(given,))
    person = read_person(body.person or "", doors.regions)
    every = erase_person(
        doors.shelves, person, by=body.by, reason=body.reason, crm=body.crm,
        enqueue=doors.enqueue, actor=actor,
    )  # fmt: skip
    return Erasures(certificates=every)
