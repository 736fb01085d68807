from __future__ import annotations

from datetime import date

import pytest

from models.errors import UnprovenNotesError
from models.notes import CallNotes, Due, Evidence, Item, NotesCoverage, Owner, Promise
from models.transcript import Transcript
from tests.text.calls import call
from text.evidence import assert_proven, prove

CALL = call(
    ("agent", "I'll send you the quote by Friday, I promise."),
    ("customer", "I'll send you the signed form tomorrow."),
    timed=True,
)


def evidence(turn_id: str = "t1", quote: str = "I'll send you the quote by Friday") -> Evidence:
    found = prove(turn_id, quote, CALL)
    assert isinstance(found, Evidence)
    return found


def notes(shown: Evidence, due: Due | None = None) -> CallNotes:
    item = Promise(
        id="p1", text="Send the quote", evidence=(shown,), confidence=0.9, side="ours",
        owner=Owner(side="ours"), to=Owner(side="theirs"), due=due,
    )  # fmt: skip
    return CallNotes(
        engine="x", model="x", prompt_version="x", language="en", promises=(item,),
        coverage=NotesCoverage(turns=2, turns_read=2),
    )  # fmt: skip


def test_notes_whose_evidence_stands_pass() -> None:
    due = Due(said="by Friday", date=date(2026, 11, 27), basis="Friday after 2026-11-20")
    assert_proven(notes(evidence(), due), CALL)


@pytest.mark.parametrize(
    "change",
    [
        {"quote": "I'll send you the quote by Monday"},
        {"quote": "I'll send you the quote by friday"},
        {"speaker": "customer"},
        {"turn_id": "t2"},
        {"turn_id": "t7"},
        {"start_s": 0.2},
        {"end_s": 9.0},
        {"quote": "I'll send"},
    ],
)
def test_evidence_changed_in_any_way_is_refused(change: dict[str, str | float]) -> None:
    with pytest.raises(UnprovenNotesError) as refused:
        assert_proven(notes(evidence().model_copy(update=change)), CALL)
    assert "p1" in refused.value.message
    assert "quote" not in refused.value.message


def test_notes_of_another_call_are_refused() -> None:
    other: Transcript = call(("agent", "Good morning to you."), ("customer", "Hello, good morning."))
    with pytest.raises(UnprovenNotesError):
        assert_proven(notes(evidence()), other)


def test_a_due_date_that_was_not_said_there_is_refused() -> None:
    due = Due(said="tomorrow", date=date(2026, 11, 21), basis="the day after")
    with pytest.raises(UnprovenNotesError):
        assert_proven(notes(evidence(), due), CALL)


def test_an_item_without_evidence_is_refused_even_when_it_was_made_around_its_own_rules() -> None:
    empty = Item.model_construct(id="s1", text="x", evidence=(), confidence=1.0, reasons=(), flags=())
    whole = notes(evidence()).model_copy(update={"summary": (empty,)})
    with pytest.raises(UnprovenNotesError):
        assert_proven(whole, CALL)


def test_a_repeated_sentence_is_proven_at_either_place() -> None:
    twice = call(("agent", "call me Monday please. Call me Monday please."), timed=True)
    second = Evidence(turn_id="t1", quote="Call me Monday please.", speaker="agent", start_s=2.0, end_s=3.9)
    assert_proven(notes(second), twice)
