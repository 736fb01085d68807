"""The pages of accounts: an admin looks after people and tokens, everybody after the own account."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from api import session_cookie
from lifecycle import grants, links, people, signing_in
from models.access import Actor, Role, grant_for
from tests.api.house import House

PASSWORD = "a sentence that nobody guesses"
DANA, SAM = "dana@example.com", "sam@example.com"


def enter(house: House, email: str, role: Role, *teams: str, granted: bool = False) -> TestClient:
    """Return a browser in which this new person is signed in, with the role's grant where that is said."""
    shelves = house.doors.shelves
    secret = links.invite(shelves, email, role, by=DANA)
    account = links.use(shelves, secret, email=email, password=PASSWORD)
    if teams:
        people.change(shelves, email, role=role, teams=teams, disabled=False, by=DANA)
    if granted and (grant := grant_for(role)):
        grants.give(shelves, email, grant, actor=Actor(name="test", door="command_line"))
    browser = TestClient(house.client.app, base_url="http://desk.example")
    session = signing_in.open_session(shelves, account.id, email, browser=None)
    browser.cookies.set(session_cookie.NAME, session, domain="desk.example", path="/")
    return browser


@pytest.fixture
def admin(house: House) -> TestClient:
    return enter(house, DANA, "admin")


def test_an_invited_person_comes_in_by_the_link_that_is_shown_once(house: House, admin: TestClient) -> None:
    shown = admin.post("/people", data={"email": " Sam@Example.com ", "role": "agent"}).text
    link = re.search(r"http://desk.example(/welcome/[\w-]+)", shown)
    assert link is not None
    assert "/welcome/" not in admin.get("/people").text
    sam = TestClient(house.client.app, base_url="http://desk.example")
    assert sam.post(link[1], data={"password": PASSWORD}).url.path == "/calls"
    assert SAM in sam.get("/account").text
    assert sam.get("/people").status_code == 403


def test_a_closed_account_is_out_at_once_and_cannot_come_back(house: House, admin: TestClient) -> None:
    sam = enter(house, SAM, "agent")
    admin.post("/people/change", data={"email": SAM, "role": "agent", "teams": "", "disabled": "yes"})
    assert sam.get("/calls", follow_redirects=False).status_code == 303
    assert sam.post("/login", data={"email": SAM, "password": PASSWORD}).status_code == 401


@pytest.mark.parametrize("change", [{"role": "agent"}, {"role": "admin", "disabled": "yes"}])
def test_the_last_admin_stays_admin(house: House, admin: TestClient, change: dict[str, str]) -> None:
    answer = admin.post("/people/change", data={"email": DANA, "teams": ""} | change)
    assert answer.status_code == 409
    assert people.everybody(house.doors.shelves)[0].role == "admin"
    assert admin.get("/people").status_code == 200


def test_teams_are_typed_with_commas(house: House, admin: TestClient) -> None:
    enter(house, SAM, "manager")
    admin.post("/people/change", data={"email": SAM, "role": "manager", "teams": " support, sales,,support"})
    assert people.everybody(house.doors.shelves)[1].teams == ("sales", "support")


def test_a_new_password_ends_every_other_session(house: House, admin: TestClient) -> None:
    sam = enter(house, SAM, "agent")
    other = TestClient(house.client.app, base_url="http://desk.example")
    other.post("/login", data={"email": SAM, "password": PASSWORD})
    wrong = sam.post("/account/password", data={"old": "not it", "new": "another long sentence"})
    assert wrong.status_code == 401
    assert "is wrong" in wrong.text
    sam.post("/account/password", data={"old": PASSWORD, "new": "another long sentence"})
    assert sam.get("/account", follow_redirects=False).status_code == 200
    assert other.get("/account", follow_redirects=False).status_code == 303


def test_a_person_ends_a_session_of_the_own_but_never_of_another(house: House, admin: TestClient) -> None:
    sam = enter(house, SAM, "agent")
    named = re.search(r'name="session" value="(\w+)"', sam.get("/account").text)
    assert named is not None
    admin.post("/account/sessions", data={"session": named[1]})
    assert sam.get("/account", follow_redirects=False).status_code == 200
    sam.post("/account/sessions", data={"session": named[1]})
    assert sam.get("/account", follow_redirects=False).status_code == 303


def test_a_token_is_shown_once_opens_its_door_and_is_revoked(house: House, admin: TestClient) -> None:
    shown = admin.post("/tokens", data={"name": "pbx", "scope": ["calls:read"]}).text
    secret = re.search(r"cn_[\w-]{40,}", shown)
    assert secret is not None
    assert secret[0] not in admin.get("/tokens").text
    headers = {"Authorization": f"Bearer {secret[0]}"}
    assert house.client.get("/api/v1/calls", headers=headers).status_code == 200
    admin.post("/tokens/revoke", data={"name": "pbx"})
    assert house.client.get("/api/v1/calls", headers=headers).status_code == 401
    assert "revoked" in admin.get("/tokens").text


def test_the_page_says_when_a_token_expires_and_that_it_did(house: House, admin: TestClient) -> None:
    for name, lasts in (("usual", {}), ("short", {"lasts": "30 days"}), ("endless", {"lasts": "never"})):
        admin.post("/tokens", data={"name": name, "scope": ["calls:read"]} | lasts)
    assert (
        admin.post("/tokens", data={"name": "odd", "scope": ["calls:read"], "lasts": "x"}).status_code == 422
    )
    told = admin.get("/tokens").text
    assert '<option value="90 days" selected>' in told
    for words in ("expires 18 Feb 2027", "expires 20 Dec 2026", "never expires"):
        assert words in told
    house.pass_time(timedelta(days=31))
    admin.post("/login", data={"email": DANA, "password": PASSWORD})
    told = admin.get("/tokens").text
    assert told.count(">expired</span>") == 1
    assert "expired 20 Dec 2026" in told


def test_the_audit_tells_an_admin_all_and_an_agent_nothing(house: House, admin: TestClient) -> None:
    sam = enter(house, SAM, "agent")
    admin.post("/tokens", data={"name": "pbx", "scope": ["calls:read"]})
    told = admin.get("/audit").text
    for words in ("made a token", "signed in", "invited", SAM):
        assert words in told
    assert "made token" not in admin.get("/audit", params={"who": SAM}).text
    assert sam.get("/audit").status_code == 403


def test_what_somebody_typed_is_shown_as_text(house: House, admin: TestClient) -> None:
    enter(house, SAM, "agent", "<script>alert(1)</script>")
    assert "<script>alert" not in admin.get("/people").text
    assert "&lt;script&gt;alert" in admin.get("/people").text
