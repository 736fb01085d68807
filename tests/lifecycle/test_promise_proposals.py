"""What a later call says of a promise is proposed with its quote to who sees that call, and never done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from evals.fulfilments.__main__ import measure
from lifecycle import consent as consents
from lifecycle import drafts, intake, link
from lifecycle.promise_lists import look_at_promise
from lifecycle.promise_proposals import proposals_for, proposals_in
from models.access import Actor
from models.call import CallDetails
from models.transcript import Coverage, Transcript, Turn
from storage.shelves import Shelves, open_shelves
from tests.databases import with_tables
from tests.lifecycle.house import GRANTED, LIMITS, NOW, Queue
from tests.lifecycle.promised import SAM, promised

SAID = "Thank you for calling back yesterday. We no longer need the offer."


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Shelves]:
    with open_shelves(with_tables(tmp_path / "house"), clock=lambda: NOW + timedelta(days=10)) as opened:
        yield opened


def _later(shelves: Shelves, *, agent: str = SAM, contact: str = "contact_1", days: int = 3) -> str:
    turn = Turn(id="t1", speaker="customer", speaker_confidence=1.0, start_s=4.0, end_s=9.0, text=SAID)
    heard = Transcript(
        language="en", duration_s=9, channels=2, engine="test", model="none", turns=(turn,),
        coverage=Coverage(speech_s=9, transcribed_s=9),
    )  # fmt: skip
    details = CallDetails(agent=agent, started_at=NOW + timedelta(days=days))
    call = intake.accept(
        shelves, details, GRANTED, audio=None, transcript=heard, limits=LIMITS, enqueue=Queue()
    ).call
    consents.gate(shelves, call.id)
    drafts.store_transcript(shelves, heard.model_copy(update={"call_id": call.id}))
    link.link_matched(shelves, call.id, contact)
    return call.id


def test_a_later_call_proposes_with_its_own_words_and_changes_nothing(house: Shelves) -> None:
    call = promised(house)
    later = _later(house)
    (kept,) = proposals_for(house, call.id, "p1", actor=None)
    assert (kept.later_call_id, kept.found.became) == (later, "kept")
    assert kept.found.quote == "Thank you for calling back yesterday."
    (off,) = proposals_for(house, call.id, "f2", actor=None)
    assert (off.found.became, off.found.quote) == ("cancelled", "We no longer need the offer.")
    assert {one.item_id for one in proposals_in(house, later, actor=None)} == {"p1", "f2"}
    assert look_at_promise(house, call.id, "p1", actor=None).line.promise.state == "open"


@pytest.mark.parametrize(
    "later", [{"contact": "contact_2"}, {"days": -1}, {"agent": "lee@example.com"}], ids=str
)
def test_another_customers_an_earlier_and_an_unseen_call_propose_nothing(
    house: Shelves, later: dict[str, object]
) -> None:
    call = promised(house)
    _later(house, **later)  # type: ignore[arg-type]  # of the types that it takes
    assert proposals_for(house, call.id, "p1", actor=Actor(name=SAM, role="agent")) == ()


def test_who_may_not_see_what_is_personal_is_shown_no_words(house: Shelves) -> None:
    call = promised(house)
    later = _later(house)
    auditor = Actor(name="fay@example.com", role="auditor")
    assert proposals_for(house, call.id, "p1", actor=auditor) == ()
    assert proposals_in(house, later, actor=auditor) == ()


def test_what_is_proposed_is_right_and_most_is_found() -> None:
    for name, score in measure().items():
        assert score.precision == 1.0, name
        assert score.recall >= 0.9, name
        assert score.there >= 12, name
