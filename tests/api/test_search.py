"""The page and the door of the search: words in place, filters in the address, searches that are kept."""

from __future__ import annotations

import pytest

from lifecycle.reading_texts import read_texts
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
    assert "What else was said is not" not in shown
    assert [one.action for one in house.doors.shelves.audit().entries(action="searched")] == ["searched"]


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/search", "Type words of a note"),
        ("/search?q=xylophone", "Nothing has these words."),
        ("/search?q=-friday", "No word to look for"),
        ("/search?q=friday&kind=field", "Nothing has these words."),
        ("/search?q=friday&day_to=2019-12-31", "Nothing has these words."),
        ("/search?q=friday&day_from=9999-12-31", "Nothing has these words."),
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


def test_a_search_that_is_off_says_so(house: House) -> None:
    read_texts(house.doors.shelves, "off")
    assert "The search is switched off." in enter(house, DANA).get("/search?q=friday").text


def test_nobody_finds_the_calls_of_another(house: House) -> None:
    staged_call(house, agent=ADMIN.name)
    read_texts(house.doors.shelves, "notes")
    assert "Nothing has these words." in enter(house, DANA).get("/search?q=friday").text


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
