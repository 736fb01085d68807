from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crm_sync.adapters.local import LocalAdapter
from crm_sync.perform import perform
from crm_sync.reconcile import reconcile
from models.crm import Operation, PutNote, SetContactField
from models.errors import CrmBusyError
from models.ledger import Finding
from storage.ledger import forget_text
from storage.shelves import Shelves, open_shelves
from tests.in_memory_crm import BrokenLine, InMemoryCrm

NOTE = PutNote(
    key="c1:note",
    call_id="c1",
    title="Call notes",
    body="UNCONFIRMED",
    status="pending",
    at=datetime(2026, 11, 20, 14, 5, tzinfo=UTC),
)


class Desk:
    """A CRM behind a line that can break, and a real ledger."""

    def __init__(self, shelves: Shelves) -> None:
        self.shelves, self.crm = shelves, InMemoryCrm()
        self.line = BrokenLine(self.crm)
        self.adapter = LocalAdapter(self.line)

    def perform(self, operation: Operation) -> None:
        perform(operation, adapter=self.adapter, ledger=self.shelves.ledger())

    def reconcile(self) -> tuple[Finding, ...]:
        return reconcile("c1", adapter=self.adapter, ledger=self.shelves.ledger_book())


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_shelves(tmp_path) as shelves:
        yield Desk(shelves)


def test_a_lost_answer_is_settled_by_reading_and_nothing_is_sent_again(desk: Desk) -> None:
    desk.line.answers_to_lose = 1
    with pytest.raises(CrmBusyError):
        desk.perform(NOTE)
    (entry,) = desk.shelves.ledger_book().entries("c1")
    assert (entry.is_done, entry.tries, entry.code) == (False, 1, "crm.busy")
    (finding,) = desk.reconcile()
    assert (finding.agrees, finding.resolved) == (True, True)
    (entry,) = desk.shelves.ledger_book().entries("c1")
    assert (entry.is_done, entry.code, entry.remote) == (True, None, "as_written")
    assert [record.status for record in desk.shelves.ledger().records("c1")] == ["pending"]
    assert desk.crm.writes == 1
    desk.perform(NOTE)
    assert desk.crm.writes == 1


def test_what_was_never_written_stays_to_be_written(desk: Desk) -> None:
    desk.line.is_down = True
    for _ in range(2):
        with pytest.raises(CrmBusyError):
            desk.perform(NOTE)
    desk.line.is_down = False
    (finding,) = desk.reconcile()
    assert (finding.agrees, finding.resolved) == (False, False)
    (entry,) = desk.shelves.ledger_book().entries("c1")
    assert (entry.is_done, entry.tries, entry.remote) == (False, 2, "absent")
    assert desk.crm.records == {}


def test_what_a_person_changed_or_deleted_is_told_and_left_as_it_is(desk: Desk) -> None:
    desk.perform(NOTE)
    assert [finding.agrees for finding in desk.reconcile()] == [True]
    edited = NOTE.model_copy(update={"body": "As Ann edited it"})
    desk.crm.records["c1:note"] = edited
    (finding,) = desk.reconcile()
    assert not finding.agrees
    assert "changed it there" in finding.told
    assert desk.crm.records["c1:note"] == edited
    del desk.crm.records["c1:note"]
    (finding,) = desk.reconcile()
    assert "no longer" in finding.told
    assert desk.crm.records == {}


def test_of_a_call_whose_words_were_forgotten_only_the_presence_of_its_records_is_known(desk: Desk) -> None:
    desk.perform(NOTE)
    with desk.shelves.database.transaction() as session:
        forget_text(session, "c1")
    assert [finding.agrees for finding in desk.reconcile()] == [True]
    desk.crm.records.clear()
    assert [finding.agrees for finding in desk.reconcile()] == [False]


def test_a_conflict_that_still_stands_agrees(desk: Desk) -> None:
    contact = desk.crm.create_contact(key="k", name="Martin Reed", phone=None, email=None).contact_id
    desk.crm.contacts[contact]["jobtitle"] = "Chief Buyer"
    change = SetContactField(
        key="c1:field:c1", call_id="c1", contact_id=contact, name="jobtitle", expected=None, value="Buyer"
    )
    desk.perform(change)
    assert [finding.agrees for finding in desk.reconcile()] == [True]


def test_a_state_that_was_begun_meanwhile_is_not_taken_for_done(desk: Desk) -> None:
    desk.line.answers_to_lose = 1
    with pytest.raises(CrmBusyError):
        desk.perform(NOTE)
    book, ledger = desk.shelves.ledger_book(), desk.shelves.ledger()
    (before,) = book.entries("c1")
    live = NOTE.model_copy(update={"status": "live"})
    ledger.intend(live)
    assert not book.looked(before, desk.adapter.look(NOTE), adapter="local")
    assert ledger.unfinished("c1") == (live,)


def test_a_crm_that_cannot_be_read_is_noted_and_told(desk: Desk) -> None:
    desk.perform(NOTE)
    desk.line.is_down = True
    with pytest.raises(CrmBusyError):
        desk.reconcile()
    (entry,) = desk.shelves.ledger_book().entries("c1")
    assert (entry.is_done, entry.code) == (True, "crm.busy")
    desk.line.is_down = False
    desk.reconcile()
    (entry,) = desk.shelves.ledger_book().entries("c1")
    assert entry.code is None


def test_records_of_another_crm_are_not_looked_for_in_this_one(desk: Desk) -> None:
    desk.perform(NOTE)
    desk.adapter.name = "hubspot"
    (finding,) = desk.reconcile()
    assert finding.agrees
    assert "another CRM" in finding.told
