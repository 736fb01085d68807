"""The page and the door of the search: words in place, filters in the address, searches that are kept."""

from __future__ import annotations

import pytest

from lifecycle import link
from lifecycle.reading_texts import read_texts
from models.found_texts import SearchReach
from tests.api.calls import staged_call
from tests.api.house import TOKEN, House
from tests.api.test_upload_page import ADMIN, DANA, enter

WITH_TOKEN = {"authorization": f"Bearer {TOKEN}"}


def test_words_are_marked_in_place_and_lead_to_the_item_and_its_sound(house: House) -> None:
    call = staged_call(house, agent=DANA.name)
    read_texts(house.doors.shelves, "notes")
    shown = enter(house, DANA).get("/search?q=friday&kind=promise").text
    assert "<mark>Friday</mark>" in shown
    assert f'href="/calls/{call}?play=p1#i-p1"' in shown
    assert [one.action for one in house.doors.shelves.audit().entries(action="searched")] == ["searched"]


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/search", "Type words, or a customer"),
        ("/search?q=xylophone", "No note has these words."),
        ("/search?q=-friday", "No word to look for"),
        ("/search?q=friday&kind=field", "No note has these words."),
        ("/search?q=friday&day_to=2019-12-31", "No note has these words."),
        ("/search?q=friday&day_from=9999-12-31", "No note has these words."),
        ("/search?q=friday&day_to=9999-12-31", "A day is written like"),
    ],
)
def test_what_is_not_found_is_said(house: House, address: str, said: str) -> None:
    staged_call(house, agent=DANA.name)
    read_texts(house.doors.shelves, "notes")
    answer = enter(house, DANA).get(address)
    assert said in answer.text
    assert answer.status_code == (422 if said.startswith(("No word", "A day")) else 200)


def test_a_wrong_filter_is_said_on_a_page(house: House) -> None:
    answer = enter(house, DANA).get("/search?q=friday&day_from=yesterday")
    assert answer.status_code == 422
    assert "A day is written like 2026-12-31" in answer.text


def test_what_is_found_names_the_customer_and_the_agent_of_the_call(house: House) -> None:
    staged_call(house, agent=DANA.name, customer="reed@example.com")
    named, contact = _call_with_nadia(house, seed=1)
    read_texts(house.doors.shelves, "notes")
    shown = enter(house, DANA).get("/search?q=friday&kind=promise").text
    of_nadia = shown[shown.index(f"/calls/{named}") :].split("</li>")[0]
    assert f'<a href="/crm/contacts/{contact}">Nadia Brown</a>, with {DANA.name}' in of_nadia
    assert f"reed@example.com, with {DANA.name}" in shown


@pytest.mark.parametrize("reach", ["notes", "transcripts", "off"])
def test_a_customer_is_found_by_name_whatever_the_search_reads(house: House, reach: SearchReach) -> None:
    _, contact = _call_with_nadia(house)
    read_texts(house.doors.shelves, reach)
    shown = enter(house, DANA).get("/search?q=nadia").text
    assert f'<a href="/crm/contacts/{contact}">Nadia Brown</a>' in shown
    assert 'href="/calls?q=Nadia%20Brown"' in shown
    assert "Nadia" not in enter(house, DANA).get("/search?q=nobody").text


def test_a_customer_of_another_agent_is_not_found_by_name(house: House) -> None:
    _call_with_nadia(house, agent=ADMIN.name)
    read_texts(house.doors.shelves, "notes")
    assert "Nadia Brown" not in enter(house, DANA).get("/search?q=nadia").text


@pytest.mark.parametrize(
    ("reach", "said", "turns_offered"),
    [
        ("notes", "What else was said in a call is not searched", False),
        ("transcripts", "all that was said in calls", True),
        ("off", "The search for words is switched off", False),
        (None, "No call was read for the search yet", False),
    ],
)
def test_the_page_says_what_is_searched_before_a_word_is_typed(
    house: House, reach: SearchReach | None, said: str, turns_offered: bool
) -> None:
    if reach is not None:
        read_texts(house.doors.shelves, reach)
    for address in ("/search", "/search?q=friday"):
        shown = enter(house, DANA).get(address).text
        assert said in shown.split("</form>", 2)[1], address
        assert ('<option value="turn">' in shown) is turns_offered
        assert "Some calls changed" not in shown


def test_calls_that_are_not_read_yet_are_told(house: House) -> None:
    read_texts(house.doors.shelves, "notes")
    staged_call(house, agent=DANA.name)
    assert "Some calls changed and are just being read." in enter(house, DANA).get("/search").text


def test_nobody_finds_the_calls_of_another(house: House) -> None:
    staged_call(house, agent=ADMIN.name)
    read_texts(house.doors.shelves, "notes")
    assert "No note has these words." in enter(house, DANA).get("/search?q=friday").text


def test_a_search_is_kept_run_again_and_forgotten(house: House) -> None:
    client = enter(house, DANA)
    assert client.post("/search/keep?q=friday&kind=promise", data={"name": "Fridays"}).status_code in {
        200,
        303,
    }
    shown = client.get("/search").text
    assert 'href="/search?q=friday&amp;kind=promise">Fridays</a>' in shown
    client.post("/search/forget", data={"name": "Fridays"})
    assert "Fridays" not in client.get("/search").text
    assert "needs a name" in client.post("/search/keep?q=friday", data={"name": " "}).text


def test_a_machine_gets_the_same_with_both_scopes(house: House) -> None:
    call = staged_call(house, agent=DANA.name)
    read_texts(house.doors.shelves, "notes")
    answer = house.client.get("/api/v1/search?q=frid*&limit=1", headers=WITH_TOKEN).json()
    ((found,), more) = answer["found"], answer["next_before"]
    assert (found["call_id"], found["state"], answer["reads"]) == (call, "waiting", True)
    assert more is not None
    rest = house.client.get(f"/api/v1/search?q=frid*&before={more}", headers=WITH_TOKEN).json()
    assert found["ref"] not in {one["ref"] for one in rest["found"]}
    assert house.client.get("/api/v1/search?q=!!", headers=WITH_TOKEN).status_code == 422


def _call_with_nadia(house: House, *, agent: str = DANA.name, seed: int = 0) -> tuple[str, str]:
    """Bring a call with this contact to where it waits; return both ids."""
    call, shelves = staged_call(house, agent=agent, seed=seed), house.doors.shelves
    party = shelves.embedded_crm().create_contact(
        key="nadia", name="Nadia Brown", phone=None, email="nadia@example.com"
    )
    link.link_contact(shelves, call, party.contact_id, by=agent)
    return call, party.contact_id
