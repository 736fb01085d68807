"""What a person does on the page of a call: decide items, link, release, state consent, retry, cancel.

In: the page's forms. Out: back to the page, at the item that comes next. Thin over `lifecycle`.
"""

from __future__ import annotations

from typing import Annotated, Final, cast

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from api.entry import Entry, entry_of, in_thread
from api.typed_edits import read_due_in
from api.web import call_page
from api.web.call_answers import back, begin, corrected, still_unkept, typed_besides
from api.web.decided import decisions_of, missed_in
from api.web.form import seen_version
from api.web.language import language_of
from api.web.viewer_zone import viewer_zone
from api.who import allowed
from lifecycle import cancel, consent, link, reading, retry, review
from lifecycle.add_item import add_item
from lifecycle.conflicts import decide_conflict
from lifecycle.crm_view import check_contact
from lifecycle.found_again import clash_of
from lifecycle.new_call import StatedConsent, read_consent
from lifecycle.review import Shown
from lifecycle.sent_once import sent_under
from lifecycle.sign_off import sign_off
from lifecycle.take_back import take_back
from lifecycle.undo import undo
from models.access import Actor, Permission
from models.conflicts import Take
from models.erasure import CrmAnswer
from models.errors import (
    ContactNeededError,
    ContactNotFoundError,
    CorrectedMeanwhileError,
    DecidedMeanwhileError,
    InputError,
    ItemChangedError,
    StageError,
)
from models.review import Verdict
from models.stages import Stage

router = APIRouter(prefix="/calls/{call_id}")
Here = Annotated[Entry, Depends(entry_of)]
Who = Annotated[Actor, Depends(allowed(Permission.DECIDE))]

#: What becomes of records in the CRM when consent is withdrawn after they were confirmed.
_CRM_ANSWERS: Final[dict[str, CrmAnswer]] = {"keep": "keep", "remove": "remove"}
_MEANWHILE: Final = (DecidedMeanwhileError, CorrectedMeanwhileError, ItemChangedError)
_CONSENTS: Final = ("announced", "granted", "declined")


@router.post("/decide")
async def decide(request: Request, call_id: str, entry: Here, actor: Who) -> Response:
    """Keep the decision on one item, or on the rest."""
    call, form = await begin(request, call_id, entry, actor)
    rest = form.one("rest")
    spoken = language_of(request)
    try:
        made = () if rest else await in_thread(decisions_of, form, call.id, actor, entry, language=spoken)
    except InputError as error:
        return await corrected(request, call, entry, actor, form, error, at=form.one("item"))
    if made and form.one("look"):
        return await still_unkept(request, call, entry, actor, form, made[0])
    named: Verdict | None = "accept" if rest == "accept" else "reject" if rest == "reject" else None
    shown = Shown(
        sent=sent_under(form.one("key"), made, rest=named, by=actor.name),
        heard=seen_version(form),
        notes=seen_version(form, "notes"),
        marks={one.item_id: form.one("shown") for one in made},
        late=bool(form.one("late")),
    )
    try:
        await in_thread(
            review.decide,
            entry.doors.shelves,
            call.id,
            made,
            accept_rest=rest == "accept",
            reject_rest=rest == "reject",
            summary_follows=True,
            by=actor.name,
            enqueue=entry.doors.enqueue,
            actor=actor,
            shown=shown,
        )
    except (*_MEANWHILE, StageError, ContactNeededError) as error:
        if not made or (not isinstance(error, _MEANWHILE) and made[0].verdict != "edit"):
            raise
        clash = await in_thread(
            clash_of, entry.doors.shelves, call.id, made[0], shown=shown.notes, actor=actor
        )
        return await call_page.shown(
            request, call.id, entry, actor, clash=clash, why=error.message, typed=typed_besides(form)
        )
    return back(call, at="" if rest else f"#i-{made[0].item_id}")


@router.post("/link")
async def link_contact(request: Request, call_id: str, entry: Here, actor: Who) -> Response:
    """Say which contact the call was with, that a new one is to be made, or which deal it was about."""
    call, form = await begin(request, call_id, entry, actor)
    doors, typed_id = entry.doors, form.one("contact_id")
    if deal := form.one("deal"):
        deal_id = None if deal == link.NO_DEAL else deal
        await in_thread(
            link.choose_deal,
            doors.shelves,
            call.id,
            deal_id,
            by=actor.name,
            enqueue=doors.enqueue,
            actor=actor,
        )
        return back(call)
    contact_id = form.one("contact") or typed_id or None
    if contact_id is None and not form.one("name"):
        raise InputError("Choose a contact, or give the name of the new one.")
    try:
        contact_id = doors.read_contact_id(typed_id) if contact_id == typed_id else contact_id
        if contact_id is not None and doors.contacts is not None:
            await in_thread(check_contact, doors.shelves, call.id, contact_id, actor=actor)
    except (InputError, ContactNotFoundError) as error:
        return await corrected(request, call, entry, actor, form, error, at="link" if typed_id else "")
    await in_thread(
        link.link_contact,
        doors.shelves,
        call.id,
        contact_id,
        name=form.one("name") or None,
        by=actor.name,
        enqueue=doors.enqueue,
        actor=actor,
    )
    await in_thread(_fall_in, entry, call.id, actor)
    return back(call)


