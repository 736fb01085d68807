"""What goes beyond a role is given by another admin, seen, noted, and taken back at once."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from lifecycle import grants, links, people, tokens
from models.access import GRANTS_OF_SCOPE, Actor, Role
from models.errors import InputError
from tests.api.calls import staged_call, without_id
from tests.api.house import House
from tests.api.test_people_pages import DANA, SAM, enter

EVE, FAY = "eve@example.com", "fay@example.com"


@pytest.fixture
def dana(house: House) -> TestClient:
    return enter(house, DANA, "admin")


def test_the_first_account_sees_calls_and_the_page_says_why(house: House, dana: TestClient) -> None:
    call_id = staged_call(house)
    assert dana.get(f"/calls/{call_id}").status_code == 200
    assert "The first account of a new house is granted this" in dana.get("/people").text
    noted = [one for one in house.doors.shelves.audit().entries() if one.action == "granted"]
    assert [(one.actor, one.detail) for one in noted] == [(DANA, f"{DANA}: calls")]


def test_an_admin_sees_no_call_until_another_admin_grants_it(house: House, dana: TestClient) -> None:
    call_id, eve = staged_call(house, agent=EVE), enter(house, EVE, "admin")
    assert eve.get("/").url.path == "/people"
    met = eve.get(f"/calls/{call_id}")
    assert met.status_code == 403
    assert "seeing calls was not granted to you" in met.text
    assert call_id not in eve.get("/audit").text + eve.get("/ledger").text
    form = {"email": EVE, "grant": "calls"}
    refused = eve.post("/people/grant", data=form)
    assert refused.status_code == 422
    assert "Nobody grants anything to themselves" in refused.text
    assert "Granted: eve@example.com" in dana.post("/people/grant", data=form).text
    assert eve.get(f"/calls/{call_id}").status_code == 200
    assert "The grant is taken back" in dana.post("/people/take-back", data=form).text
    assert eve.get(f"/calls/{call_id}").status_code == 403
    told = dana.get("/audit").text
    assert "took back the grant" in told
    assert f"{EVE}: calls" in told


def test_an_auditor_hears_and_sees_what_is_personal_only_with_the_grant(
    house: House, dana: TestClient
) -> None:
    call_id, fay = staged_call(house, customer="+15125550123"), enter(house, FAY, "auditor")
    page, audio = f"/calls/{call_id}", f"/calls/{call_id}/audio"
    assert "512" not in without_id(fay.get(page).text, call_id)
    assert fay.get(audio).status_code == 403
    dana.post("/people/grant", data={"email": FAY, "grant": "personal"})
    assert "512-555" in fay.get(page).text
    assert fay.get(audio).status_code == 200
    assert fay.post(f"/calls/{call_id}/retry").status_code == 403
    dana.post("/people/take-back", data={"email": FAY, "grant": "personal"})
    assert fay.get(audio).status_code == 403


@pytest.mark.parametrize(
    ("email", "grant"),
    [
        (SAM, "calls"),
        (SAM, "personal"),
        (FAY, "calls"),
        (DANA, "personal"),
        (FAY, "x"),
        ("no@example.com", "calls"),
    ],
)
def test_a_grant_is_for_its_role_alone(house: House, dana: TestClient, email: str, grant: str) -> None:
    enter(house, SAM, "agent")
    enter(house, FAY, "auditor")
    before = people.everybody(house.doors.shelves)
    assert dana.post("/people/grant", data={"email": email, "grant": grant}).status_code == 422
    assert people.everybody(house.doors.shelves) == before


def test_another_role_ends_the_grant_for_good(house: House, dana: TestClient) -> None:
    shelves = house.doors.shelves
    enter(house, FAY, "auditor")
    dana.post("/people/grant", data={"email": FAY, "grant": "personal"})
    roles: tuple[Role, ...] = ("agent", "auditor")
    for role in roles:
        people.change(shelves, FAY, role=role, teams=(), disabled=False, by=DANA)
    fay = next(one for one in people.everybody(shelves) if one.email == FAY)
    assert (fay.role, fay.grants) == ("auditor", ())


def test_no_token_shows_an_admin_what_the_admin_may_not_see(house: House, dana: TestClient) -> None:
    eve = enter(house, EVE, "admin")
    shelves = house.doors.shelves
    for at, scope in enumerate(GRANTS_OF_SCOPE):
        shows = scope in {"calls:read", "personal:read", "calls:decide", "calls:erase", "audit:read"}
        answer = eve.post("/tokens", data={"name": f"t{at}", "scope": [scope]})
        assert answer.status_code == (422 if shows else 200), scope
        assert dana.post("/tokens", data={"name": f"d{at}", "scope": [scope]}).status_code == 200
    assert len(tokens.every_token(shelves)) == 2 + len(GRANTS_OF_SCOPE)


def test_a_lead_sees_the_teams_calls_and_signs_nothing_off(house: House, dana: TestClient) -> None:
    call_id = staged_call(house, team="blue")
    lea, leo = enter(house, SAM, "lead", "blue"), enter(house, FAY, "lead", "red")
    assert lea.get(f"/calls/{call_id}").status_code == 200
    assert leo.get(f"/calls/{call_id}").status_code == 404
    assert lea.post(f"/calls/{call_id}/sign-off").status_code == 403
    assert lea.get("/audit").status_code == 403


def test_who_stands_at_the_machine_may_grant_to_whom_nobody_else_can(house: House) -> None:
    shelves = house.doors.shelves
    links.use(shelves, links.first_link(shelves) or "", email=DANA, password="a sentence that nobody guesses")
    operator = Actor(name=DANA, door="command_line")
    grants.take_back(shelves, DANA, "calls", actor=operator)
    grants.take_back(shelves, DANA, "calls", actor=operator)
    assert people.everybody(shelves)[0].grants == ()
    grants.give(shelves, f" {DANA.upper()}", "calls", actor=operator)
    assert [one.name for one in people.everybody(shelves)[0].grants] == ["calls"]
    with pytest.raises(InputError, match="no account"):
        grants.give(shelves, "nobody@example.com", "calls", actor=operator)
    assert [one.action for one in shelves.audit().entries(action="took_back_the_grant")] == [
        "took_back_the_grant"
    ]
