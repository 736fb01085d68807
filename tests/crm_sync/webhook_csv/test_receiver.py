from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.crm import PartyHints
from models.errors import CallNotesError, ContactNotFoundError, CrmBusyError, CrmRefusedError
from tests.contracts.crm_adapter import NOTE, PHONE, change
from tests.contracts.webhook_csv_world import FolderWorld, ReceiverWorld, rows_of
from tests.webhook_receiver import Receiver, receiver


@pytest.fixture
def running() -> Iterator[Receiver]:
    with receiver() as found:
        yield found


@pytest.fixture
def both(tmp_path: Path, running: Receiver) -> FolderWorld:
    (tmp_path / "crm").mkdir()
    return FolderWorld(tmp_path / "crm", running)


@pytest.mark.parametrize(
    ("status", "error", "why"),
    [
        (302, CrmRefusedError, "redirect"),
        (400, CrmRefusedError, "refuses"),
        (401, CrmRefusedError, "signature"),
        (403, CrmRefusedError, "signature"),
        (404, CrmRefusedError, "refuses"),
        (408, CrmBusyError, "busy"),
        (410, CrmRefusedError, "refuses"),
        (429, CrmBusyError, "busy"),
        (500, CrmBusyError, "busy"),
        (503, CrmBusyError, "busy"),
    ],
)
def test_what_a_status_means(running: Receiver, status: int, error: type[CallNotesError], why: str) -> None:
    running.status = status
    with pytest.raises(error, match=why):
        ReceiverWorld(running).adapter.apply(NOTE)


def test_404_to_a_note_of_a_contact_means_that_the_contact_is_not_there(running: Receiver) -> None:
    running.status = 404
    with pytest.raises(ContactNotFoundError):
        ReceiverWorld(running).adapter.apply(NOTE.model_copy(update={"contact_id": "4711"}))


def test_a_message_that_comes_again_has_the_same_id_and_the_same_bytes(running: Receiver) -> None:
    world = ReceiverWorld(running)
    world.lose_next_answer()
    with pytest.raises(CrmBusyError):
        world.adapter.apply(NOTE)
    world.adapter.apply(NOTE)
    (first, second) = running.messages
    assert first == second
    world.adapter.apply(NOTE.model_copy(update={"revision": 1}))
    assert running.messages[2][0] != first[0]


def test_a_receiver_that_answers_no_questions_says_what_is_missing(running: Receiver) -> None:
    running.says["contacts.find"] = {"ok": True}
    with pytest.raises(CrmRefusedError, match="CALLNOTES_WEBHOOK_CSV_FOLDER"):
        ReceiverWorld(running).adapter.find_parties(PartyHints(phones=(PHONE,)))


def test_what_the_receiver_refuses_does_not_stand_in_the_folder(both: FolderWorld, running: Receiver) -> None:
    running.status = 400
    with pytest.raises(CrmRefusedError):
        both.adapter.apply(NOTE)
    assert both.stored() == ()
    running.status = None
    both.adapter.apply(NOTE)
    assert len(both.stored()) == len(running.records) == 1


def test_a_conflict_at_the_receiver_is_one_in_the_folder(both: FolderWorld, running: Receiver) -> None:
    contact = both.add_contact("Martin Reed", phone=PHONE)
    running.contacts[contact]["jobtitle"] = "Chief Buyer"
    outcome = both.adapter.apply(change(contact, expected=None, value="Buyer"))
    assert (outcome.result, outcome.current_value) == ("conflict", "Chief Buyer")
    assert rows_of(both.folder / "fields.csv") == []


def test_no_answer_and_no_name_of_a_contact_stands_in_an_error(running: Receiver) -> None:
    running.contacts["1"] = {"name": "Martin Reed", "phone": PHONE}
    running.says["contact.get"] = {"contact": {"name": "Martin Reed"}}
    with pytest.raises(CrmRefusedError) as told:
        ReceiverWorld(running).adapter.party("1")
    assert "Reed" not in told.value.message
