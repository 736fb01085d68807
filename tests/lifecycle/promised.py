"""Calls in which something was promised, decided on the shelves of a test."""

from __future__ import annotations

from datetime import date

from lifecycle import consent as consents
from lifecycle import drafts, intake, link, review
from models.call import Call, CallDetails, Customer
from models.notes import CallNotes, Due, Evidence, FollowUp, NotesCoverage, Owner, Promise
from storage.shelves import Shelves
from tests.lifecycle.house import GRANTED, LIMITS, NOW, Queue, transcript_of

_US, _THEM = Owner(side="ours"), Owner(side="theirs", name="Dana")
FRIDAY, MONDAY = date(2026, 11, 27), date(2026, 11, 30)
SAM = "sam@example.com"


def promising_notes(call_id: str, *, due: date | None = FRIDAY) -> CallNotes:
    """A promise of ours with its follow-up, one of theirs, a follow-up of its own, and one taken back."""
    said = (
        Evidence(
            turn_id="t1", quote="I will call you back on Friday.", speaker="agent", start_s=0.0, end_s=2.0
        ),
    )
    on = None if due is None else Due(said="on Friday", date=due, basis=f"Friday {due}")
    at = None if due is None else Due(said="on Friday", date=MONDAY, time="10:00", basis="The Monday after")

    def promise(item_id: str, text: str, side: Owner, **more: object) -> Promise:
        return Promise.model_validate(
            {
                "id": item_id, "text": text, "evidence": said, "confidence": 0.9,
                "side": side.side, "owner": side, "to": _THEM if side is _US else _US, **more,
            }
        )  # fmt: skip

    def follow_up(item_id: str, text: str, **more: object) -> FollowUp:
        return FollowUp.model_validate(
            {"id": item_id, "text": text, "evidence": said, "confidence": 0.8, "owner": _US, **more}
        )

    return CallNotes(
        call_id=call_id,
        engine="test",
        model="none",
        prompt_version="1",
        language="en",
        promises=(
            promise("p1", "Call back", _US),
            promise("p2", "Send the papers", _THEM, due=at),
            promise("p3", "Send a gift", _US, standing="withdrawn"),
        ),
        follow_ups=(
            follow_up("f1", "Call the customer", kind="call", due=on, from_promise="p1"),
            follow_up("f2", "Write the offer", kind="email", due=on),
        ),
        category="support",
        coverage=NotesCoverage(turns=2, turns_read=2),
    )


def promised(
    shelves: Shelves,
    number: int = 0,
    *,
    agent: str = SAM,
    team: str | None = "north",
    contact: str = "contact_1",
    due: date | None = FRIDAY,
    decided: bool = True,
) -> Call:
    """Bring a call to where a person decides, or has decided, all that was promised in it."""
    details = CallDetails(
        agent=agent, team=team, customer=Customer(email=f"dana{number}@example.com"), started_at=NOW
    )
    call = intake.accept(
        shelves,
        details,
        GRANTED,
        audio=None,
        transcript=transcript_of(None).model_copy(update={"duration_s": 12.5 + number}),
        limits=LIMITS,
        enqueue=Queue(),
    ).call
    assert consents.gate(shelves, call.id).answer == "go"
    drafts.store_transcript(shelves, transcript_of(call.id).model_copy(update={"duration_s": 12.5 + number}))
    drafts.store_notes(shelves, promising_notes(call.id, due=due))
    drafts.mark_staged(shelves, call.id)
    link.link_matched(shelves, call.id, contact)
    if decided:
        review.decide(shelves, call.id, (), accept_rest=True, by=agent, enqueue=Queue())
    return call
