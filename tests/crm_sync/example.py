"""One believable call with its notes and decisions, as the examples in these tests use it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from models.call import Call, CallDetails, Consent, Customer
from models.crm import Party
from models.notes import (
    CallNotes,
    Due,
    Evidence,
    Field,
    FollowUp,
    Item,
    NotesCoverage,
    Owner,
    Promise,
    Topic,
)
from models.review import Decision
from models.stages import Stage

ZONE = ZoneInfo("Europe/Berlin")
DECIDED_AT = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)
REVIEWER = "ann@example.com"

PARTY = Party(contact_id="contact-7", name="Martin Reed", phone="+12025550143", matched_by="phone")

CALL = Call(
    id="call-1",
    stage=Stage.STAGED,
    details=CallDetails(
        agent="jo@example.com",
        customer=Customer(phone="+12025550143"),
        direction="inbound",
        started_at=datetime(2026, 11, 20, 13, 5, tzinfo=UTC),
    ),
    consent=Consent(status="announced"),
    received_at=datetime(2026, 11, 20, 14, 0, tzinfo=UTC),
    duration_s=95,
)

_OURS, _THEIRS = Owner(side="ours"), Owner(side="theirs", name="Martin")
_FRIDAY = Due(said="by Friday", date=date(2026, 11, 27), basis="Friday after 2026-11-20")


def _quote(words: str, speaker: str, start_s: float) -> tuple[Evidence, ...]:
    return (Evidence(turn_id="t1", quote=words, speaker=speaker, start_s=start_s, end_s=start_s + 3),)


NOTES = CallNotes(
    call_id="call-1",
    engine="llm",
    model="a-model",
    prompt_version="3",
    language="en",
    summary=(
        Item(
            id="s1",
            text="Martin asks for a new quote.",
            evidence=_quote("I need a new quote", "customer", 4),
            confidence=0.9,
        ),
    ),
    topics=(
        Topic(
            id="d1",
            text="A discount",
            evidence=_quote("we can not lower the price", "agent", 21),
            confidence=0.8,
            outcome="refused",
        ),
    ),
    promises=(
        Promise(
            id="p1",
            text="Send the quote",
            evidence=_quote("I will send you the quote by Friday", "agent", 65),
            confidence=0.82,
            reasons=("one word was heard badly",),
            flags=("two dates were named",),
            side="ours",
            owner=_OURS,
            to=_THEIRS,
            due=_FRIDAY,
        ),
        Promise(
            id="p2",
            text="Send the signed form back",
            evidence=_quote("I'll send the form back", "customer", 70),
            confidence=0.7,
            side="theirs",
            owner=_THEIRS,
            to=_OURS,
        ),
        Promise(
            id="p3",
            text="Replace the router",
            evidence=_quote("if it fails again we replace it", "agent", 75),
            confidence=0.6,
            side="ours",
            owner=_OURS,
            to=_THEIRS,
            condition="the router fails again",
        ),
    ),
    follow_ups=(
        FollowUp(
            id="f1",
            text="Meet about the contract",
            evidence=_quote("let us meet on Tuesday at ten", "agent", 80),
            confidence=0.75,
            owner=_OURS,
            due=Due(
                said="Tuesday at ten", date=date(2026, 11, 24), time="10:00", basis="Tuesday after 2026-11-20"
            ),
            kind="meeting",
        ),
        FollowUp(
            id="f2",
            text="E-mail the quote",
            evidence=_quote("I will send you the quote by Friday", "agent", 65),
            confidence=0.75,
            owner=_OURS,
            due=_FRIDAY,
            kind="email",
            from_promise="p1",
        ),
    ),
    open_questions=(
        Item(id="q1", text="Who signs?", evidence=_quote("who will sign it", "customer", 85), confidence=0.5),
    ),
    fields=(
        Field(
            id="c1",
            text="Martin is head of buying now",
            evidence=_quote("I am head of buying now", "customer", 30),
            confidence=0.9,
            name="job title",
            value="Head of Buying",
            crm_property="jobtitle",
            old_value="Buyer",
        ),
        Field(
            id="c2",
            text="Order 4471",
            evidence=_quote("order four four seven one", "customer", 33),
            confidence=0.9,
            name="order number",
            value="4471",
        ),
    ),
    coverage=NotesCoverage(turns=20, turns_read=18),
)

NOTHING = NOTES.model_copy(
    update={
        "summary": (),
        "topics": (),
        "promises": (),
        "follow_ups": (),
        "open_questions": (),
        "fields": (),
    }
)


def decide(
    verdict: Literal["accept", "reject"] = "reject",
    *,
    accept: str = "",
    reject: str = "",
    edit: dict[str, str] | None = None,
    notes: CallNotes = NOTES,
) -> tuple[Decision, ...]:
    """Return a decision for every item: `verdict`, unless the item is named."""
    edits = edit or {}

    def of(item_id: str) -> Decision:
        named: Literal["accept", "edit", "reject"] = verdict
        if item_id in edits:
            named = "edit"
        elif item_id in accept.split():
            named = "accept"
        elif item_id in reject.split():
            named = "reject"
        return Decision(item_id=item_id, verdict=named, text=edits.get(item_id), by=REVIEWER, at=DECIDED_AT)

    return tuple(of(item.id) for item in notes.items())
