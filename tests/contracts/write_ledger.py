"""What every write ledger must do; `perform` rests on it, so it is held to it as adapters are to theirs.

Subclass `WriteLedgerContract` in a test module and give it a fixture `ledger` that makes a fresh, empty one.
"""

from __future__ import annotations

from datetime import UTC, datetime

from models.crm import Outcome, PutNote, SetContactField, Trace
from models.errors import CrmBusyError
from models.ports import WriteLedger

PENDING = PutNote(
    key="c1:note",
    call_id="c1",
    title="Call notes",
    body="UNCONFIRMED",
    status="pending",
    at=datetime(2026, 11, 20, 14, 5, tzinfo=UTC),
)
LIVE = PENDING.model_copy(update={"status": "live", "body": "Confirmed", "contact_id": "contact-1"})
CHANGE = SetContactField(
    key="c1:field:c1", call_id="c1", contact_id="contact-1", name="jobtitle", expected=None, value="Buyer"
)
APPLIED = Outcome(result="applied", external_id="note-1")


class WriteLedgerContract:
    """Each state of each key is done once."""

    def test_what_is_new_is_to_be_done(self, ledger: WriteLedger) -> None:
        assert ledger.intend(PENDING) is None

    def test_an_intention_alone_is_still_to_be_done(self, ledger: WriteLedger) -> None:
        ledger.intend(PENDING)
        assert ledger.intend(PENDING) is None

    def test_what_is_done_is_answered_with_its_record(self, ledger: WriteLedger) -> None:
        ledger.intend(PENDING)
        record = ledger.done(PENDING, APPLIED, adapter="local")
        assert (record.key, record.kind, record.external_id) == ("c1:note", "note", "note-1")
        assert (record.status, record.title, record.adapter) == ("pending", "Call notes", "local")
        assert ledger.intend(PENDING) == record

    def test_another_state_of_the_key_is_to_be_done(self, ledger: WriteLedger) -> None:
        ledger.intend(PENDING)
        ledger.done(PENDING, APPLIED, adapter="local")
        assert ledger.intend(LIVE) is None
        record = ledger.done(LIVE, APPLIED, adapter="local")
        assert (record.status, record.contact_id) == ("live", "contact-1")

    def test_an_old_state_that_comes_again_is_not_to_be_done_again(self, ledger: WriteLedger) -> None:
        for state in (PENDING, LIVE):
            ledger.intend(state)
            ledger.done(state, APPLIED, adapter="local")
        assert ledger.intend(PENDING) is not None
        again = ledger.intend(LIVE)
        assert again is not None
        assert again.status == "live"

    def test_a_conflict_is_an_outcome_and_is_kept(self, ledger: WriteLedger) -> None:
        ledger.intend(CHANGE)
        conflict = Outcome(result="conflict", external_id="contact-1", current_value="Chief")
        record = ledger.done(CHANGE, conflict, adapter="local")
        assert (record.kind, record.status, record.title) == (
            "contact_field",
            "conflict",
            "jobtitle: (empty) -> Buyer",
        )
        assert ledger.intend(CHANGE) == record

    def test_being_told_twice_that_it_is_done_changes_nothing(self, ledger: WriteLedger) -> None:
        ledger.intend(PENDING)
        assert ledger.done(PENDING, APPLIED, adapter="local") == ledger.done(
            PENDING, APPLIED, adapter="local"
        )
        assert ledger.intend(PENDING) is not None

    def test_what_failed_is_still_to_be_done(self, ledger: WriteLedger) -> None:
        ledger.intend(PENDING)
        ledger.failed(PENDING, CrmBusyError("The CRM is away."))
        assert ledger.intend(PENDING) is None

    def test_keys_do_not_disturb_each_other(self, ledger: WriteLedger) -> None:
        ledger.intend(PENDING)
        ledger.done(PENDING, APPLIED, adapter="local")
        assert ledger.intend(PENDING.model_copy(update={"key": "c2:note", "call_id": "c2"})) is None

    def test_it_knows_the_text_that_was_written_last_and_not_one_that_was_only_meant(
        self, ledger: WriteLedger
    ) -> None:
        ledger.intend(PENDING)
        assert ledger.written(PENDING.key) is None
        ledger.done(PENDING, APPLIED, adapter="local")
        ledger.intend(LIVE)
        assert ledger.written(PENDING.key) == "UNCONFIRMED"
        ledger.intend(CHANGE)
        ledger.done(CHANGE, APPLIED, adapter="local")
        assert ledger.written(CHANGE.key) is None

    def test_it_knows_the_id_of_the_record_and_a_try_of_which_nothing_came_back(
        self, ledger: WriteLedger
    ) -> None:
        assert ledger.trace(PENDING.key) == Trace()
        ledger.intend(PENDING)
        tried = ledger.trace(PENDING.key)
        assert (tried.external_id, tried.tried_at is None) == (None, False)
        ledger.done(PENDING, APPLIED, adapter="local")
        assert ledger.trace(PENDING.key) == Trace(external_id=APPLIED.external_id)
        ledger.intend(LIVE)
        again = ledger.trace(PENDING.key)
        assert (again.external_id, again.tried_at is None) == (APPLIED.external_id, False)
