from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.errors import CrmBusyError
from pipeline.reconcile_asked import reconcile_asked
from storage.shelves import open_shelves
from tests.crm_sync.test_reconcile import NOTE, Desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_shelves(tmp_path) as shelves:
        yield Desk(shelves)


def ask(desk: Desk) -> None:
    with desk.shelves.database.transaction() as session:
        assert desk.shelves.ledger_book().ask_to_look(session, "c1") == 1


def test_what_a_page_asked_for_is_looked_at_once(desk: Desk) -> None:
    desk.line.answers_to_lose = 1
    with pytest.raises(CrmBusyError):
        desk.perform(NOTE)
    ask(desk)
    reconcile_asked(desk.shelves, desk.adapter)
    book = desk.shelves.ledger_book()
    assert book.asked_to_look() == ()
    assert [(entry.is_done, entry.remote) for entry in book.entries("c1")] == [(True, "as_written")]


def test_a_crm_that_is_away_is_not_asked_again_and_again(desk: Desk) -> None:
    desk.perform(NOTE)
    ask(desk)
    desk.line.is_down = True
    reconcile_asked(desk.shelves, desk.adapter)
    book = desk.shelves.ledger_book()
    assert book.asked_to_look() == ()
    assert [entry.code for entry in book.entries("c1")] == ["crm.busy"]
