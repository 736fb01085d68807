"""The page of one call: the recording, who said what, what the machine noted and why, and what is written."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from api.entry import Entry, entry_of, in_thread
from api.web.audio import audio_answer
from api.web.heard import SURE, heard_of
from api.web.language import N_, filled
from api.web.page import page
from api.web.written import Write, writes_of
from api.who import allowed
from lifecycle import calibration, link, reading, signing
from lifecycle.changes import number_of_changes, others_on
from lifecycle.found_again import Clash
from lifecycle.promise_proposals import proposals_in
from lifecycle.reading import Dossier
from lifecycle.take_back import open_until
from models.access import Actor, Permission
from models.call import Customer
from models.crm import Match
from models.errors import AudioMissingError, InputError, StageError
from models.frozen import Frozen
from models.notes import CallNotes, FollowUp, Item, Owner, Promise
from models.review import Decision, reasons_for
from models.stages import WORKING_STAGES, Stage
from models.two_legs import MEDIA_TYPE
from storage.crm_reading import LISTED, CrmContact, contacts_to_choose
from storage.shelves import Shelves
from text.spoken_consent import spoken_consent

router = APIRouter(prefix="/calls/{call_id}")
Here = Annotated[Entry, Depends(entry_of)]
Who = Annotated[Actor, Depends(allowed(Permission.SEE_CALLS))]

#: Stages that change by themselves; the page looks again while the call is in one of them.
MOVING: Final = WORKING_STAGES | {Stage.IN_REVIEW}

_MEDIA_TYPES: Final = {
    "csv": "text/csv",
    "ics": "text/calendar",
    "json": "application/json",
    "md": "text/markdown",
    "rttm": "text/plain",
    "srt": "application/x-subrip",
    "turns": "text/csv",
    "txt": "text/plain",
    "vtt": "text/vtt",
}


class WrongField(Frozen):
    """What is wrong with a field of the page: of the form of this item, or of the one with this name."""

    form: str
    field: str
    message: str


@router.get("")
async def show_call(
    request: Request,
    call_id: str,
    entry: Here,
    actor: Who,
    contact: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """Show the call; that it was looked at is noted. `?contact=` finds contacts by a part of the name."""
    return await shown(request, call_id, entry, actor, named=contact.strip())


async def shown(
    request: Request,
    call_id: str,
    entry: Entry,
    actor: Actor,
    *,
    clash: Clash | None = None,
    wrong: WrongField | None = None,
    why: str = "",
    typed: Mapping[str, str] = MappingProxyType({}),
    named: str = "",
) -> Response:
    """Return the page of the call.

    With a decision that was not kept, why, and its fields it is one of 409; with a field that is wrong, and
    what was `typed` into its form, one of 422.
    """
    shelves = entry.doors.shelves
    changes = await in_thread(number_of_changes, shelves)
    dossier = await in_thread(reading.dossier, shelves, call_id, seen_by=actor)
    call = dossier.call
    await in_thread(shelves.audit().looked, actor, "saw", call_id=call.id)
    decided = {decision.item_id: decision for decision in dossier.decisions}
    may_see = actor.may(Permission.SEE_PERSONAL)
    contacts = await in_thread(_contacts, shelves, dossier, actor, named) if may_see else ()
    wished = await in_thread(link.wished_contact, shelves, call.id) if may_see else None
    known = dossier.notes
    readings = {} if known is None else await in_thread(calibration.readings, shelves, known)
    comes_again = call.attempt is not None and await in_thread(reading.is_worked_on, shelves, call.id)
    return page(
        request,
        "call.html",
        actor=actor,
        title=filled(N_("Call {id}"), id=call.id.removeprefix("call_")[:8]),
        call=call,
        dossier=dossier,
        changes=changes,
        others=await in_thread(others_on, shelves, call.id, besides=actor),
        spoken=() if dossier.transcript is None else spoken_consent(dossier.transcript),
        decided=decided,
        clash=clash,
        why=why,
        typed=typed,
        wrong=wrong,
        status=409 if clash else 422 if wrong else 200,
        summary=() if dossier.notes is None else _worded(dossier.notes.summary, decided),
        groups=() if dossier.notes is None else grouped(dossier.notes, decided),
        writes=await in_thread(_writes, entry, dossier, actor, wished and wished.name),
        numbers=numbers_of(dossier.notes),
        owners=owners_of(dossier.notes),
        reasons_for=reasons_for,
        may_undo=actor.may(Permission.DECIDE)
        and call.stage is Stage.STAGED
        and any(one.by == actor.name for one in dossier.decisions),
        open_items=_open(dossier, decided),
        readings=readings,
        nothing_found=known is not None and not known.items(),
        waits_for_sign_off=signing.waits(call),
        may_sign=actor.may(Permission.SIGN_OFF),
        moving=call.stage in MOVING and call.attempt is None,
        comes_again=comes_again,
        undo_until=await in_thread(open_until, shelves, call.id),
        promised_before=await in_thread(proposals_in, shelves, call.id, actor=actor),
        contact=next((one for one in contacts if one.id == call.contact_id), None),
        match=(match := _match(dossier)),
        linked=match.party if match and call.contact_id else None,
        may_be_typed=entry.doors.contacts is None or len(contacts) >= LISTED,
        contacts=contacts,
        named=named,
        none_named=bool(named) and not any(named.lower() in one.name.lower() for one in contacts),
        likely=any(_is_of(call.details.customer, one) for one in contacts),
        wished=wished,
        has_contact=call.contact_id is not None or wished is not None,
        heard=heard_of(dossier, actor),
        sure_from=SURE,
        two_legs=call.recording is not None and call.recording.media_type == MEDIA_TYPE,
        see_crm=Permission.SEE_CRM,
        see_ledger=Permission.SEE_LEDGER,
        hears=may_see,
        acts=actor.may(Permission.DECIDE),
        forms=tuple(_MEDIA_TYPES),
        template_names=entry.doors.templates,
    )


@router.api_route("/audio", methods=["GET", "HEAD"])
async def play(
    request: Request,
    call_id: str,
    entry: Here,
    actor: Annotated[Actor, Depends(allowed(Permission.SEE_PERSONAL))],
    leg: Annotated[int, Query(ge=1, le=2)] = 1,
) -> Response:
    """Give the recording, or a part of it; that it was played or downloaded is noted, once for its parts.

    Of a recording of two legs `?leg=2` is the other one.
    """
    call = await in_thread(reading.call, entry.doors.shelves, call_id, seen_by=actor)
    if call.stage is Stage.AWAITING_CONSENT:
        raise StageError(
            "Nobody listens to this recording while consent is not certain; record consent on the call's "
            "page, or release the call, first."
        )
    shelf = entry.doors.shelves.audio
    if call.recording is None or not shelf.has(call.recording.stored_as):
        raise AudioMissingError("The call has no recording, or none any more.")
    if request.method == "GET":
        await in_thread(entry.doors.shelves.audit().looked, actor, "played", call_id=call.id)
    return await in_thread(audio_answer, request, shelf, call.recording, leg=leg)


@router.get("/export/{form}")
async def export(
    call_id: str, form: str, entry: Here, actor: Annotated[Actor, Depends(allowed(Permission.EXPORT))]
) -> Response:
    """Give the call in a form that other programs read; that it was exported is noted."""
    shelves = entry.doors.shelves
    dossier = await in_thread(reading.dossier, shelves, call_id, seen_by=actor)
    if form not in _MEDIA_TYPES or entry.doors.export is None:
        raise InputError("This form is not known; choose vtt, srt, txt, rttm, turns, md, json, csv or ics.")
    text = await in_thread(entry.doors.export, dossier, form)
    await in_thread(shelves.audit().note, actor, "exported", call_id=dossier.call.id, detail=form)
    ending = "turns.csv" if form == "turns" else form
    headers = {"Content-Disposition": f'attachment; filename="{dossier.call.id}.{ending}"'}
    return Response(text, headers=headers, media_type=_MEDIA_TYPES[form])


def grouped(notes: CallNotes, decided: dict[str, Decision]) -> tuple[tuple[str, str, tuple[Item, ...]], ...]:
    """Return the items besides the summary, in the words that count; empty groups are left out."""
    promises = _worded(notes.promises, decided)
    ours = tuple(one for one in promises if isinstance(one, Promise) and one.side == "ours")
    theirs = tuple(one for one in promises if isinstance(one, Promise) and one.side == "theirs")
    groups: tuple[tuple[str, str, tuple[Item, ...]], ...] = (
        ("topics", "Discussed", notes.topics),
        ("ours", "Promised by us", ours),
        ("theirs", "Promised by the customer", theirs),
        ("follow-ups", "Follow-ups", notes.follow_ups),
        ("questions", "Open questions", notes.open_questions),
        ("fields", "Fields for the CRM", notes.fields),
    )
    return tuple((name, label, _worded(items, decided)) for name, label, items in groups if items)


def owners_of(notes: CallNotes | None) -> dict[str, Owner]:
    """Return who had to do each item by the machine's notes."""
    items = notes.items() if notes is not None else ()
    return {one.id: one.owner for one in items if isinstance(one, Promise | FollowUp)}


