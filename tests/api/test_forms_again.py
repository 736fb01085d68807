"""A form that was refused is shown again with what was typed and why; one that was taken says so."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from fastapi.testclient import TestClient

from lifecycle import links, people
from tests.api.house import House
from tests.api.test_people_pages import DANA, PASSWORD, SAM, enter

PAGE = {"accept": "text/html"}


@pytest.fixture
def admin(house: House) -> TestClient:
    return enter(house, DANA, "admin")


def _sent(browser: TestClient, path: str, **form: str | list[str]) -> tuple[int, str, str]:
    """Return the status, the page, and what stands at its top as wrong."""
    answer = browser.post(path, data=form, headers=PAGE)
    told = re.search(
        r'<h1>[^<]*</h1>\s*<p class="notice bad" role="alert"[^>]*>(.*?)</p>', answer.text, re.DOTALL
    )
    return answer.status_code, unescape(answer.text), unescape(told[1]) if told else ""


def _card(page: str, email: str) -> str:
    return next(part for part in page.split("<section")[2:] if email in part)


def test_a_token_of_a_name_that_is_taken_is_asked_for_again(house: House, admin: TestClient) -> None:
    _sent(admin, "/tokens", name="pbx", scope="calls:read")
    status, page, why = _sent(admin, "/tokens", name="pbx", scope="calls:write", lasts="a year")
    assert (status, "choose another one" in why) == (422, True)
    assert 'name="name" value="pbx"' in page
    assert 'value="calls:write" checked' in page
    assert 'value="calls:read" checked' not in page
    assert '<option value="a year" selected>' in page


def test_a_token_without_a_scope_keeps_its_name_in_the_form(house: House, admin: TestClient) -> None:
    status, page, why = _sent(admin, "/tokens", name="pbx-hook")
    assert (status, "one scope or more" in why) == (422, True)
    assert 'name="name" value="pbx-hook"' in page


def test_an_overlong_team_is_shown_in_the_form_of_its_person(house: House, admin: TestClient) -> None:
    enter(house, SAM, "agent", "blue")
    status, page, why = _sent(admin, "/people/change", email=SAM, role="manager", teams="x" * 81)
    assert (status, "at most 80" in why) == (422, True)
    assert f'value="{"x" * 81}"' in _card(page, SAM)
    assert '<option value="manager" selected>' in _card(page, SAM)
    assert "x" * 81 not in _card(page, DANA)


def test_the_last_admins_form_is_shown_again(house: House, admin: TestClient) -> None:
    status, page, why = _sent(admin, "/people/change", email=DANA, role="agent", teams="blue", disabled="yes")
    assert (status, "Nobody would be left" in why) == (409, True)
    assert '<option value="agent" selected>' in _card(page, DANA)
    assert 'value="yes" checked' in _card(page, DANA)


def test_inviting_who_has_an_account_keeps_what_was_typed(house: House, admin: TestClient) -> None:
    enter(house, SAM, "agent")
    status, page, why = _sent(admin, "/people", email=SAM, role="manager", teams="blue")
    assert (status, "has an account already" in why) == (422, True)
    inviting = page.split("<section")[1]
    assert f'name="email" value="{SAM}"' in inviting
    assert '<option value="manager" selected>' in inviting
    assert 'name="teams" value="blue"' in inviting


@pytest.mark.parametrize("path", ["/people/link", "/people/sign-out", "/people/end-link"])
def test_a_person_who_is_not_there_is_told_on_the_page_of_people(
    house: House, admin: TestClient, path: str
) -> None:
    status, page, why = _sent(admin, path, email="nobody@example.com")
    assert (status, bool(why), DANA in page) == (422, True, True)


def test_a_wrong_current_password_is_told_over_the_form(house: House, admin: TestClient) -> None:
    status, page, why = _sent(admin, "/account/password", old="not it", new="another long sentence")
    assert (status, why) == (401, "The current password is wrong; nothing was changed.")
    assert "Current password" in page


def test_saving_a_person_says_saved_without_a_script(house: House, admin: TestClient) -> None:
    enter(house, SAM, "agent")
    answer = admin.post("/people/change", data={"email": SAM, "role": "agent", "teams": "blue"})
    assert answer.url.path == "/people"
    assert f"Saved: {SAM}." in answer.text
    assert "Saved" not in admin.get("/people").text
    assert "<b>" not in admin.get("/people", params={"done": "saved", "whom": "<b>"}).text
    assert "Anything" not in admin.get("/people", params={"done": "Anything"}).text


def test_what_else_was_done_is_said_too(house: House, admin: TestClient) -> None:
    enter(house, SAM, "agent")
    assert f"Signed out everywhere: {SAM}." in admin.post("/people/sign-out", data={"email": SAM}).text
    _sent(admin, "/tokens", name="pbx", scope="calls:read")
    assert "The token is revoked." in admin.post("/tokens/revoke", data={"name": "pbx"}).text
    form = {"old": PASSWORD, "new": "another long sentence"}
    assert "The password is changed." in admin.post("/account/password", data=form).text


@pytest.mark.parametrize(
    ("address", "field", "most"), [("/calls?q=", "Search", 200), ("/audit?who=", "Who", 320)]
)
def test_a_search_that_is_too_long_is_told_so(
    house: House, admin: TestClient, address: str, field: str, most: int
) -> None:
    answer = admin.get(address + "x" * 3000, headers=PAGE)
    assert answer.status_code == 422
    assert f"{field}: " in answer.text
    assert f"at most {most} characters" in answer.text
    assert "xxx" not in answer.text


def test_an_open_invitation_stands_on_the_page_until_it_is_used_or_over(
    house: House, admin: TestClient
) -> None:
    shown = admin.post("/people", data={"email": SAM, "role": "manager", "teams": " Blue, red"}).text
    for page in (shown, admin.get("/people").text):
        card = _card(page, SAM)
        for words in (
            "invited",
            "manager",
            "Blue, red",
            "until 23 Nov 2026, 15:00",
            f"by {DANA}",
            "End the link",
        ):
            assert words in card
    link = re.search(r"/welcome/[\w-]+", shown)
    assert link is not None
    sam = TestClient(house.client.app, base_url="http://desk.example")
    sam.post(link[0], data={"password": PASSWORD})
    assert people.everybody(house.doors.shelves)[1].teams == ("Blue", "red")
    assert "invited" not in admin.get("/people").text
    admin.post("/people", data={"email": "kim@example.com", "role": "agent"})
    house.pass_time(timedelta(days=3, minutes=1))
    admin.post("/login", data={"email": DANA, "password": PASSWORD})
    assert "kim@example.com" not in admin.get("/people").text


def test_a_link_that_was_ended_lets_nobody_in(house: House, admin: TestClient) -> None:
    secret = links.invite(house.doors.shelves, SAM, "agent", by=DANA)
    ended = admin.post("/people/end-link", data={"email": SAM})
    assert f"The invitation is ended: {SAM}." in ended.text
    sam = TestClient(house.client.app, base_url="http://desk.example")
    assert sam.post(f"/welcome/{secret}", data={"password": PASSWORD}).status_code == 422
    assert [one.email for one in people.everybody(house.doors.shelves)] == [DANA]


def test_the_page_offers_the_teams_that_are_known(house: House, admin: TestClient) -> None:
    enter(house, SAM, "agent", "blue")
    page = admin.get("/people").text
    assert '<option value="blue">' in page.split("<datalist")[1].split("</datalist>")[0]
    assert page.count('list="teams"') == 3
