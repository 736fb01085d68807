"""The doors for acting on a call: release, consent, link, review, take back and more; thin over `lifecycle`.

In: small JSON bodies that name the person. Out: the call's document as it is afterwards.
"""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Header, Request

from api.entry import Entry, entry_of, in_thread, let_in
from api.json_body import documented, read_json
from api.problem_document import PROBLEMS
from api.typed_edits import edits_of
from api.v1.decision_bodies import (
    AddBody,
    ConflictBody,
    ConsentBody,
    LinkBody,
    ReleaseBody,
    RerunBody,
    ReviewBody,
    SpeakersBody,
    TakeBackBody,
)
from api.v1.documents import CallDocument, describe
from lifecycle import cancel, consent, link, retry, review
from lifecycle.add_item import AddedItem, add_item
from lifecycle.conflicts import decide_conflict
from lifecycle.correct_speakers import correct_speakers
from lifecycle.crm_view import check_contact
from lifecycle.make_again import make_again
from lifecycle.new_call import read_consent
from lifecycle.one_of import one_of
from lifecycle.review import Shown
from lifecycle.sent_once import sent_under
from lifecycle.take_back import take_back
from lifecycle.undo import undo
from lifecycle.veil import veiled_call
from models.access import Actor, Permission

router = APIRouter(
    prefix="/api/v1/calls/{call_id}",
    tags=["deciding"],
    responses=PROBLEMS,
)

Here = Annotated[Entry, Depends(entry_of)]
Who = Annotated[Actor, Depends(let_in(Permission.DECIDE))]

_PERSON: Final = "dana@example.com"


@router.post(
    "/release",
    openapi_extra=documented(ReleaseBody, {"by": _PERSON, "reason": "consent is on the signed contract"}),
)
async def release_call(call_id: str, request: Request, entry: Here, actor: Who) -> CallDocument:
    """Let a call through that waits for consent, on a named person's word."""
    body, doors = await read_json(request, ReleaseBody), entry.doors
    call = await in_thread(
        consent.release, doors.shelves, call_id, body.by, body.reason, enqueue=doors.enqueue, actor=actor
    )
    return describe(veiled_call(call, actor, entry.doors.shelves.masking))


@router.post(
    "/consent",
    openapi_extra=documented(
        ConsentBody,
        {
            "consent": "granted",
            "consent_by": _PERSON,
            "consent_at": "2026-11-20T15:10:00+01:00",
            "consent_how": "confirmed by e-mail",
        },
    ),
)
async def record_consent(call_id: str, request: Request, entry: Here, actor: Who) -> CallDocument:
    """State consent anew: proof lets a waiting call through, `declined` deletes the audio."""
    body, doors = await read_json(request, ConsentBody), entry.doors
    stated = read_consent(body, doors.zone)
    call = await in_thread(
        consent.record, doors.shelves, call_id, stated, crm=body.crm, enqueue=doors.enqueue, actor=actor
    )
    return describe(veiled_call(call, actor, entry.doors.shelves.masking))


@router.post("/link", openapi_extra=documented(LinkBody, {"by": _PERSON, "contact_id": "contact_7f3a"}))
async def link_call(call_id: str, request: Request, entry: Here, actor: Who) -> CallDocument:
    """Say which contact the call was with: one of the CRM, or a new one, made when the call is settled.

    Or, of a call that has its contact, which of that one's open deals it was about.
    """
    body, doors = await read_json(request, LinkBody), entry.doors
    if body.deal_id is not None:
        call = await in_thread(
            link.choose_deal,
            doors.shelves,
            call_id,
            None if body.deal_id == link.NO_DEAL else body.deal_id,
            by=body.by,
            enqueue=doors.enqueue,
            actor=actor,
        )
        return describe(veiled_call(call, actor, entry.doors.shelves.masking))
    contact_id = None if body.contact_id is None else doors.read_contact_id(body.contact_id)
    if contact_id is not None and doors.contacts is not None:
        await in_thread(check_contact, doors.shelves, call_id, contact_id, actor=actor)
    call = await in_thread(
        link.link_contact,
        doors.shelves,
        call_id,
        contact_id,
        name=body.name,
        by=body.by,
        enqueue=doors.enqueue,
        actor=actor,
    )
    return describe(veiled_call(call, actor, entry.doors.shelves.masking))


@router.post(
    "/review",
    openapi_extra=documented(
        ReviewBody,
        {
            "by": _PERSON,
            "accept": ["p1", "f1"],
            "edit": [{"item_id": "p2", "text": "Send the corrected quote", "due": "next Friday"}],
            "reject": ["d2"],
            "reasons": {"d2": "It was not said"},
            "rest": "accept",
        },
    ),
)
async def review_call(
    call_id: str,
    request: Request,
    entry: Here,
    actor: Who,
    idempotency_key: Annotated[str, Header(description="of this decision, which is kept once")] = "",
) -> CallDocument:
    """Accept, edit and reject items; when all are decided, they go live in the CRM."""
    body, doors = await read_json(request, ReviewBody), entry.doors
    at = doors.clock()
    edits = await in_thread(
        edits_of, doors, call_id, body.edits(), by=body.by, at=at, shown=body.notes_version
    )
    made = (*body.decisions(at=at), *edits)
    sent = sent_under(idempotency_key, made, rest=body.rest, by=body.by)
    call = await in_thread(
        review.decide,
        doors.shelves,
        call_id,
        made,
        accept_rest=body.rest == "accept",
        reject_rest=body.rest == "reject",
        by=body.by,
        enqueue=doors.enqueue,
        actor=actor,
        shown=Shown(heard=body.transcript_version, notes=body.notes_version, sent=sent),
    )
    return describe(veiled_call(call, actor, entry.doors.shelves.masking))