@router.post("/release")
async def release(request: Request, call_id: str, entry: Here, actor: Who) -> Response:
    """Let a call through that waits for consent, with a reason."""
    call, form = await begin(request, call_id, entry, actor)
    doors = entry.doors
    try:
        await in_thread(
            consent.release,
            doors.shelves,
            call.id,
            actor.name,
            form.one("reason"),
            enqueue=doors.enqueue,
            actor=actor,
        )
    except InputError as error:
        return await corrected(request, call, entry, actor, form, error, at="release")
    return back(call)


@router.post("/consent")
async def state_consent(request: Request, call_id: str, entry: Here, actor: Who) -> Response:
    """State consent with its proof, or that it was declined, which deletes the recording."""
    call, form = await begin(request, call_id, entry, actor)
    if form.one("consent") not in _CONSENTS:
        raise InputError("Consent was announced, granted or declined; choose one of the three.")
    stated = StatedConsent(
        consent=form.one("consent"),
        consent_by=actor.name,
        consent_at=form.one("consent_at") or entry.doors.clock().isoformat(),
        consent_how=form.one("consent_how")[:2000] or None,
    )
    read = read_consent(stated, viewer_zone(request))
    await in_thread(
        consent.record,
        entry.doors.shelves,
        call.id,
        read,
        by=actor.name,
        crm=_CRM_ANSWERS.get(form.one("crm")),
        enqueue=entry.doors.enqueue,
        actor=actor,
    )
    return back(call)


@router.post("/take-back")
async def take_itback(call_id: str, entry: Here, actor: Who) -> Response:
    """Open a decided call again, while nothing of it is written."""
    call = await in_thread(reading.call, entry.doors.shelves, call_id, seen_by=actor)
    await in_thread(take_back, entry.doors.shelves, call.id, by=actor.name, actor=actor)
    return back(call)


@router.post("/items")
async def add_missed(request: Request, call_id: str, entry: Here, actor: Who) -> Response:
    """Add what the machine missed, by words of the transcript."""
    call, form = await begin(request, call_id, entry, actor)
    doors = entry.doors
    missed, read_due = missed_in(form), read_due_in(doors, language_of(request))
    try:
        await in_thread(
            add_item, doors.shelves, call.id, missed, by=actor.name, read_due=read_due, actor=actor
        )
    except InputError as error:
        return await corrected(request, call, entry, actor, form, error, at="add")
    return back(call, at="#notes-title")


@router.post("/undo")
async def undo_last(call_id: str, entry: Here, actor: Who) -> Response:
    """Undo what this person decided last."""
    call = await in_thread(reading.call, entry.doors.shelves, call_id, seen_by=actor)
    await in_thread(undo, entry.doors.shelves, call.id, by=actor.name, actor=actor)
    return back(call)


@router.post("/sign-off")
async def sign_it_off(
    call_id: str, entry: Here, actor: Annotated[Actor, Depends(allowed(Permission.SIGN_OFF))]
) -> Response:
    """Sign off what is decided on a call of high risk, so that it goes to the CRM."""
    call = await in_thread(reading.call, entry.doors.shelves, call_id, seen_by=actor)
    await in_thread(
        sign_off, entry.doors.shelves, call.id, by=actor.name, enqueue=entry.doors.enqueue, actor=actor
    )
    return back(call)


@router.post("/conflicts")
async def decide_field(request: Request, call_id: str, entry: Here, actor: Who) -> Response:
    """Decide about a field that somebody else had changed in the CRM: write ours, or keep theirs."""
    call, form = await begin(request, call_id, entry, actor)
    take = form.one("take")
    if take not in ("ours", "theirs"):
        raise InputError("Of a changed field either ours is taken or theirs is kept; choose one of the two.")
    await in_thread(
        decide_conflict,
        entry.doors.shelves,
        call.id,
        form.one("item"),
        cast("Take", take),
        seen=form.one("seen"),
        by=actor.name,
        enqueue=entry.doors.enqueue,
        actor=actor,
    )
    return back(call, at="#conflicts")


@router.post("/retry")
async def try_again(call_id: str, entry: Here, actor: Who) -> Response:
    """Try a failed or cancelled call again."""
    call = await in_thread(reading.call, entry.doors.shelves, call_id, seen_by=actor)
    await in_thread(retry.retry, entry.doors.shelves, call.id, enqueue=entry.doors.enqueue, actor=actor)
    return back(call)


@router.post("/cancel")
async def stop(call_id: str, entry: Here, actor: Who) -> Response:
    """Stop the work on a call."""
    call = await in_thread(reading.call, entry.doors.shelves, call_id, seen_by=actor)
    await in_thread(cancel.cancel, entry.doors.shelves, call.id, actor=actor)
    return back(call)


def _fall_in(entry: Entry, call_id: str, actor: Actor) -> None:
    """Let the summary follow, where all else was decided and only the contact was missing."""
    shelves = entry.doors.shelves
    dossier = reading.dossier(shelves, call_id)
    if dossier.call.stage is Stage.STAGED and dossier.notes and dossier.notes.items():
        review.decide(
            shelves,
            call_id,
            (),
            summary_follows=True,
            by=actor.name,
            enqueue=entry.doors.enqueue,
            actor=actor,
        )
