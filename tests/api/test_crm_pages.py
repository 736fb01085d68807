"""The pages of the embedded CRM: pending is told from live, hidden calls are counted, zones are named."""

from __future__ import annotations

from models.access import Actor
from storage.tables import CrmChangeRow, CrmContactRow, CrmNoteRow, CrmTaskRow
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


def test_records_of_calls_that_the_person_does_not_see_are_only_counted(house: House) -> None:
    call_id = staged_call(house, agent="dana@example.com")
    _fill(house, call_id)
    staged_call(house, agent="eve@example.com", customer="+15125550123", seed=1)
    for address in ("/crm", "/crm/contacts/c1"):
        text = enter(house, EVE).get(address).text
        assert "&lt;b&gt;Ana&lt;/b&gt;" in text, "of whose number Eve has a call of her own"
        assert "There are 2 from calls that you do not see." in text
        assert "There are 3 from calls that you do not see." in text
        assert "crm-record" not in text, "no line for each"
        assert "words" not in text
        assert "A pending note" not in text
        assert call_id not in text
        assert call_id in enter(house, ADMIN).get(address).text


def test_contacts_are_those_of_the_calls_that_a_person_sees(house: House) -> None:
    _fill(house, staged_call(house, agent="dana@example.com", team="blue"))
    lea = Actor(name="lea@example.com", role="lead", teams=("blue",))
    for who, sees in ((DANA, True), (lea, True), (ADMIN, True), (EVE, False)):
        client = enter(house, who)
        assert ("Ana" in client.get("/crm").text) is sees, who.name
        assert client.get("/crm/contacts/c1").status_code == (200 if sees else 404), who.name


def test_what_is_hidden_stands_in_one_line_below_what_is_seen(house: House) -> None:
    _fill(house, staged_call(house, agent="dana@example.com"))
    own = staged_call(house, seed=1, agent="eve@example.com")
    with house.doors.shelves.database.transaction() as session:
        session.get_one(CrmTaskRow, "t-email-live").call_id = own
    for address in ("/crm", "/crm/contacts/c1"):
        text = enter(house, EVE).get(address).text
        assert text.count("crm-record") == 1
        assert "And 2 more from calls that you do not see." in text
    assert 'Tasks <span class="count">1</span>' in enter(house, EVE).get("/crm").text


def test_of_moments_of_a_call_elsewhere_its_own_time_is_told_as_well(house: House) -> None:
    abroad = staged_call(house, agent="dana@example.com", started_at="2026-11-20T08:00:00-05:00")
    _fill(house, abroad)
    for address in ("/crm", "/crm/contacts/c1"):
        text = enter(house, DANA).get(address).text
        assert "due <time" in text
        assert text.count(">20 Nov 2026, 15:00 (09:00 UTC-05:00)</time>") == 5, address  # NOW is 14:00 in UTC
    assert "Times are in Europe/Berlin, where no other zone is named." in text
    head = enter(house, DANA).get(f"/calls/{abroad}").text
    assert "20 Nov 2026, 14:00 (08:00 UTC-05:00)" in head


def test_a_call_without_an_offset_of_its_own_is_told_in_the_zone_of_the_house(house: House) -> None:
    _fill(house, staged_call(house, agent="dana@example.com", started_at="2026-11-20T08:00:00"))
    for address in ("/crm", "/crm/contacts/c1"):
        text = enter(house, DANA).get(address).text
        assert ">20 Nov 2026, 15:00</time>" in text
        assert "Times are in Europe/Berlin.</footer>" in text


def test_a_contact_that_is_not_there_is_a_page_that_says_so(house: House) -> None:
    answer = enter(house, DANA).get("/crm/contacts/none")
    assert answer.status_code == 404
    assert "No such contact" in answer.text


def test_a_contacts_page_tells_consent_and_what_calls_changed_and_a_task_is_done_once(house: House) -> None:
    seen = staged_call(house, agent="dana@example.com", customer="ana@example.com")
    hidden = staged_call(house, seed=2, agent="eve@example.com", customer="ana@example.com")
    _fill(house, seen)
    with house.doors.shelves.database.transaction() as session:
        session.get_one(CrmContactRow, "c1").email = "ana@example.com"
        for call_id, value in ((seen, "Leeds & Sons"), (hidden, "York")):
            session.add(
                CrmChangeRow(
                    key=call_id, call_id=call_id, contact_id="c1", name="city", old_value="Bath", value=value,
                    at=NOW,
                )
            )  # fmt: skip
    dana = enter(house, DANA)
    page = dana.get("/crm/contacts/c1").text
    assert "<del>Bath</del> → <ins>Leeds &amp; Sons</ins>" in page
    assert "York" not in page
    assert "<strong>announced</strong>" in page
    assert page.count("Mark as done") == 1
    done = dana.post("/crm/tasks/t-email-live/done")
    assert "Mark as done" not in done.text
    assert [one.action for one in house.doors.shelves.audit().entries()].count("completed_a_task") == 1
    assert dana.post("/crm/tasks/t-review-review/done").status_code == 422