def _writes(entry: Entry, dossier: Dossier, actor: Actor, wished: str | None) -> tuple[Write, ...]:
    """Return what the CRM gets once the rest is accepted, while that is open."""
    foresee = entry.doors.foresee
    if foresee is None or dossier.call.stage is not Stage.STAGED or not actor.may(Permission.DECIDE):
        return ()
    return writes_of(foresee(dossier, by=actor.name, at=entry.doors.clock(), wished=wished), dossier.records)


def numbers_of(notes: CallNotes | None) -> dict[str, int]:
    """Return the number of each item as the notes came, group by group, then the summary."""
    if notes is None:
        return {}
    shown = [one for _, _, items in grouped(notes, {}) for one in items]
    return {one.id: number for number, one in enumerate((*shown, *notes.summary), 1)}


def _worded(items: tuple[Item, ...], decided: dict[str, Decision]) -> tuple[Item, ...]:
    return tuple(decided[one.id].worded(one) if one.id in decided else one for one in items)


def _open(dossier: Dossier, decided: dict[str, Decision]) -> int:
    """Return how many items wait; the summary counts only where there is nothing that it could follow."""
    notes = dossier.notes
    if notes is None:
        return 0
    claims = tuple(item for item in notes.items() if item not in notes.summary)
    return sum(item.id not in decided for item in claims or notes.summary)


def _contacts(shelves: Shelves, dossier: Dossier, actor: Actor, named: str) -> tuple[CrmContact, ...]:
    """Return contacts of the embedded CRM that the actor may see, once one may be linked."""
    if dossier.notes is None and dossier.call.contact_id is None:
        return ()
    call = dossier.call
    customer = call.details.customer
    return contacts_to_choose(shelves.database, customer, call.contact_id, actor=actor, named=named)


def _match(dossier: Dossier) -> Match | None:
    """Return what the CRM had for the call; nothing where it is of another contact than the call's now."""
    match, linked = dossier.match, dossier.call.contact_id
    if match is None or linked is None or (match.party and match.party.contact_id == linked):
        return match
    return None


def _is_of(customer: Customer, contact: CrmContact) -> bool:
    same_phone = customer.phone is not None and customer.phone == contact.phone
    same_email = customer.email is not None and customer.email == (contact.email or "").lower()
    return same_phone or same_email
