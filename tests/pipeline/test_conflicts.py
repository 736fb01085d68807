"""What is settled is settled, but a field that somebody else changed is written once a person takes ours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from callnotes.workshop import workshop_of
from crm_sync.perform import perform
from lifecycle import drafts, reading, review
from lifecycle.conflicts import decide_conflict
from models.call import Call
from models.crm import Operation, PutNote, PutTask, SetContactField
from models.errors import DecidedMeanwhileError, StageError
from pipeline import process_call, settle_call
from pipeline.attempt import DONE, HALTED
from pipeline.workshop import Workshop
from tests.journeys.mortal import settings_in
from tests.lifecycle.house import Queue
from tests.pipeline.drafted import drafted
from tests.pipeline.test_matching import _contact

_LEE = "lee@example.com"


@pytest.fixture
def workshop(tmp_path: Path, database_url: str | None) -> Iterator[Workshop]:
    with workshop_of(settings_in(tmp_path / "house", database_url)) as opened:
        yield opened


def _perform(workshop: Workshop, operations: tuple[Operation, ...]) -> None:
    for operation in operations:
        perform(operation, adapter=workshop.adapter, ledger=workshop.shelves.ledger())


def _staged(workshop: Workshop, tmp_path: Path) -> Call:
    call = drafted(workshop, tmp_path, "1")
    process_call.find_customer(workshop, call.id)
    _perform(workshop, process_call.plan(workshop, call.id))
    drafts.mark_staged(workshop.shelves, call.id)
    return reading.call(workshop.shelves, call.id)


def _settled(workshop: Workshop, call: Call, *, reject: bool = False) -> None:
    review.decide(
        workshop.shelves, call.id, (), accept_rest=not reject, reject_rest=reject, by=_LEE, enqueue=Queue()
    )
    settle_call.make_contact(workshop, call.id)
    _perform(workshop, settle_call.plan(workshop, call.id))
    settle_call.mark_settled(workshop, call.id)


_hands = count(1)


def _typed(workshop: Workshop, contact: str, city: str) -> None:
    now = workshop.adapter.field_values(contact, ("city",))["city"]
    key = f"hand-{next(_hands)}"
    change = SetContactField(key=key, call_id="no", contact_id=contact, name="city", expected=now, value=city)
    assert workshop.adapter.apply(change).result == "applied"


def _city(workshop: Workshop, contact: str) -> str | None:
    return workshop.adapter.field_values(contact, ("city",))["city"]


def test_ours_is_written_over_what_was_seen_and_over_nothing_else(workshop: Workshop, tmp_path: Path) -> None:
    contact = _contact(workshop, "Ann")
    call = _staged(workshop, tmp_path)
    _typed(workshop, contact, "York")
    _settled(workshop, call)
    assert _city(workshop, contact) == "York"
    (conflict,) = reading.dossier(workshop.shelves, call.id).conflicts
    assert (conflict.item_id, conflict.seen, conflict.ours, conflict.theirs) == ("c1", None, "Leeds", "York")
    assert settle_call.still_in_review(workshop, call.id) is HALTED, "nothing is owed before a person decides"

    _typed(workshop, contact, "Hull")
    decide_conflict(workshop.shelves, call.id, "c1", "ours", by=_LEE, enqueue=Queue(), seen="York")
    assert settle_call.still_in_review(workshop, call.id) is DONE
    (only,) = settle_call.plan(workshop, call.id)
    _perform(workshop, (only,))
    assert _city(workshop, contact) == "Hull", "what the person had not seen is not overwritten"

    (again,) = reading.dossier(workshop.shelves, call.id).conflicts
    assert (again.theirs, again.choice) == ("Hull", None)
    with pytest.raises(DecidedMeanwhileError):
        decide_conflict(workshop.shelves, call.id, "c1", "ours", by=_LEE, enqueue=Queue(), seen="York")
    decide_conflict(workshop.shelves, call.id, "c1", "ours", by=_LEE, enqueue=Queue(), seen="Hull")
    _perform(workshop, settle_call.plan(workshop, call.id))
    assert _city(workshop, contact) == "Leeds"
    assert reading.dossier(workshop.shelves, call.id).conflicts == ()
    assert settle_call.still_in_review(workshop, call.id) is HALTED
    assert settle_call.plan(workshop, call.id) == ()


def test_before_the_call_is_settled_no_field_is_decided_so(workshop: Workshop, tmp_path: Path) -> None:
    _contact(workshop, "Ann")
    call = _staged(workshop, tmp_path)
    with pytest.raises(StageError, match="once it is settled"):
        decide_conflict(workshop.shelves, call.id, "c1", "ours", by=_LEE, enqueue=Queue())


@pytest.mark.parametrize("reject", [True, False])
def test_without_a_pending_note_the_task_holds_the_text_and_a_no_leaves_no_note(
    workshop: Workshop, tmp_path: Path, *, reject: bool
) -> None:
    kept_back = replace(workshop, pending_note=False)
    _contact(kept_back, "Ann")
    call = drafted(kept_back, tmp_path, "1")
    process_call.find_customer(kept_back, call.id)
    (task,) = process_call.plan(kept_back, call.id)
    assert isinstance(task, PutTask)
    assert "UNCONFIRMED" in task.body
    assert "I will call you back on Friday." in task.body
    _perform(kept_back, (task,))
    drafts.mark_staged(kept_back.shelves, call.id)
    _settled(kept_back, call, reject=reject)
    notes = [one for one in kept_back.shelves.ledger().records(call.id) if one.kind == "note"]
    assert [one.status for one in notes] == ([] if reject else ["live"])
    assert not any(isinstance(one, PutNote) for one in kept_back.shelves.ledger().unfinished(call.id))
