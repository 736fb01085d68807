"""The pages, the API and the files of promises: what each person sees there and can do."""

from __future__ import annotations

import csv
import html
import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import event, text
from sqlalchemy.dialects import sqlite

from api.who import signed_in
from callnotes.export_promises import promises_exported
from lifecycle.promise_filters import PromiseFilters
from lifecycle.promise_lists import every_promise
from models.access import Actor, Grant, Role
from storage.contact_history import changes, consents, decisions
from storage.contact_history import promises as promises_of
from storage.promise_choices import choice_queries
from tests.api.house import House, open_house
from tests.lifecycle.promised import FRIDAY, SAM, promised

LEE = "lee@example.com"
AT = "/promises"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with open_house(tmp_path, export_promises=promises_exported) as opened:
        yield opened


@contextmanager
def browser(
    house: House, name: str = SAM, role: Role = "agent", teams: tuple[str, ...] = ()
) -> Iterator[TestClient]:
    app = house.client.app
    assert isinstance(app, FastAPI)
    app.dependency_overrides[signed_in] = lambda: Actor(name=name, role=role, teams=teams)
    headers = {"Accept": "text/html", "Sec-Fetch-Site": "same-origin"}
    with TestClient(app, headers=headers, follow_redirects=False) as client:
        yield client


def test_each_sees_their_own_and_a_manager_those_of_the_team(house: House) -> None:
    mine = promised(house.doors.shelves)
    theirs = promised(house.doors.shelves, 1, agent=LEE, team="south")
    with browser(house) as sam:
        shown = sam.get(AT).text
        assert f"/promises/{mine.id}/p1" in shown
        assert f"/calls/{mine.id}?play=p1#i-p1" in shown
        assert theirs.id not in shown
        assert sam.get(f"{AT}/{theirs.id}/p1").status_code == 404
    with browser(house, "max@example.com", "manager", ("south",)) as manager:
        shown = manager.get(AT).text
        assert theirs.id in shown
        assert mine.id not in shown
    with browser(house, "fay@example.com", "auditor") as auditor:
        assert "dana" not in auditor.get(AT).text
        assert auditor.post(f"{AT}/{mine.id}/p1", data={"kind": "undone"}).status_code == 403


def test_filters_stand_in_the_address_and_a_wrong_one_is_said(house: House) -> None:
    call = promised(house.doors.shelves)
    with browser(house) as sam:
        shown = sam.get(f"{AT}?side=theirs&owner={SAM}").text
        assert f"/promises/{call.id}/p2" in shown
        assert f"/promises/{call.id}/p1" not in shown
        assert "side=theirs&amp;owner=sam%40example.com" in shown
        assert "No promise matches." in sam.get(f"{AT}?due_to=2020-01-01").text
        assert "Nothing is overdue." in sam.get(f"{AT}?show=overdue").text
        for wrong in ("due_to=soon", "side=both", "older=-1", "after=x"):
            assert sam.get(f"{AT}?{wrong}").status_code == 422, wrong


def test_what_is_done_is_shown_and_the_second_loses_nothing_typed(house: House) -> None:
    call = promised(house.doors.shelves)
    at = f"{AT}/{call.id}/p1"
    with browser(house) as sam:
        late = {"kind": "postponed", "seen": "0", "due_on": "2026-12-24", "why": "Asked for <Christmas>"}
        assert sam.post(at, data=late).status_code == 303
        shown = sam.get(at).text
        assert "Postponed to 24 Dec 2026 by sam@example.com: Asked for &lt;Christmas&gt;" in shown
        second = sam.post(at, data={"kind": "broken", "seen": "0", "why": "Nobody called"})
        assert second.status_code == 409
        assert "Somebody else did something with this promise meanwhile" in second.text
        assert 'value="Nobody called"' in second.text
        assert "Postponed to 24 Dec 2026" in second.text
        missing = sam.post(at, data={"kind": "kept", "seen": "1"})
        assert (missing.status_code, "something that shows it" in missing.text) == (422, True)
        kept = {
            "kind": "kept",
            "seen": "1",
            "proof_kind": "call",
            "proof_ref": call.id,
            "proof": "She has it",
        }
        assert sam.post(at, data=kept).status_code == 303
        assert f'Proof: <a href="/calls/{call.id}">a later call</a>' in sam.get(at).text
        assert call.id in sam.get(f"{AT}?show=kept").text
        assert sam.post(at, data={"kind": "undone", "seen": "2"}).status_code == 303
        assert "Due 24 Dec" not in sam.get(f"{AT}?show=kept").text


