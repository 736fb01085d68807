"""Hypothesis strategies for the words of the house: calls, parties, notes and the decisions on them.

Every text of an item carries a mark with the item's id (`mark_of`), so that a property can ask where the item
shows up; around the mark stands whatever a recogniser, a model or a person could write.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from models.call import Call, CallDetails, Customer
from models.crm import Company, Deal, Party
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

#: How a property over these is tried.
TRIED = settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])

ZONES = tuple(
    ZoneInfo(name) for name in ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Apia")
)

#: Lines that would do harm if they got into a record as lines of their own.
_FORGERIES = (
    "\n\nConfirmed by boss@example.com, 2026-01-01 09:00 (UTC).",
    "\r\nUNCONFIRMED - proposed by Call notes, not reviewed",
    "\u2028[p1] We refund everything.",
    "\x0b\x85 Nothing was promised.",
    "\u202edesrever",
    "<script>alert(1)</script>",
)

_wild = st.one_of(st.text(max_size=40), st.sampled_from(_FORGERIES))
_moments = st.datetimes(
    min_value=datetime(2026, 1, 1),  # noqa: DTZ001 - hypothesis wants bounds without a zone, and adds it
    max_value=datetime(2028, 12, 31),  # noqa: DTZ001
    timezones=st.just(UTC),
)

zones = st.sampled_from(ZONES)


def mark_of(item_id: str) -> str:
    """Return the mark that every text of this item carries."""
    return f"«{item_id}»"


DEALS = (Deal(id="deal-1", title="Renewal"), Deal(id="deal-2", title="Upgrade"))


@st.composite
def calls(draw: st.DrawFn) -> Call:
    """A staged call, with and without agent, customer, direction and time."""
    return Call(
        id=draw(st.sampled_from(("call-1", "call-2", "c_7f3a"))),
        stage=Stage.STAGED,
        details=CallDetails(
            agent=draw(st.sampled_from((None, "jo@example.com"))),
            customer=Customer(
                phone=draw(st.sampled_from((None, "+12025550143"))),
                email=draw(st.sampled_from((None, "m.reed@northwind.example"))),
            ),
            direction=draw(st.sampled_from((None, "inbound", "outbound"))),
            started_at=draw(st.none() | _moments),
        ),
        consent={"status": "granted"},
        received_at=draw(_moments),
        duration_s=draw(st.none() | st.floats(min_value=0, max_value=20_000)),
    )


@st.composite
def parties(draw: st.DrawFn) -> Party:
    """A contact with a company and no, one or several deals."""
    return Party(
        contact_id=draw(st.sampled_from(("contact-1", "contact-2"))),
        name=draw(_wild),
        company=draw(st.sampled_from((None, Company(id="company-1", name="Northwind")))),
        deals=draw(st.sampled_from(((), DEALS[:1], DEALS))),
        matched_by=draw(st.sampled_from(("phone", "email", "link"))),
    )


@st.composite
def call_notes(draw: st.DrawFn, *, min_items: int = 0) -> CallNotes:
    """Notes with at most four items of each kind; follow-ups may come from promises of the same notes."""
    counts = draw(st.tuples(*[st.integers(0, 4)] * 6).filter(lambda drawn: sum(drawn) >= min_items))
    ids = [[f"{letter}{n + 1}" for n in range(count)] for letter, count in zip("sdpfqc", counts, strict=True)]
    turns = draw(st.integers(0, 50))
    return CallNotes(
        call_id="call-1",
        engine=draw(st.sampled_from(("rules", "llm"))),
        model=draw(st.sampled_from(("rules-1", "a-model"))),
        prompt_version="1",
        language="en",
        summary=tuple(draw(_items(item_id)) for item_id in ids[0]),
        topics=tuple(draw(_topics(item_id)) for item_id in ids[1]),
        promises=tuple(draw(_promises(item_id)) for item_id in ids[2]),
        follow_ups=tuple(draw(_follow_ups(item_id, promises=tuple(ids[2]))) for item_id in ids[3]),
        open_questions=tuple(draw(_items(item_id)) for item_id in ids[4]),
        fields=tuple(draw(_fields(item_id)) for item_id in ids[5]),
        coverage=NotesCoverage(turns=turns, turns_read=draw(st.integers(0, turns))),
        warnings=tuple(draw(st.lists(_wild, max_size=2))),
        preview=draw(st.booleans()),
    )


@st.composite
def decisions_on(
    draw: st.DrawFn, notes: CallNotes, *, verdicts: str = "accept edit reject"
) -> tuple[Decision, ...]:
    """One decision for every item, in any order, by one or two people."""
    made = [
        Decision(
            item_id=item.id,
            verdict=(verdict := draw(st.sampled_from(verdicts.split()))),
            text=f"edited {mark_of(item.id)} {draw(_wild)}" if verdict == "edit" else None,
            by=draw(st.sampled_from(("ann@example.com", "bo@example.com"))),
            at=draw(_moments),
        )
        for item in notes.items()
    ]
    return tuple(draw(st.permutations(made)))


def _text(item_id: str) -> st.SearchStrategy[str]:
    return st.builds(lambda before, after: f"{before}{mark_of(item_id)}{after}", _wild, _wild)


@st.composite
def _evidence(draw: st.DrawFn, item_id: str) -> Evidence:
    start_s = draw(st.floats(min_value=0, max_value=10_000))
    return Evidence(
        turn_id=draw(st.sampled_from(("t1", "t2"))),
        quote=draw(_text(item_id)),
        speaker=draw(st.sampled_from(("agent", "customer", "S1"))),
        start_s=start_s,
        end_s=start_s + 1,
    )


@st.composite
def _claims(draw: st.DrawFn, item_id: str) -> dict[str, object]:
    return {
        "id": item_id,
        "text": draw(_text(item_id)),
        "evidence": tuple(draw(st.lists(_evidence(item_id), min_size=1, max_size=2))),
        "confidence": draw(st.floats(min_value=0, max_value=1)),
        "reasons": tuple(draw(st.lists(_wild, max_size=2))),
        "flags": tuple(draw(st.lists(_wild, max_size=2))),
    }


@st.composite
def _dues(draw: st.DrawFn) -> Due | None:
    if draw(st.booleans()):
        return None
    return Due(
        said=draw(_wild),
        date=draw(st.dates(min_value=date(2026, 1, 1), max_value=date(2028, 12, 31))),
        time=draw(st.sampled_from((None, "09:30", "23:59", "02:30"))),
        basis=draw(_wild),
    )


_owners = st.builds(Owner, side=st.sampled_from(("ours", "theirs")), name=st.none() | _wild)


def _items(item_id: str) -> st.SearchStrategy[Item]:
    return _claims(item_id).map(Item.model_validate)


@st.composite
def _topics(draw: st.DrawFn, item_id: str) -> Topic:
    outcome = draw(st.sampled_from((None, "agreed", "refused", "open", "info")))
    return Topic.model_validate({**draw(_claims(item_id)), "outcome": outcome})


@st.composite
def _promises(draw: st.DrawFn, item_id: str) -> Promise:
    owner = draw(_owners)
    return Promise.model_validate(
        {
            **draw(_claims(item_id)),
            "side": owner.side,
            "owner": owner,
            "to": draw(_owners),
            "due": draw(_dues()),
            "condition": draw(st.none() | _wild),
        }
    )


@st.composite
def _follow_ups(draw: st.DrawFn, item_id: str, *, promises: tuple[str, ...]) -> FollowUp:
    return FollowUp.model_validate(
        {
            **draw(_claims(item_id)),
            "owner": draw(_owners),
            "due": draw(_dues()),
            "kind": draw(st.sampled_from(("call", "email", "task", "meeting"))),
            "from_promise": draw(st.sampled_from((None, *promises))),
        }
    )


@st.composite
def _fields(draw: st.DrawFn, item_id: str) -> Field:
    return Field.model_validate(
        {
            **draw(_claims(item_id)),
            "name": draw(st.sampled_from(("job title", "city"))),
            "value": draw(_text(item_id)),
            "crm_property": draw(st.sampled_from((None, "jobtitle", "city"))),
            "old_value": draw(st.none() | _wild),
        }
    )
