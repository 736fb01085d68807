"""What a person changes of one item in place: owner and due date, a reason to reject it, and undoing that."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from callnotes.due_words import due_of_words
from callnotes.foreseen_writes import foreseen_writes
from callnotes.settings import load_settings
from lifecycle import drafts, link, reading
from lifecycle.make_again import make_again
from models.notes import Owner, Promise
from models.review import Decision
from models.stages import Stage
from tests.api.calls import CALLS, QUOTE, new_call, staged_call
from tests.api.house import House, open_house
from tests.api.test_take_back import _browser

DANA = "dana@example.com"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    settings = load_settings(data=tmp_path, environ={"CALLNOTES_TIME_ZONE": "Europe/Berlin"})
    lent: dict[str, Any] = {
        "read_due": partial(due_of_words, settings),
        "foresee": partial(foreseen_writes, settings),
    }
    with open_house(tmp_path, **lent) as house:
        yield house


@pytest.fixture
def browser(house: House) -> Iterator[TestClient]:
    with _browser(house) as client:
        yield client


def _decided(house: House, call_id: str) -> Decision:
    (one,) = reading.decisions(house.doors.shelves, call_id)
    return one


def test_owner_and_due_date_are_changed_on_the_page_and_stand_in_what_is_written(
    house: House, browser: TestClient
) -> None:
    call_id = staged_call(house, agent=DANA, started_at="2026-11-20T13:00:00Z")
    form = {"item": "p1", "verdict": "edit", "text": "Send the quote", "owner_side": "ours"}
    answer = browser.post(f"/calls/{call_id}/decide", data=form | {"due": "27 November at 3 pm"})
    assert answer.status_code == 303, answer.text
    made = _decided(house, call_id)
    assert made.text is None, "only what differs from the machine's is kept"
    assert made.due is not None
    assert (made.due.date, made.due.time) == (date(2026, 11, 27), "15:00")
    browser.post(f"/calls/{call_id}/decide", data=form | {"due_on": "2026-12-04", "owner_name": "Sam"})
    made = _decided(house, call_id)
    notes = reading.notes(house.doors.shelves, call_id)
    assert notes is not None
    worded = made.worded(notes.promises[0])
    assert isinstance(worded, Promise)
    assert worded.due is not None
    assert (worded.due.date, worded.owner) == (date(2026, 12, 4), Owner(side="ours", name="Sam"))
    assert "4 Dec 2026" in browser.get(f"/calls/{call_id}").text


def test_an_unclear_day_is_refused_with_what_to_write(house: House, browser: TestClient) -> None:
    call_id = staged_call(house, agent=DANA)
    form = {"item": "p1", "verdict": "edit", "text": "Send the quote", "due": "at some point"}
    answer = browser.post(f"/calls/{call_id}/decide", data=form)
    assert answer.status_code == 422
    assert "31 December, 3 pm" in answer.text
    edit = answer.text.split('data-item="p1"')[1].split("</article>")[0]
    assert '<details class="edit" data-keep="edit-p1" open>' in edit
    assert _at_the_field(edit, "due") == ("at some point", "It is not clear which day that is")
    assert answer.text.count('aria-invalid="true"') == 1
    topic = {"by": DANA, "edit": [{"item_id": "s1", "due": "2026-12-31"}]}
    assert house.client.post(f"{CALLS}/{call_id}/review", json=topic).status_code == 422


def test_what_is_wrong_with_an_added_item_is_told_at_its_field(house: House, browser: TestClient) -> None:
    call_id = staged_call(house, agent=DANA)
    form = {"kind": "follow_up", "turn": "t1", "quote": QUOTE, "text": "Call <her>", "due": "at some point"}
    answer = browser.post(f"/calls/{call_id}/items", data=form)
    adding = answer.text.split('id="add"')[1].split("</form>")[0]
    assert answer.status_code == 422
    assert _at_the_field(adding, "due") == ("at some point", "It is not clear which day that is")
    assert '<option value="follow_up" selected>' in adding
    assert 'value="Call &lt;her&gt;"' in adding
    unproven = browser.post(f"/calls/{call_id}/items", data=form | {"quote": "Never said", "due": ""})
    assert (unproven.status_code, unproven.text.count('aria-invalid="true"')) == (422, 1)
    assert re.search(
        r'<textarea name="quote"[^>]*aria-describedby="problem" autofocus="">Never said</textarea></label> '
        r'<span class="field-problem" id="problem">These words prove nothing',
        unproven.text,
    )


def test_a_release_without_a_reason_says_so_at_the_field(house: House, browser: TestClient) -> None:
    call_id = new_call(house, agent=DANA, consent="unknown")
    answer = browser.post(f"/calls/{call_id}/release", data={"reason": " "})
    assert answer.status_code == 422
    assert '<details data-keep="release" open>' in answer.text
    assert re.search(r'name="reason"[^>]*aria-invalid="true".*?id="problem">A release needs', answer.text)


def _at_the_field(form: str, name: str) -> tuple[str, str] | None:
    """Return what stands in the field that has the focus, and the first words of what is wrong with it."""
    found = re.search(
        rf'<input name="{name}"[^>]*value="([^"]*)" aria-invalid="true" aria-describedby="problem" '
        r'autofocus=""></label> <span class="field-problem" id="problem">([^;]*)',
        form,
    )
    return (found[1], found[2]) if found else None


@pytest.mark.parametrize(
    ("typed", "day", "time"),
    [
        ("nächsten Freitag, 15 Uhr", date(2026, 11, 27), "15:00"),
        ("31. März", date(2027, 3, 31), None),
        ("31 March", date(2027, 3, 31), None),
    ],
)
def test_a_day_is_typed_in_the_language_of_the_page_or_in_that_of_the_call(
    house: House, browser: TestClient, typed: str, day: date, time: str | None
) -> None:
    call_id = staged_call(house, agent=DANA, started_at="2026-11-20T13:00:00Z")
    german, form = {"accept-language": "de"}, {"text": "Send the quote", "owner_side": "ours", "due": typed}
    edited = form | {"item": "p1", "verdict": "edit"}
    assert browser.post(f"/calls/{call_id}/decide", data=edited, headers=german).status_code == 303
    assert (made := _decided(house, call_id).due) is not None
    assert (made.date, made.time) == (day, time)
    added = form | {"kind": "promise", "turn": "t1", "quote": QUOTE}
    assert browser.post(f"/calls/{call_id}/items", data=added, headers=german).status_code == 303
    assert {one.due for one in reading.decisions(house.doors.shelves, call_id)} == {made}


def test_words_that_mean_two_days_are_refused_with_both(house: House, browser: TestClient) -> None:
    call_id = staged_call(house, agent=DANA, started_at="2026-03-09T13:00:00Z")
    form = {"item": "p1", "verdict": "edit", "text": "Send the quote", "due": "next Friday, 3 pm"}
    answer = browser.post(f"/calls/{call_id}/decide", data=form, headers={"Accept": "application/json"})
    assert answer.status_code == 422
    assert "That may be 2026-03-13 or 2026-03-20" in answer.text or "13 Mar 2026" in answer.text, answer.text
    assert not reading.decisions(house.doors.shelves, call_id)


def test_who_has_to_do_it_now_says_where_it_stands(house: House, browser: TestClient) -> None:
    call_id = staged_call(house, agent=DANA)
    notes = reading.notes(house.doors.shelves, call_id)
    assert notes is not None
    was = notes.promises[0].owner
    form = {"item": "p1", "verdict": "edit", "text": notes.promises[0].text, "owner_side": "theirs"}
    browser.post(f"/calls/{call_id}/decide", data=form | {"owner_name": was.name or ""})
    assert _decided(house, call_id).owner == Owner(side="theirs")
    html = browser.get(f"/calls/{call_id}").text
    assert "Promised by us" not in html
    assert f"<del>{was.name or 'us'}</del> <span>the customer</span>" in html


def test_a_reason_stands_beside_the_rejected_item_and_the_decision_is_undone(
    house: House, browser: TestClient
) -> None:
    call_id = staged_call(house, agent=DANA)
    link.link_matched(house.doors.shelves, call_id, "contact_1")
    browser.post(f"/calls/{call_id}/decide", data={"item": "p1", "verdict": "accept"})
    form = {"item": "p1", "verdict": "reject", "reason": "It was not said"}
    assert reading.call(house.doors.shelves, call_id).stage is Stage.IN_REVIEW, "its summary followed"
    call_id = staged_call(house, agent=DANA, seed=1)
    browser.post(f"/calls/{call_id}/decide", data=form)
    assert _decided(house, call_id).reason == "It was not said"
    assert "It was not said" in browser.get(f"/calls/{call_id}").text.split('id="i-p1"')[1]
    assert house.client.post(f"{CALLS}/{call_id}/undo", json={"by": "sam@example.com"}).status_code == 409
    assert browser.post(f"/calls/{call_id}/undo").status_code == 303
    assert not reading.decisions(house.doors.shelves, call_id)
    assert browser.post(f"/calls/{call_id}/undo").status_code == 409
    assert "Decision undone by dana@example.com" in browser.get(f"/calls/{call_id}").text


def test_an_edit_of_the_api_takes_words_for_the_day_and_none(house: House) -> None:
    call_id = staged_call(house, agent=DANA, started_at="2026-11-20T13:00:00Z")
    body = {"by": DANA, "edit": [{"item_id": "p1", "due": "tomorrow", "owner": {"side": "theirs"}}]}
    assert house.client.post(f"{CALLS}/{call_id}/review", json=body).status_code == 200
    made = _decided(house, call_id)
    assert made.due is not None
    assert made.due.date == date(2026, 11, 21)
    assert made.owner == Owner(side="theirs")


def test_the_next_call_is_the_next_one_that_waits(house: House, browser: TestClient) -> None:
    first, second = staged_call(house, agent=DANA), staged_call(house, agent=DANA, seed=1)
    assert browser.get(f"/calls/{first}/next").headers["location"] == f"/calls/{second}"
    assert browser.get(f"/calls/{second}/next").headers["location"] == f"/calls/{first}"
    working = new_call(house, seed=2, agent=DANA)
    assert browser.get(f"/calls/{working}/next").headers["location"] in {
        f"/calls/{first}",
        f"/calls/{second}",
    }


def test_what_was_missed_is_added_with_its_quote_and_stays_when_the_notes_are_made_again(
    house: House, browser: TestClient
) -> None:
    shelves, call_id = house.doors.shelves, staged_call(house, agent=DANA)
    browser.post(f"/calls/{call_id}/decide", data={"item": "p1", "verdict": "accept"})
    form = {"kind": "promise", "turn": "t1", "quote": "send the quote on Friday", "due_on": "2026-12-04"}
    assert browser.post(f"/calls/{call_id}/items", data=form | {"quote": "a refund"}).status_code == 422
    assert browser.post(f"/calls/{call_id}/items", data=form).status_code == 303
    dossier = reading.dossier(shelves, call_id)
    assert dossier.notes is not None
    added = dossier.notes.promises[-1]
    assert (added.id, added.added_by, added.side) == ("p2", DANA, "ours")
    assert added.evidence[0].quote.endswith("send the quote on Friday.") or added.evidence[0].turn_id == "t1"
    decided = {one.item_id: one for one in dossier.decisions}
    assert decided.keys() == {"p1", "p2"}, "what was decided before holds"
    due = decided["p2"].due
    assert due is not None
    assert due.date == date(2026, 12, 4)
    page = browser.get(f"/calls/{call_id}").text
    assert "Added by dana@example.com" in page
    assert "An item added that was missed by dana@example.com" in page
    again = dossier.notes.model_copy(update={"promises": dossier.notes.promises[:1], "model": "other"})
    make_again(shelves, call_id, decide_anew=True, by=DANA, enqueue=house.doors.enqueue)
    drafts.store_notes(shelves, again)
    dossier = reading.dossier(shelves, call_id)
    assert dossier.notes is not None
    assert [one.added_by for one in dossier.notes.promises] == [None, DANA]
    assert {one.item_id for one in dossier.decisions} == {"p1", "p2"}


def test_the_api_adds_what_was_missed(house: House) -> None:
    call_id = staged_call(house, agent=DANA)
    body = {"by": DANA, "kind": "topic", "turn_id": "t1", "quote": "the quote on Friday", "text": "A quote"}
    assert house.client.post(f"{CALLS}/{call_id}/items", json=body).status_code == 200
    refused = house.client.post(f"{CALLS}/{call_id}/items", json=body | {"due": "tomorrow"})
    assert refused.status_code == 422


def test_what_will_be_written_is_shown_old_and_new_before_it_is(house: House, browser: TestClient) -> None:
    call_id = staged_call(house, agent=DANA, started_at="2026-11-20T13:00:00Z")
    assert 'id="writes"' not in browser.get(f"/calls/{call_id}").text, "first the contact"
    link.link_contact(house.doors.shelves, call_id, name="M. Reed", by=DANA)
    form = {"item": "p1", "verdict": "edit", "text": "Send the <new> quote", "due": "27 November at 3 pm"}
    browser.post(f"/calls/{call_id}/decide", data={"item": "c1", "verdict": "reject"})
    browser.post(f"/calls/{call_id}/items", data={"kind": "topic", "turn": "t1", "quote": "quote on Friday"})
    shown = browser.get(f"/calls/{call_id}").text.split('id="writes"')[1].split("</ul>")[0]
    assert "Task" in shown
    assert "Send the quote" in shown
    assert "Confirmed by dana@example.com" in shown
    browser.post(
        f"/calls/{call_id}/items", data=form | {"kind": "follow_up", "turn": "t1", "quote": "the quote on"}
    )
    shown = browser.get(f"/calls/{call_id}").text.split('id="writes"')[1].split("</ul>")[0]
    assert "Send the &lt;new&gt; quote" in shown
    assert "27 Nov 2026, 15:00" in shown
