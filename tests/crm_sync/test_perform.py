from __future__ import annotations

from datetime import UTC, datetime

import pytest
from structlog.testing import capture_logs

from crm_sync.adapters.local import LocalAdapter
from crm_sync.perform import perform
from models.crm import Operation, Outcome, PutNote, Record, SetContactField
from models.errors import CrmBusyError, CrmRefusedError
from tests.in_memory_crm import BrokenLine, InMemoryCrm
from tests.in_memory_ledger import InMemoryLedger

NOTE = PutNote(
    key="c1:note",
    call_id="c1",
    title="Call notes: Martin Reed",
    body="UNCONFIRMED secret words",
    status="pending",
    at=datetime(2026, 11, 20, 14, 5, tzinfo=UTC),
)
LIVE = NOTE.model_copy(update={"status": "live", "body": "Confirmed"})


class CrashingLedger(InMemoryLedger):
    """A ledger whose process dies before it has noted that the first operation is done."""

    def __init__(self) -> None:
        super().__init__()
        self.crashes = 1

    def done(self, operation: Operation, outcome: Outcome, *, adapter: str) -> Record:
        if self.crashes:
            self.crashes -= 1
            raise KeyboardInterrupt
        return super().done(operation, outcome, adapter=adapter)


class RefusingAdapter(LocalAdapter):
    def apply(self, operation: Operation) -> Outcome:
        raise CrmRefusedError("The CRM refuses this record.")


def test_the_intention_stands_in_the_ledger_before_anything_is_sent() -> None:
    shelf, ledger = InMemoryCrm(), InMemoryLedger()
    line = BrokenLine(shelf)
    line.is_down = True
    with pytest.raises(CrmBusyError):
        perform(NOTE, adapter=LocalAdapter(line), ledger=ledger)
    assert ledger.intended == [NOTE]
    assert shelf.records == {}


def test_what_was_done_is_not_sent_again() -> None:
    shelf, ledger = InMemoryCrm(), InMemoryLedger()
    adapter = LocalAdapter(shelf)
    first = perform(NOTE, adapter=adapter, ledger=ledger)
    shelf.records.clear()
    assert perform(NOTE, adapter=adapter, ledger=ledger) == first
    assert shelf.records == {}


def test_a_crash_between_the_write_and_the_ledger_leaves_one_record() -> None:
    shelf, ledger = InMemoryCrm(), CrashingLedger()
    adapter = LocalAdapter(shelf)
    with pytest.raises(KeyboardInterrupt):
        perform(NOTE, adapter=adapter, ledger=ledger)
    record = perform(NOTE, adapter=adapter, ledger=ledger)
    assert (record.key, record.kind, record.status, record.adapter) == ("c1:note", "note", "pending", "local")
    assert shelf.writes == 1


def test_an_old_state_that_is_performed_again_does_not_undo_the_new_one() -> None:
    shelf, ledger = InMemoryCrm(), InMemoryLedger()
    adapter = LocalAdapter(shelf)
    for operation in (NOTE, LIVE, NOTE):
        perform(operation, adapter=adapter, ledger=ledger)
    assert shelf.records["c1:note"] == LIVE
    assert ledger.records["c1:note"].status == "live"


def test_a_conflict_is_a_record_and_is_not_tried_again() -> None:
    shelf, ledger = InMemoryCrm(), InMemoryLedger()
    adapter = LocalAdapter(shelf)
    contact = adapter.create_contact(key="k", name="Martin Reed", phone=None, email=None).contact_id
    shelf.contacts[contact]["jobtitle"] = "Chief Buyer"
    change = SetContactField(
        key="c1:field:c1", call_id="c1", contact_id=contact, name="jobtitle", expected="Buyer", value="Head"
    )
    record = perform(change, adapter=adapter, ledger=ledger)
    assert (record.status, record.kind, record.title) == (
        "conflict",
        "contact_field",
        "jobtitle: Buyer -> Head",
    )
    shelf.contacts[contact]["jobtitle"] = "Buyer"
    assert perform(change, adapter=adapter, ledger=ledger) == record
    assert shelf.contacts[contact]["jobtitle"] == "Buyer"


def test_a_refusal_passes_through_and_is_not_noted_as_done() -> None:
    ledger = InMemoryLedger()
    with pytest.raises(CrmRefusedError):
        perform(NOTE, adapter=RefusingAdapter(InMemoryCrm()), ledger=ledger)
    assert ledger.records == {}


def test_the_log_names_keys_and_no_words() -> None:
    ledger, adapter = InMemoryLedger(), LocalAdapter(InMemoryCrm())
    with capture_logs() as logs:
        perform(NOTE, adapter=adapter, ledger=ledger)
        perform(NOTE, adapter=adapter, ledger=ledger)
    assert [(log["event"], log["key"]) for log in logs] == [
        ("crm_operation_performed", "c1:note"),
        ("crm_operation_found_done", "c1:note"),
    ]
    assert "secret" not in str(logs)
    assert "Martin" not in str(logs)
