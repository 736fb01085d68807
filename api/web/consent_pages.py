"""The pages of consent: the table of rules with what it makes of a call, who opted out, a person's passport.

In: forms of those pages; a number or an address of a person never stands in an address. Out: the pages.
"""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import RedirectResponse, Response

from api.entry import Entry, entry_of, in_thread
from api.problems import status_of
from api.web.form import Form, read_form
from api.web.page import page
from api.who import allowed
from lifecycle import opt_out
from lifecycle.consent_trial import Trial, try_call
from lifecycle.passport import passport_of
from models.access import Actor, Permission
from models.call import CallDetails, Customer
from models.consent_rules import NO_ADVICE
from models.errors import InputError, RefusedError
from text.phones import read_customer

router = APIRouter()
Here = Annotated[Entry, Depends(entry_of)]
Keeper = Annotated[Actor, Depends(allowed(Permission.KEEP_OPT_OUTS))]
Reader = Annotated[Actor, Depends(allowed(Permission.SEE_PERSONAL))]
Line = Annotated[str, Query(max_length=320)]
#: What a form did, for the page that follows it.
_DONE: Final = {"removed": "Taken off the list; later calls are judged by the rules of consent"}


@router.get("/consent")
async def show_rules(
    request: Request,
    entry: Here,
    actor: Annotated[Actor, Depends(allowed(Permission.SEE_AUDIT))],
    customer: Line = "",
    agent: Line = "",
    team: Line = "",
) -> Response:
    """Show the table, and where an example is given which rule would decide it."""
    wrong, trial = None, None
    try:
        trial = _trial(entry, customer.strip(), agent.strip(), team.strip())
    except RefusedError as error:
        wrong = error
    return page(
        request,
        "consent.html",
        actor=actor,
        title="Consent rules",
        status=status_of(wrong) if wrong else 200,
        table=entry.doors.shelves.consent_table(),
        trial=trial,
        typed={"customer": customer, "agent": agent, "team": team},
        wrong=wrong.message if wrong else "",
        no_advice=NO_ADVICE,
        keeps_opt_outs=Permission.KEEP_OPT_OUTS,
        sees_personal=Permission.SEE_PERSONAL,
    )


@router.get("/consent/opt-outs")
async def show_opt_outs(request: Request, entry: Here, actor: Keeper, done: str = "") -> Response:
    """Show who opted out."""
    return await _opt_outs(request, entry, actor, done=_DONE.get(done, ""))


@router.post("/consent/opt-outs")
async def add_opt_out(request: Request, entry: Here, actor: Keeper) -> Response:
    """Take a person onto the list, and say which calls were stopped."""
    form, doors = await read_form(request), entry.doors
    try:
        found = await in_thread(
            opt_out.add,
            doors.shelves,
            read_customer(form.one("customer"), doors.regions),
            by=actor.name,
            why=form.one("reason"),
            enqueue=doors.enqueue,
            actor=actor,
        )
    except RefusedError as error:
        return await _opt_outs(request, entry, actor, wrong=error, typed=form)
    return await _opt_outs(request, entry, actor, added=found)


@router.post("/consent/opt-outs/remove")
async def remove_opt_out(request: Request, entry: Here, actor: Keeper) -> Response:
    """Take a person off the list."""
    form, doors = await read_form(request), entry.doors
    try:
        customer = read_customer(form.one("customer"), doors.regions)
        await in_thread(opt_out.remove, doors.shelves, customer, by=actor.name, actor=actor)
    except RefusedError as error:
        return await _opt_outs(request, entry, actor, wrong=error)
    return RedirectResponse("/consent/opt-outs?done=removed", 303)


@router.get("/consent/passport")
async def ask_for_passport(request: Request, actor: Reader) -> Response:
    """Ask whose passport is wanted."""
    return page(request, "passport.html", actor=actor, title="Consent passport", found=None, wrong="")


@router.post("/consent/passport")
async def show_passport(request: Request, entry: Here, actor: Reader) -> Response:
    """Show every call of a person that the reader sees, with its consent."""
    form, doors = await read_form(request), entry.doors
    try:
        customer = _person(form, doors.regions)
    except RefusedError as error:
        return page(
            request,
            "passport.html",
            actor=actor,
            title="Consent passport",
            status=status_of(error),
            found=None,
            wrong=error.message,
        )
    await in_thread(doors.shelves.audit().looked, actor, "saw_a_consent_passport")
    found = await in_thread(passport_of, doors.shelves, customer, seen_by=actor)
    return page(request, "passport.html", actor=actor, title="Consent passport", found=found, wrong="")


def _person(form: Form, regions: tuple[str, ...]) -> Customer:
    """Return whom the form names: by one field, or by the phone and the e-mail of a contact."""
    named = [form.one(name) for name in ("customer", "phone", "email") if form.one(name)]
    if not named:
        raise InputError("Nobody is named; give the phone or the e-mail of the person.")
    read = [read_customer(one, regions) for one in named]
    phone = next((one.phone for one in read if one.phone), None)
    return Customer(phone=phone, email=next((one.email for one in read if one.email), None))


async def _opt_outs(
    request: Request,
    entry: Entry,
    actor: Actor,
    *,
    done: str = "",
    added: opt_out.OptedOut | None = None,
    wrong: RefusedError | None = None,
    typed: Form | None = None,
) -> Response:
    shelves = entry.doors.shelves
    await in_thread(shelves.audit().looked, actor, "saw_opt_outs")
    return page(
        request,
        "opt_outs.html",
        actor=actor,
        title="Opt-outs",
        status=status_of(wrong) if wrong else 200,
        found=await in_thread(opt_out.every, shelves),
        added=added,
        done=done,
        customer=typed.one("customer") if typed else "",
        reason=typed.one("reason") if typed else "",
        wrong=wrong.message if wrong else "",
    )


def _trial(entry: Entry, customer: str, agent: str, team: str) -> Trial | None:
    if not customer:
        return None
    details = CallDetails(
        customer=read_customer(customer, entry.doors.regions), agent=agent or None, team=team or None
    )
    return try_call(entry.doors.shelves.consent_table(), details)
