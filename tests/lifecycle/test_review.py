from __future__ import annotations

from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lifecycle import attempts, consent, link, reading, recovery, review
from lifecycle.enqueue import Work
from models.crm import Outcome, PutNote
from models.errors import ContactNeededError, InputError, ItemNotFoundError, StageError
from models.review import Decision, Verdict
from models.stages import Stage
from storage.shelves import Shelves
from tests.lifecycle.house import DECLINED, NOW, OTHER_WAV, Queue, accept, staged

_LEE = "lee@example.com"
_ITEMS = ("p1", "f1", "c1")


def _on(item_id: str, verdict: Verdict, text: str | None = None, by: str = _LEE) -> Decision:
    return Decision(item_id=item_id, verdict=verdict, text=text, by=by, at=NOW)


def test_a_part_of_the_items_may_be_decided_first(shelves: Shelves) -> None:
    queue = Queue()
    call = staged(shelves)
    after = review.decide(shelves, call.id, (_on("p1", "accept"),), by=_LEE, enqueue=queue)
    assert (after.stage, queue.work) == (Stage.STAGED, [])
    assert reading.decisions(shelves, call.id) == (_on("p1", "accept"),)


def test_when_all_is_decided_settlement_is_handed_over_once(shelves: Shelves) -> None:
    queue = Queue()
    call = staged(shelves)
    review.decide(shelves, call.id, (_on("p1", "reject"),), by=_LEE, enqueue=queue)
    after = review.decide(
        shelves, call.id, (_on("f1", "edit", "Ring at noon"),), accept_rest=True, by=_LEE, enqueue=queue
    )
    assert after.stage is Stage.IN_REVIEW
    assert queue.work == [(call.id, "settle", 1)]
    verdicts = {one.item_id: (one.verdict, one.text) for one in reading.decisions(shelves, call.id)}
    assert verdicts == {"p1": ("reject", None), "f1": ("edit", "Ring at noon"), "c1": ("accept", None)}
    again = review.decide(shelves, call.id, (), accept_rest=True, by=_LEE, enqueue=queue)
    assert (again.stage, len(queue.work)) == (Stage.IN_REVIEW, 1)


def test_a_later_decision_replaces_the_earlier_one_which_stays_as_history(shelves: Shelves) -> None:
    call = staged(shelves)
    review.decide(shelves, call.id, (_on("p1", "accept"),), by=_LEE, enqueue=Queue())
    review.decide(shelves, call.id, (_on("p1", "reject"),), by=_LEE, enqueue=Queue())
    found = reading.dossier(shelves, call.id)
    assert found.decisions == (_on("p1", "reject"),)
    assert found.history == (_on("p1", "accept"), _on("p1", "reject"))


def test_the_rest_leaves_alone_what_was_decided_before(shelves: Shelves) -> None:
    call = staged(shelves)
    review.decide(shelves, call.id, (_on("p1", "reject"),), by=_LEE, enqueue=Queue())
    review.decide(shelves, call.id, (), accept_rest=True, by="max@example.com", enqueue=Queue())
    found = {one.item_id: (one.verdict, one.by) for one in reading.decisions(shelves, call.id)}
    assert found == {
        "p1": ("reject", _LEE),
        "f1": ("accept", "max@example.com"),
        "c1": ("accept", "max@example.com"),
    }


def test_what_is_decided_cannot_be_decided_otherwise_once_it_is_written(shelves: Shelves) -> None:
    call = staged(shelves)
    review.decide(shelves, call.id, (), accept_rest=True, by=_LEE, enqueue=Queue())
    with pytest.raises(StageError, match="no longer be decided otherwise"):
        review.decide(shelves, call.id, (_on("p1", "reject"),), by=_LEE, enqueue=Queue())


def test_confirming_needs_a_contact_and_rejecting_does_not(shelves: Shelves) -> None:
    queue = Queue()
    call = staged(shelves, linked=False)
    with pytest.raises(ContactNeededError, match="callnotes link"):
        review.decide(shelves, call.id, (), accept_rest=True, by=_LEE, enqueue=queue)
    assert reading.decisions(shelves, call.id) == ()
    assert queue.work == []
    rejected = review.decide(shelves, call.id, (), reject_rest=True, by=_LEE, enqueue=queue)
    assert rejected.stage is Stage.IN_REVIEW


def test_a_wished_contact_is_enough_to_confirm(shelves: Shelves) -> None:
    call = staged(shelves, linked=False)
    link.link_contact(shelves, call.id, name="Dana Reed", by=_LEE)
    after = review.decide(shelves, call.id, (), accept_rest=True, by=_LEE, enqueue=Queue())
    assert after.stage is Stage.IN_REVIEW


