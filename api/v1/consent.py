"""The doors about people's consent: who opted out, and the consent passport of one person.

In: small JSON bodies; a number or an address never stands in an address that a proxy might log.
"""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from pydantic import AwareDatetime

from api.entry import Entry, entry_of, in_thread, let_in
from api.json_body import documented, read_json
from api.problem_document import PROBLEMS
from lifecycle import opt_out
from lifecycle.new_call import Line, Sentence
from lifecycle.passport import Passport, passport_of
from lifecycle.veil import may_see
from models.access import Actor, Permission
from models.errors import ForbiddenError
from models.frozen import Frozen
from models.opt_out import OptOut
from text.phones import read_customer

router = APIRouter(prefix="/api/v1", tags=["consent of people"], responses=PROBLEMS)

Here = Annotated[Entry, Depends(entry_of)]
Keeper = Annotated[Actor, Depends(let_in(Permission.KEEP_OPT_OUTS))]
_PERSON: Final = {"customer": "+1 512 555 0123", "by": "dana@example.com"}


class PersonBody(Frozen):
    """One person, by a phone in any format or an e-mail."""

    customer: Line


class OptInBody(PersonBody):
    """Who is taken off the list, and who says so."""

    by: Line


class OptOutBody(OptInBody):
    """Who opted out, who says so, and why; the reason is kept sealed."""

    reason: Sentence | None = None


class OptOutDocument(Frozen):
    """One number or address on the list; `customer` and `reason` only for who may see what is personal."""

    customer: str | None
    by: str
    at: AwareDatetime
    reason: str | None


class OptOutList(Frozen):
    """The list, the newest first."""

    opt_outs: tuple[OptOutDocument, ...]


class OptedOutDocument(Frozen):
    """What came of it: `stopped` are the calls that were ended, `settled` those that a person must erase."""

    opt_out: OptOutDocument
    already_there: bool
    stopped: tuple[str, ...]
    settled: tuple[str, ...]


@router.get("/opt-outs")
async def list_opt_outs(entry: Here, actor: Keeper) -> OptOutList:
    """List the people whose calls are not processed."""
    shelves = entry.doors.shelves
    await in_thread(shelves.audit().looked, actor, "saw_opt_outs")
    found = await in_thread(opt_out.every, shelves)
    return OptOutList(opt_outs=tuple(_document(one, actor) for one in found))


@router.post(
    "/opt-outs", openapi_extra=documented(OptOutBody, {**_PERSON, "reason": "asked for it by e-mail"})
)
async def add_opt_out(request: Request, entry: Here, actor: Keeper) -> OptedOutDocument:
    """Take a person onto the list; open calls are stopped, and nothing of them is kept."""
    body, doors = await read_json(request, OptOutBody), entry.doors
    customer = read_customer(body.customer, doors.regions)
    found = await in_thread(
        opt_out.add,
        doors.shelves,
        customer,
        by=body.by,
        why=body.reason,
        enqueue=doors.enqueue,
        actor=actor,
    )
    return OptedOutDocument(
        opt_out=_document(found.opt_out, actor),
        already_there=found.already_there,
        stopped=found.stopped,
        settled=found.settled,
    )


@router.post("/opt-outs/remove", openapi_extra=documented(OptInBody, _PERSON))
async def remove_opt_out(request: Request, entry: Here, actor: Keeper) -> OptOutList:
    """Take a person off the list, and return what is on it then."""
    body, doors = await read_json(request, OptInBody), entry.doors
    customer = read_customer(body.customer, doors.regions)
    await in_thread(opt_out.remove, doors.shelves, customer, by=body.by, actor=actor)
    found = await in_thread(opt_out.every, doors.shelves)
    return OptOutList(opt_outs=tuple(_document(one, actor) for one in found))


@router.post("/consent-passport", openapi_extra=documented(PersonBody, {"customer": "+1 512 555 0123"}))
async def show_passport(
    request: Request, entry: Here, actor: Annotated[Actor, Depends(let_in(Permission.SEE_CALLS))]
) -> Passport:
    """Show all that is known of a person's consent; the token needs `personal:read`, too."""
    body, doors = await read_json(request, PersonBody), entry.doors
    if not may_see(actor):
        raise ForbiddenError(
            "This token does not allow this; use a token that has the scope personal:read, too."
        )
    customer = read_customer(body.customer, doors.regions)
    await in_thread(doors.shelves.audit().looked, actor, "saw_a_consent_passport")
    return await in_thread(passport_of, doors.shelves, customer, seen_by=actor)


def _document(found: OptOut, actor: Actor) -> OptOutDocument:
    shown = may_see(actor)
    return OptOutDocument(
        customer=found.in_words if shown else None,
        by=found.by,
        at=found.at,
        reason=found.why if shown else None,
    )