@router.post("/take-back", openapi_extra=documented(TakeBackBody, {"by": _PERSON}))
async def take_decision_back(call_id: str, request: Request, entry: Here, actor: Who) -> CallDocument:
    """Open a decided call again, while nothing of it is written; its decisions stay until others are made."""
    body, doors = await read_json(request, TakeBackBody), entry.doors
    call = await in_thread(take_back, doors.shelves, call_id, by=body.by, actor=actor)
    return describe(veiled_call(call, actor, doors.shelves.masking))


@router.post(
    "/items",
    openapi_extra=documented(
        AddBody, {"by": _PERSON, "kind": "promise", "turn_id": "t3", "quote": "I will call you on Monday"}
    ),
)
async def add_missed(call_id: str, request: Request, entry: Here, actor: Who) -> CallDocument:
    """Add what the machine missed, proven by words of a turn; it is confirmed by who adds it."""
    body, doors = await read_json(request, AddBody), entry.doors
    missed = AddedItem.model_validate(body.model_dump(exclude={"by"}))
    call = await in_thread(
        add_item, doors.shelves, call_id, missed, by=body.by, read_due=doors.read_due, actor=actor
    )
    return describe(veiled_call(call, actor, doors.shelves.masking))


@router.post("/undo", openapi_extra=documented(TakeBackBody, {"by": _PERSON}))
async def undo_decision(call_id: str, request: Request, entry: Here, actor: Who) -> CallDocument:
    """Undo what this person decided last, one step at a time; what was decided before counts again."""
    body, doors = await read_json(request, TakeBackBody), entry.doors
    call = await in_thread(undo, doors.shelves, call_id, by=body.by, actor=actor)
    return describe(veiled_call(call, actor, doors.shelves.masking))


@router.post(
    "/speakers",
    openapi_extra=documented(
        SpeakersBody,
        {
            "by": _PERSON,
            "corrections": [{"kind": "swap"}, {"kind": "turn", "turn": "t5", "to": "customer"}],
            "transcript_version": 1,
        },
    ),
)
async def correct_speakers_of(call_id: str, request: Request, entry: Here, actor: Who) -> CallDocument:
    """Correct who said what, before the last item is decided; the notes are made again from it."""
    body, doors = await read_json(request, SpeakersBody), entry.doors
    call = await in_thread(
        correct_speakers,
        doors.shelves,
        call_id,
        body.corrections,
        by=body.by,
        enqueue=doors.enqueue,
        actor=actor,
        shown=body.transcript_version,
        decide_anew=body.decide_anew,
    )
    return describe(veiled_call(call, actor, entry.doors.shelves.masking))


@router.post(
    "/rerun", openapi_extra=documented(RerunBody, {"by": _PERSON, "template": "support", "engine": "rules"})
)
async def rerun_call(call_id: str, request: Request, entry: Here, actor: Who) -> CallDocument:
    """Make the notes again, as a new version; decisions on items that come out the same hold."""
    body, doors = await read_json(request, RerunBody), entry.doors
    call = await in_thread(
        make_again,
        doors.shelves,
        call_id,
        template=one_of(body.template, doors.templates, "template"),
        notes_engine=one_of(body.engine, doors.notes_engines, "engine for notes"),
        decide_anew=body.decide_anew,
        by=body.by,
        enqueue=doors.enqueue,
        actor=actor,
    )
    return describe(veiled_call(call, actor, entry.doors.shelves.masking))


@router.post(
    "/conflicts",
    openapi_extra=documented(
        ConflictBody, {"by": _PERSON, "item_id": "c1", "take": "theirs", "seen": "Chief Buyer"}
    ),
)
async def decide_conflict_of(call_id: str, request: Request, entry: Here, actor: Who) -> CallDocument:
    """Decide about a field that somebody else had changed: write ours, or keep theirs."""
    body, doors = await read_json(request, ConflictBody), entry.doors
    call = await in_thread(
        decide_conflict,
        doors.shelves,
        call_id,
        body.item_id,
        body.take,
        seen=body.seen,
        by=body.by,
        enqueue=doors.enqueue,
        actor=actor,
    )
    return describe(veiled_call(call, actor, entry.doors.shelves.masking))


@router.post("/retry")
async def retry_call(call_id: str, entry: Here, actor: Who) -> CallDocument:
    """Try a failed or cancelled call again; what is done is not repeated."""
    call = await in_thread(
        retry.retry, entry.doors.shelves, call_id, enqueue=entry.doors.enqueue, actor=actor
    )
    return describe(veiled_call(call, actor, entry.doors.shelves.masking))


@router.post("/cancel")
async def cancel_call(call_id: str, entry: Here, actor: Who) -> CallDocument:
    """Stop the work on a call; retry takes it up again."""
    call = await in_thread(cancel.cancel, entry.doors.shelves, call_id, actor=actor)
    return describe(veiled_call(call, actor, entry.doors.shelves.masking))