@pytest.mark.parametrize(
    ("act", "field", "why"),
    [
        ({"kind": "postponed", "due_on": "soon", "why": "x"}, "due_on", "The day cannot be read"),
        ({"kind": "postponed", "why": "x"}, "due_on", "give the new day"),
        (
            {"kind": "postponed", "due_on": "2026-12-24", "due_time": "late", "why": "x"},
            "due_time",
            "The time",
        ),
        ({"kind": "kept"}, "proof", "something that shows it"),
        ({"kind": "kept", "proof_kind": "call", "proof_ref": "call_x", "proof": "x"}, "proof_ref", "No call"),
        ({"kind": "reassigned", "owner": "sam"}, "owner", "e-mail address"),
        ({"kind": "broken"}, "why", "needs the reason"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(house: House, act: dict[str, str], field: str, why: str) -> None:
    call = promised(house.doors.shelves)
    with browser(house) as sam:
        answer = sam.post(f"{AT}/{call.id}/p1", data=act | {"seen": "0"})
    (form,) = [one for one in answer.text.split("<form") if 'aria-invalid="true"' in one]
    assert answer.status_code == 422
    assert f'name="kind" value="{act["kind"]}"' in form
    assert re.search(rf'name="{field}"[^>]*aria-invalid="true" aria-describedby="problem" autofocus=""', form)
    assert why in html.unescape(form.split('id="problem">')[1])
    assert 'role="alert"' not in answer.text


def test_what_is_wrong_with_a_form_that_is_gone_is_told_at_the_top(house: House) -> None:
    call = promised(house.doors.shelves)
    with browser(house) as sam:
        sam.post(f"{AT}/{call.id}/p1", data={"kind": "broken", "seen": "0", "why": "Nobody called"})
        answer = sam.post(f"{AT}/{call.id}/p1", data={"kind": "kept", "seen": "1"})
    assert re.search(r'role="alert"[^>]*>A promise is kept by something', answer.text)


def test_a_long_list_has_pages_that_hold_each_promise_once(house: House) -> None:
    for number in range(10):
        promised(house.doors.shelves, number)
    seen: list[str] = []
    address: str | None = "/api/v1/promises?limit=7"
    while address:
        page = house.client.get(address).json()
        seen += [line["promise"]["call_id"] + line["promise"]["item_id"] for line in page["lines"]]
        assert page["counts"]["todo"] == 30
        address = (
            f"/api/v1/promises?limit=7&after={page['next'].replace('+', '%2B')}" if page["next"] else None
        )
    assert (len(seen), len(set(seen))) == (30, 30)


def test_a_list_is_given_as_a_file_in_which_nothing_is_computed(house: House) -> None:
    call = promised(house.doors.shelves, agent="=cmd@example.com")
    with browser(house, "=cmd@example.com") as sam:
        csv = sam.get(f"{AT}/export/csv?side=ours")
        assert csv.headers["content-disposition"] == 'attachment; filename="promises.csv"'
        assert len(csv.text.splitlines()) == 3
        assert ",'=cmd@example.com," in csv.text
        with zipfile.ZipFile(io.BytesIO(sam.get(f"{AT}/export/xlsx").content)) as book:
            sheet = ET.fromstring(book.read("xl/worksheets/sheet1.xml"))  # noqa: S314 - made by this test's own code
        main = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
        cells = list(sheet.iter(f"{main}c"))
        assert {cell.get("t") for cell in cells} == {"inlineStr"}
        assert "=cmd@example.com" in [text.text for text in sheet.iter(f"{main}t")]
        calendar = sam.get(f"{AT}/export/ics").text
        assert calendar.count("BEGIN:VTODO") == 3
        assert f"UID:{call.id}-p1@callnotes" in calendar
        written = sam.get(f"{AT}/export/md").text.replace("\\", "")
        assert "- Call back  (open, ours, due 2026-11-27" in written
        assert sam.get(f"{AT}/export/pdf").status_code == 422


def _marked(browser: TestClient, call_id: str, item_id: str, seen: int = 0, **act: str) -> None:
    done = browser.post(f"{AT}/{call_id}/{item_id}", data={"seen": str(seen), **act})
    assert done.status_code == 303, done.text


def test_a_file_says_how_each_promise_ended_and_leads_to_its_call(tmp_path: Path) -> None:
    with (
        open_house(tmp_path, export_promises=promises_exported, public_url="https://notes.example/") as house,
        browser(house) as sam,
    ):
        call = promised(house.doors.shelves)
        address = f"https://notes.example/calls/{call.id}#i-p1"
        _marked(sam, call.id, "p1", kind="broken", why="Nobody called")
        _marked(sam, call.id, "p1", 1, kind="undone")
        _marked(sam, call.id, "p1", 2, kind="kept", proof="mail of 12 March")
        _marked(sam, call.id, "f2", kind="cancelled", why="=Not needed")
        (row,) = csv.DictReader(io.StringIO(sam.get(f"{AT}/export/csv?show=kept").text))
        assert (row["standing"], row["proof"], row["reason"]) == ("kept", "mail of 12 March", "")
        assert (row["ended_by"], row["ended_at"]) == (SAM, "2026-11-20T14:00:00+00:00")
        assert row["link"] == address
        (row,) = csv.DictReader(io.StringIO(sam.get(f"{AT}/export/csv?show=cancelled").text))
        assert (row["proof"], row["reason"]) == ("", "'=Not needed")
        (row,) = csv.DictReader(io.StringIO(sam.get(f"{AT}/export/csv").text))
        assert (row["item_id"], row["ended_at"], row["ended_by"], row["proof"]) == ("p2", "", "", "")
        with zipfile.ZipFile(io.BytesIO(sam.get(f"{AT}/export/xlsx?show=kept").content)) as book:
            sheet = book.read("xl/worksheets/sheet1.xml").decode()
        assert "mail of 12 March" in sheet
        assert address in sheet
        written = sam.get(f"{AT}/export/md?show=kept").text
        assert "    - kept 2026-11-20 14:00 UTC by sam@example.com; proof: mail of 12 March\n" in written
        assert f"    - <{address}>\n" in written
        calendar = sam.get(f"{AT}/export/ics?show=kept").text.replace("\r\n ", "")
        assert f"URL:{address}\r\n" in calendar
        line = house.client.get("/api/v1/promises?show=kept").json()["lines"][0]
        assert line["ended"]["proof"] == {"kind": "note", "ref": None, "words": "mail of 12 March"}


def test_without_a_known_address_a_file_names_the_call(house: House) -> None:
    call = promised(house.doors.shelves)
    lines = every_promise(house.doors.shelves, PromiseFilters(), actor=None)
    rows = tuple(csv.DictReader(io.StringIO(promises_exported(lines, "csv").decode())))
    assert {row["link"] for row in rows} == {call.id}
    assert b"URL:" not in promises_exported(lines, "ics")
    with browser(house) as sam:  # the page knows where it stands
        assert f"http://testserver/calls/{call.id}#i-p1" in sam.get(f"{AT}/export/csv").text
        _marked(sam, call.id, "p1", kind="reassigned", owner=LEE)
    with browser(house, LEE) as lee:  # who may not open the call is led to the promise
        assert f"http://testserver/promises/{call.id}/p1" in lee.get(f"{AT}/export/csv").text


def test_a_file_of_more_calls_asks_no_more_queries(house: House) -> None:
    shelves = house.doors.shelves

    def asked() -> int:
        told: list[str] = []

        def note(*seen: Any) -> None:  # noqa: ANN401 - what SQLAlchemy hands over
            told.append(seen[2])

        event.listen(shelves.database.engine, "before_cursor_execute", note)
        lines = every_promise(shelves, PromiseFilters(show="kept"), actor=None)
        event.remove(shelves.database.engine, "before_cursor_execute", note)
        assert {line.ended.by for line in lines if line.ended} == {SAM}
        return len(told)

    counted = []
    for number in range(6):
        call = promised(shelves, number)
        with browser(house) as sam:
            _marked(sam, call.id, "p1", kind="kept", proof="Called")
        counted.append(asked())
    assert counted[0] == counted[-1], counted


def test_a_list_says_how_late_each_is_by_the_viewers_day(house: House) -> None:
    call = promised(house.doors.shelves, due=FRIDAY)
    with browser(house) as sam:
        sam.cookies.set("zone", "UTC")
        assert "due in 7 days" in sam.get(AT).text
        house.pass_time(timedelta(days=6))
        assert "due in 1 day<" in sam.get(AT).text
        sam.cookies.set("zone", "Pacific/Kiritimati")  # 14:00 UTC is the next day there
        assert "due in 1 day<" not in sam.get(f"{AT}?due_to=2026-11-28").text
        sam.cookies.set("zone", "UTC")
        house.pass_time(timedelta(days=2))
        assert "1 day late" in sam.get(AT).text
        house.pass_time(timedelta(days=261))
        assert "262 days late" in sam.get(f"{AT}/{call.id}/p1").text
        german = sam.get(AT, headers={"Accept-Language": "de"}).text
        assert ">E-Mail</a>" in german
        assert re.search(r'Überfällig</span> <span class="age dim">seit 262 Tagen<', german)
        _marked(sam, call.id, "p1", kind="kept", proof="Called")
        assert "days late" not in sam.get(f"{AT}?show=kept").text


def test_teams_and_categories_are_offered_and_a_misspelt_one_is_answered_with_those(house: House) -> None:
    promised(house.doors.shelves)
    promised(house.doors.shelves, 1, agent=LEE, team="south")
    with browser(house) as sam:
        shown = sam.get(AT).text
        assert '<datalist id="teams"><option value="north"></datalist>' in shown
        assert '<datalist id="categories"><option value="support"></datalist>' in shown
        wrong = sam.get(f"{AT}?team=norht&side=ours").text
        assert "Teams that you see:" in wrong
        assert 'href="/promises?side=ours&amp;team=north">north</a>' in wrong
        assert "south" not in wrong
        assert "Teams that you see:" not in sam.get(f"{AT}?team=north&due_to=2020-01-01").text
        assert "Categories that you see:" in sam.get(f"{AT}?category=suport").text
    with browser(house, "max@example.com", "manager", ("south", "west")) as manager:
        offered = '<datalist id="teams"><option value="south"><option value="west"></datalist>'
        assert offered in manager.get(AT).text


@pytest.mark.parametrize("role", ["agent", "manager", "admin"])
def test_what_is_offered_is_searched_by_an_index_and_never_sorted(house: House, role: Role) -> None:
    grants: tuple[Grant, ...] = ("calls",) if role == "admin" else ()
    actor = Actor(name=SAM, role=role, teams=("north", "south"), grants=grants)
    for query in choice_queries(actor):
        compiled = query.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True})
        with house.doors.shelves.database.engine.connect() as connection:
            plan = [row.detail for row in connection.execute(text(f"EXPLAIN QUERY PLAN {compiled}"))]
        assert len(plan) == 1, plan
        assert "promises USING INDEX ix_promises" in plan[0], plan


def test_a_contacts_page_says_that_undecided_calls_are_not_counted(house: House) -> None:
    shelves = house.doors.shelves
    crm = shelves.embedded_crm()
    contact = crm.create_contact(key="test:contact", name="Dana Reed", phone=None, email="dana0@example.com")
    at = f"/crm/contacts/{contact.contact_id}"
    promised(shelves, contact=contact.contact_id)
    with browser(house) as sam:
        assert 'id="undecided"' not in sam.get(at).text
        first = promised(shelves, 1, contact=contact.contact_id, decided=False)
        shown = sam.get(at).text
        assert "1 call still waits for a decision; what was promised in it is not counted here." in shown
        assert f'<a href="/calls/{first.id}">Open the call</a>' in shown
        promised(shelves, 2, contact=contact.contact_id, decided=False)
        promised(shelves, 3, contact=contact.contact_id, decided=False, agent=LEE, team="south")
        shown = sam.get(at).text
        assert "2 calls still wait for a decision; what was promised in them is not counted here." in shown


def test_the_page_of_calls_reminds_of_what_is_due_of_ones_own(house: House) -> None:
    promised(house.doors.shelves)
    with browser(house) as sam:
        assert "Promises that wait for you" not in sam.get("/calls").text
        house.pass_time(timedelta(days=7))
        shown = sam.get("/calls").text
        assert "2 due today" in shown
        house.pass_time(timedelta(days=7))
        shown = sam.get("/calls").text
        assert "3 overdue" in shown
        assert "2 due today" not in shown
    with browser(house, LEE) as lee:
        assert "Promises that wait for you" not in lee.get("/calls").text


def test_what_is_due_tomorrow_is_counted_with_a_link_to_it(tmp_path: Path) -> None:
    with open_house(tmp_path, zone=ZoneInfo("UTC")) as house:
        promised(house.doors.shelves)
        house.pass_time(timedelta(days=6))
        with browser(house) as sam:
            shown = sam.get("/calls").text
            assert ">2 due tomorrow</a>" in shown
            address = re.search(r'href="(/promises\?show=open&amp;owner=[^"]+)"', shown)
            assert address is not None
            assert sam.get(html.unescape(address[1])).text.count('class="crm-record promise"') == 2


def test_a_contacts_page_shows_what_is_open_both_ways_and_how_the_rest_ended(house: House) -> None:
    shelves = house.doors.shelves
    crm = shelves.embedded_crm()
    contact = crm.create_contact(key="test:contact", name="Dana Reed", phone=None, email="dana0@example.com")
    call = promised(shelves, contact=contact.contact_id)
    with browser(house) as sam:
        done = {"kind": "cancelled", "seen": "0", "why": "Not needed"}
        assert sam.post(f"{AT}/{call.id}/f2", data=done).status_code == 303
        shown = sam.get(f"/crm/contacts/{contact.contact_id}").text
        ours, theirs = shown.index("We promised"), shown.index("They promised")
        assert ours < shown.index("/p1") < theirs < shown.index("/p2")
        assert "1 kept, broken or cancelled" in shown
        history = shown[shown.index('id="h-history"') : shown.index('id="h-changes"')]
        told = [" ".join(re.sub("<[^>]+>", " ", one).split()) for one in history.split("<li>")[1:]]
        assert told[0].startswith("Cancelled: ")
        assert "by sam@example.com" in told[0]
        assert sum("promised: " in one for one in told) == 3
        assert any(re.match(r"Decided : \d+ accepted by ", one) for one in told), told
        assert any(one.startswith("Consent: ") for one in told)
        assert any(one.startswith("Call ") for one in told)


def test_each_query_of_a_contacts_history_is_searched_by_an_index(house: House) -> None:
    shelves = house.doors.shelves
    call = promised(shelves)
    for query in (consents, decisions, promises_of, changes):
        compiled = query([call.id]).compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True})
        with shelves.database.engine.connect() as connection:
            plan = [row.detail for row in connection.execute(text(f"EXPLAIN QUERY PLAN {compiled}"))]
        assert plan[0].startswith("SEARCH "), plan
        assert "(call_id=?)" in plan[0], plan
        assert not [step for step in plan if step.startswith("SCAN")], plan
