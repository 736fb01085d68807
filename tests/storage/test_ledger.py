from __future__ import annotations

from datetime import UTC, datetime

from models.crm import Outcome, PutNote, SetContactField, record_of
from storage.shelves import Shelves

_PENDING = PutNote(
    key="call_1:note",
    call_id="call_1",
    title="Call about an order",
    body="Draft",
    status="pending",
    at=datetime(2026, 11, 20, 15, 0, tzinfo=UTC),
)
_LIVE = _PENDING.model_copy(update={"status": "live", "body": "Confirmed"})
_APPLIED = Outcome(result="applied", external_id="note_1")


def test_an_intention_stands_in_the_ledger_before_anything_is_sent(shelves: Shelves) -> None:
    assert shelves.ledger().intend(_PENDING) is None
    assert shelves.ledger().unfinished("call_1") == (_PENDING,)
    assert shelves.ledger().records("call_1") == ()


def test_an_operation_that_was_done_is_answered_and_not_performed_again(shelves: Shelves) -> None:
    ledger = shelves.ledger()
    ledger.intend(_PENDING)
    done = ledger.done(_PENDING, _APPLIED, adapter="local")
    assert done == record_of(_PENDING, _APPLIED, adapter="local")
    assert ledger.intend(_PENDING) == done
    assert ledger.records("call_1") == (done,)
    assert ledger.unfinished("call_1") == ()


def test_an_intention_without_an_outcome_is_to_be_performed_again(shelves: Shelves) -> None:
    shelves.ledger().intend(_PENDING)
    assert shelves.ledger().intend(_PENDING) is None


def test_the_same_key_in_a_new_state_is_one_record(shelves: Shelves) -> None:
    ledger = shelves.ledger()
    ledger.intend(_PENDING)
    ledger.done(_PENDING, _APPLIED, adapter="local")
    assert ledger.intend(_LIVE) is None
    assert [record.status for record in ledger.records("call_1")] == ["pending"]
    ledger.done(_LIVE, _APPLIED, adapter="local")
    assert [record.status for record in ledger.records("call_1")] == ["live"]


def test_repeated_old_work_does_not_make_a_confirmed_note_pending_again(shelves: Shelves) -> None:
    ledger = shelves.ledger()
    for operation in (_PENDING, _LIVE):
        ledger.intend(operation)
        ledger.done(operation, _APPLIED, adapter="local")
    answered = ledger.intend(_PENDING)
    assert answered is not None
    assert answered.status == "live"


def test_a_conflict_is_a_record_of_its_own_status(shelves: Shelves) -> None:
    change = SetContactField(
        key="call_1:c1", call_id="call_1", contact_id="contact_1", name="city", expected=None, value="Leeds"
    )
    outcome = Outcome(result="conflict", external_id="contact_1:city", current_value="York")
    shelves.ledger().intend(change)
    assert shelves.ledger().done(change, outcome, adapter="local").status == "conflict"


def test_records_are_those_of_the_call_in_the_order_of_their_intention(shelves: Shelves) -> None:
    ledger = shelves.ledger()
    first = _PENDING.model_copy(update={"key": "z"})
    second = _PENDING.model_copy(update={"key": "a"})
    foreign = _PENDING.model_copy(update={"key": "x", "call_id": "call_2"})
    for operation in (first, foreign, second):
        ledger.intend(operation)
    for operation in (second, first, foreign):
        ledger.done(operation, _APPLIED, adapter="local")
    assert [record.key for record in ledger.records("call_1")] == ["z", "a"]


def test_an_outcome_without_an_intention_is_kept_too(shelves: Shelves) -> None:
    shelves.ledger().done(_PENDING, _APPLIED, adapter="local")
    assert len(shelves.ledger().records("call_1")) == 1
