"""The pages of the embedded CRM: what is pending is told from what is live, hidden calls keep their words."""

from __future__ import annotations

from models.access import Actor
from storage.tables import CrmContactRow, CrmNoteRow, CrmTaskRow
from tests.api.calls import staged_call
from tests.api.house import NOW, House
from tests.api.test_upload_page import ADMIN, DANA, enter

EVE = Actor(name="eve@example.com", role="agent")


def _fill(house: House, call_id: str) -> None:
    shelves = house.doors.shelves
    with shelves.database.transaction() as session:
        contact = CrmContactRow(
            id="c1", key="c1", name="<b>Ana</b>", phone="+15125550123", email=None, created_at=NOW
        )
        session.add(contact)
        session.flush()
        for status in ("pending", "live"):
            session.add(
                CrmNoteRow(
                    id=f"n-{status}",
                    key=f"n-{status}",
                    call_id=call_id,
                    title=f"A {status} note",
                    body="words <i>said</i>",
                    status=status,
                    at=NOW,
                    changed_at=NOW,
                    contact_id="c1",
                )
            )
        for kind, status in (("review", "review"), ("email", "live"), ("review", "done")):
            session.add(
                CrmTaskRow(
                    id=f"t-{kind}-{status}",
                    key=f"t-{kind}-{status}",
                    call_id=call_id,
                    title="A task",
                    body="",
                    status=status,
                    kind=kind,
                    due_at=NOW,
                    changed_at=NOW,
                    contact_id="c1",
                )
            )


def test_an_empty_crm_says_how_it_fills(house: House) -> None:
    assert "No contacts yet" in enter(house, DANA).get("/crm").text


def test_pending_and_live_notes_and_the_kinds_of_tasks_are_told_apart(house: House) -> None:
    call_id = staged_call(house, agent="dana@example.com")
    _fill(house, call_id)
    for address in ("/crm", "/crm/contacts/c1"):
        text = enter(house, DANA).get(address).text
        for word in ("Pending: not confirmed", "Live", "To review", "Follow-up: email", "Done"):
            assert word in text, (address, word)
        assert "words &lt;i&gt;said&lt;/i&gt;" in text
        assert "&lt;b&gt;Ana&lt;/b&gt;" in text
        assert f'href="/calls/{call_id}"' in text


def test_words_of_a_call_that_the_person_does_not_see_stay_hidden(house: House) -> None:
    call_id = staged_call(house, agent="dana@example.com")
    _fill(house, call_id)
    for address in ("/crm", "/crm/contacts/c1"):
        text = enter(house, EVE).get(address).text
        assert "From a call that you do not see" in text
        assert "words" not in text
        assert "A pending note" not in text
        assert call_id not in text
        assert call_id in enter(house, ADMIN).get(address).text


def test_a_contact_that_is_not_there_is_a_page_that_says_so(house: House) -> None:
    answer = enter(house, DANA).get("/crm/contacts/none")
    assert answer.status_code == 404
    assert "No such contact" in answer.text
