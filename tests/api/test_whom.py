"""The page and the API let a person say whom a call was with, from what the CRM had for it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from fastapi.testclient import TestClient

from lifecycle import link, reading
from models.access import Actor
from models.crm import Company, Deal, Match, Party
from storage.tables import CrmContactRow
from tests.api.calls import CALLS, staged_call
from tests.api.house import NOW, House, open_house
from tests.api.test_call_page import browser
from tests.api.test_upload_page import ADMIN, DANA, SAME_ORIGIN, enter
from text.contact_ids import contact_id_in_hubspot

__all__ = ["browser"]
ANN: Final = Party(
    contact_id="501",
    name="Ann <Reed>",
    phone="+12025550143",
    company=Company(id="701", name="Northwind"),
    deals=(Deal(id="901", title="Renewal"), Deal(id="902", title="Upgrade")),
    matched_by="phone",
)
BO: Final = Party(contact_id="502", name="Bo Reed", email="bo@northwind.example", matched_by="phone")
WHY: Final = "2 contacts in the CRM have the customer's phone number; one must be chosen."


def _with_several(house: House) -> str:
    call_id = staged_call(house, customer="+1 202 555 0143")
    house.doors.shelves.matches().keep(call_id, Match(candidates=(ANN, BO), why=WHY))
    return call_id


def _with_ann(house: House, by: str | None = None) -> str:
    call_id = staged_call(house, customer="+1 202 555 0143")
    link.link_matched(house.doors.shelves, call_id, "501")
    why = "Chosen by lee@example.com on 2026-11-19 for a call of the same number or address."
    house.doors.shelves.matches().keep(call_id, Match(party=ANN, candidates=(ANN,), why=why))
    return call_id


def test_the_page_lists_those_it_could_be_with_what_is_known_and_picks_none(
    house: House, browser: TestClient
) -> None:
    call_id = _with_several(house)
    html = browser.get(f"/calls/{call_id}").text
    listed = html.split("data-candidates")[1].split("</form>")[0]
    for known in (
        "Ann &lt;Reed&gt;",
        "Northwind",
        "+1 202-555-0143",
        "Renewal, Upgrade",
        "bo@northwind.example",
    ):
        assert known in listed
    assert "checked" not in listed
    assert "one must be chosen" in html


def test_the_company_of_the_domain_is_told_as_a_hint(house: House, browser: TestClient) -> None:
    call_id = staged_call(house, customer="new@northwind.example")
    companies = (Company(id="701", name="Northwind"),)
    house.doors.shelves.matches().keep(call_id, Match(why="No contact in the CRM.", companies=companies))
    assert "domain is that of Northwind" in browser.get(f"/calls/{call_id}").text


def test_who_was_chosen_for_the_number_before_is_told_and_the_deal_is_asked_for(
    house: House, browser: TestClient
) -> None:
    call_id = _with_ann(house)
    html = browser.get(f"/calls/{call_id}").text
    assert "Chosen by lee@example.com on 2026-11-19" in html
    assert "Which deal was it about?" in html
    for answer, kept in (("902", "902"), (link.NO_DEAL, None)):
        assert browser.post(f"/calls/{call_id}/link", data={"deal": answer}).status_code == 303
        call = reading.call(house.doors.shelves, call_id)
        assert (call.deal_id, call.deal_by) == (kept, "dana@example.com")
    assert "Which deal was it about?" not in browser.get(f"/calls/{call_id}").text
    assert house.enqueued[-1][:2] == (call_id, "process")
    assert browser.post(f"/calls/{call_id}/link", data={"deal": "999"}).status_code == 422


def test_the_api_shows_and_takes_the_same(house: House) -> None:
    call_id = _with_several(house)
    shown = house.client.get(f"{CALLS}/{call_id}").json()["match"]
    assert [one["contact_id"] for one in shown["candidates"]] == ["501", "502"]
    of_one = _with_deals_by_api(house)
    answer = house.client.post(f"{CALLS}/{of_one}/link", json={"by": "dana@example.com", "deal_id": "901"})
    assert answer.json()["deal_id"] == "901"
    both = {"by": "dana@example.com", "deal_id": "901", "new": True}
    assert house.client.post(f"{CALLS}/{of_one}/link", json=both).status_code == 422


def _with_deals_by_api(house: House) -> str:
    call_id = staged_call(house, seed=7)
    link.link_matched(house.doors.shelves, call_id, "501")
    house.doors.shelves.matches().keep(call_id, Match(party=ANN, candidates=(ANN,), why="One fits."))
    return call_id


def test_who_may_not_see_what_is_personal_sees_no_candidates(house: House) -> None:
    call_id = _with_several(house)
    viewer = Actor(name="kiosk", scopes=("calls:read",))
    assert reading.dossier(house.doors.shelves, call_id).match is not None
    assert reading.dossier(house.doors.shelves, call_id, seen_by=viewer).match is None


def test_with_a_crm_that_the_server_does_not_ask_an_id_is_typed_and_the_worker_looks(tmp_path: Path) -> None:
    with open_house(tmp_path, contacts=None) as house:
        call_id = staged_call(house, customer="+1 202 555 0143")
        answer = house.client.post(
            f"{CALLS}/{call_id}/link", json={"by": "d@example.com", "contact_id": "77"}
        )
        assert (answer.status_code, answer.json()["contact_id"]) == (200, "77")
        assert house.enqueued[-1][:2] == (call_id, "process")


def test_what_can_be_no_id_of_the_crm_is_told_at_the_field_and_an_address_is_read(tmp_path: Path) -> None:
    with open_house(tmp_path, contacts=None, read_contact_id=contact_id_in_hubspot) as house:
        call_id = staged_call(house, agent=DANA.name)
        dana, at = enter(house, DANA), f"/calls/{call_id}/link"
        answer = dana.post(at, data={"contact_id": "Ann Reed"}, headers=SAME_ORIGIN | {"accept": "text/html"})
        assert (answer.status_code, reading.call(house.doors.shelves, call_id).contact_id) == (422, None)
        assert re.search(
            r'name="contact_id"[^>]*value="Ann Reed" aria-invalid="true" aria-describedby="problem" '
            r'autofocus=""></label> <span class="field-problem" id="problem">A contact&#39;s id in HubSpot',
            answer.text,
        )
        page = "https://app-eu1.hubspot.com/contacts/123/record/0-1/501?x=1"
        dana.post(at, data={"contact_id": page}, headers=SAME_ORIGIN)
        assert reading.call(house.doors.shelves, call_id).contact_id == "501"


def test_contacts_to_choose_are_those_of_calls_that_the_person_sees_and_one_is_found_by_a_part(
    house: House,
) -> None:
    numbers = {"Ana Own": "+15125550101", "Ina Other": "+15125550102", "Mia Theirs": "+15125550103"}
    with house.doors.shelves.database.transaction() as session:
        for name, phone in numbers.items():
            session.add(CrmContactRow(id=name[:3], key=name[:3], name=name, phone=phone, created_at=NOW))
    call_id = staged_call(house, agent="dana@example.com", customer=numbers["Mia Theirs"])
    staged_call(house, agent="dana@example.com", customer=numbers["Ana Own"], seed=1)
    staged_call(house, agent="eve@example.com", customer=numbers["Ina Other"], seed=2)
    dana = enter(house, DANA)

    def listed(asked: str = "") -> list[str]:
        html = dana.get(f"/calls/{call_id}{asked}").text
        return re.findall(r'<option value="(Ana|Ina|Mia)"', html)

    assert listed() == ["Mia", "Ana"]
    assert listed("?contact=OWN") == ["Ana", "Mia"], "those found come first"
    assert listed("?contact=other") == ["Mia"], "who is of a colleague's call is not found"
    assert "No contact of your calls is named so." in dana.get(f"/calls/{call_id}?contact=other").text
    assert "Ina" in enter(house, ADMIN).get(f"/calls/{call_id}").text


def test_a_contact_is_linked_only_where_the_person_sees_it(house: House) -> None:
    shelves = house.doors.shelves
    make = shelves.embedded_crm().create_contact
    other, mine = (
        make(key=f"test:{name}", name=name, phone=None, email=f"{name}@example.com")
        for name in ("other", "mine")
    )
    staged_call(house, seed=1, agent="lee@example.com", customer="other@example.com")
    staged_call(house, seed=2, agent=DANA.name, customer="mine@example.com")
    call_id, dana = staged_call(house, seed=3, agent=DANA.name), enter(house, DANA)
    for wrong in (other.contact_id, "nobody"):
        answer = dana.post(f"/calls/{call_id}/link", data={"contact_id": wrong}, headers=SAME_ORIGIN)
        assert (answer.status_code, "no contact with this id that you see" in answer.text) == (422, True)
        assert f'value="{wrong}" aria-invalid="true"' in answer.text
    assert reading.call(shelves, call_id).contact_id is None
    dana.post(f"/calls/{call_id}/link", data={"contact_id": mine.contact_id}, headers=SAME_ORIGIN)
    assert reading.call(shelves, call_id).contact_id == mine.contact_id