@pytest.mark.parametrize(
    ("decisions", "both_rests", "by", "error"),
    [
        ((_on("p9", "accept"),), False, _LEE, ItemNotFoundError),
        ((_on("p1", "accept"), _on("x", "reject")), False, _LEE, ItemNotFoundError),
        ((_on("p1", "edit"),), False, _LEE, InputError),
        ((_on("p1", "edit", "  "),), False, _LEE, InputError),
        ((_on("p1", "accept"),), False, " ", InputError),
        ((_on("p1", "accept", by=""),), False, _LEE, InputError),
        ((), True, _LEE, InputError),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_kept(
    shelves: Shelves,
    decisions: tuple[Decision, ...],
    both_rests: bool,
    by: str,
    error: type[Exception],
) -> None:
    call = staged(shelves)
    with pytest.raises(error):
        review.decide(
            shelves,
            call.id,
            decisions,
            accept_rest=both_rests,
            reject_rest=both_rests,
            by=by,
            enqueue=Queue(),
        )
    assert reading.decisions(shelves, call.id) == ()


def test_a_call_without_notes_or_after_its_end_cannot_be_decided(shelves: Shelves) -> None:
    queued = accept(shelves, audio=[OTHER_WAV]).call
    with pytest.raises(StageError):
        review.decide(shelves, queued.id, (), accept_rest=True, by=_LEE, enqueue=Queue())
    call = staged(shelves)
    consent.record(shelves, call.id, DECLINED, enqueue=Queue())
    with pytest.raises(StageError):
        review.decide(shelves, call.id, (), accept_rest=True, by=_LEE, enqueue=Queue())


def test_a_settled_call_is_done_and_settling_again_changes_nothing(shelves: Shelves) -> None:
    call = staged(shelves)
    review.decide(shelves, call.id, (), accept_rest=True, by=_LEE, enqueue=Queue())
    attempts.begin(shelves, call.id, "settle", 1)
    for _ in range(2):
        review.mark_settled(shelves, call.id)
    attempts.succeed(shelves, call.id, "settle", 1)
    assert reading.call(shelves, call.id).stage is Stage.SETTLED
    assert recovery.owed(shelves) == ()


def test_a_call_cannot_be_settled_before_a_person_decided(shelves: Shelves) -> None:
    with pytest.raises(StageError):
        review.mark_settled(shelves, staged(shelves).id)


def test_the_settlement_that_a_crash_left_out_is_owed(shelves: Shelves) -> None:
    call = staged(shelves)
    attempts.succeed(shelves, call.id, "process", 1)
    review.decide(shelves, call.id, (), accept_rest=True, by=_LEE, enqueue=Queue())
    assert recovery.owed(shelves) == (Work(call.id, "settle", 1, "crm", delay_s=0.0),)


def test_the_dossier_holds_the_records_of_the_call(shelves: Shelves) -> None:
    call = staged(shelves)
    note = PutNote(key=f"{call.id}:note", call_id=call.id, title="Call", body="", status="pending", at=NOW)
    shelves.ledger().intend(note)
    record = shelves.ledger().done(note, Outcome(result="applied", external_id="note_1"), adapter="local")
    assert reading.dossier(shelves, call.id).records == (record,)


_SHEETS = st.lists(
    st.lists(st.tuples(st.sampled_from(_ITEMS), st.sampled_from(["accept", "reject"])), max_size=3),
    max_size=5,
)


@settings(
    max_examples=30,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(sheets=_SHEETS)
def test_settlement_is_due_exactly_when_every_item_has_its_decision(
    shelves: Shelves, sheets: list[list[tuple[str, Verdict]]]
) -> None:
    call = staged(shelves, audio=b"fLaC" + uuid4().bytes)
    queue, expected = Queue(), dict[str, Verdict]()
    for sheet in sheets:
        if set(expected) == set(_ITEMS):
            break
        expected.update(dict(sheet))
        review.decide(shelves, call.id, tuple(_on(*one) for one in sheet), by=_LEE, enqueue=queue)
    complete = set(expected) == set(_ITEMS)
    assert reading.call(shelves, call.id).stage is (Stage.IN_REVIEW if complete else Stage.STAGED)
    assert len(queue.work) == complete
    found = {one.item_id: one.verdict for one in reading.decisions(shelves, call.id)}
    assert found == expected
