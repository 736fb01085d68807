"""What people do with accounts, sessions and tokens stands in the audit log exactly once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from tests.api.test_people_pages import DANA, PASSWORD
from tests.api.watched_desk import Act, Desk, open_desk

OTHER_PASSWORD: Final = "another sentence that nobody guesses"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with open_desk(tmp_path_factory.mktemp("desk")) as opened:
        yield opened


def _browser(desk: Desk) -> TestClient:
    return TestClient(desk.house.client.app)


def _signed_in(desk: Desk) -> str:
    form = {"email": " DANA@example.com", "password": PASSWORD}
    desk.post_as(_browser(desk), "/login", **form)
    return DANA


def _failed(email: str) -> Act:
    def act(desk: Desk) -> None:
        desk.begins()
        told = _browser(desk).post("/login", data={"email": email, "password": OTHER_PASSWORD})
        assert told.status_code == 401

    return act


def _signed_out(desk: Desk) -> str:
    browser, email = desk.person()
    desk.begins()
    for _ in range(2):
        browser.post("/logout")
    return email


def _changed_password(desk: Desk) -> str:
    browser, email = desk.person()
    desk.post_as(browser, "/account/password", old=PASSWORD, new=OTHER_PASSWORD)
    return email


def _failed_to_change(desk: Desk) -> str:
    browser, email = desk.person()
    desk.begins()
    form = {"old": OTHER_PASSWORD, "new": OTHER_PASSWORD}
    assert browser.post("/account/password", data=form).status_code == 401
    return email


def _ended_one(desk: Desk) -> str:
    browser, email = desk.person()
    named = re.search(r'name="session" value="(\w+)"', browser.get("/account").text)
    assert named is not None
    desk.begins()
    for by in (desk.admin, browser, browser):  # an admin's form ends no session of somebody else
        by.post("/account/sessions", data={"session": named[1]}, follow_redirects=False)
    return email


def _ended_all(desk: Desk) -> str:
    _, email = desk.person()
    desk.post("/people/sign-out", email=email)
    return email


def _invited(desk: Desk) -> str:
    email = f"guest{next(desk.numbers)}@example.com"
    desk.post("/people", email=email.upper(), role="manager")
    return email


def _invited_into_teams(desk: Desk) -> str:
    email = f"guest{next(desk.numbers)}@example.com"
    desk.post("/people", email=email, role="agent", teams="blue, red")
    return email


def _ended_invitation(desk: Desk) -> str:
    email = f"guest{next(desk.numbers)}@example.com"
    desk.post("/people", email=email, role="agent")
    desk.begins()
    for _ in range(2):
        desk.admin.post("/people/end-link", data={"email": email}, follow_redirects=False)
    return email


def _made_account(desk: Desk) -> str:
    email = f"guest{next(desk.numbers)}@example.com"
    shown = desk.admin.post("/people", data={"email": email, "role": "agent"}).text
    link = re.search(r"/welcome/[\w-]+", shown)
    assert link is not None
    desk.post_as(_browser(desk), link[0], password=PASSWORD)
    assert desk.noted()[-1].action == "signed_in"
    return email


def _given_link(desk: Desk) -> str:
    _, email = desk.person()
    desk.post("/people/link", email=email)
    return email


def _used_link(desk: Desk) -> str:
    _, email = desk.person()
    link = re.search(r"/welcome/[\w-]+", desk.admin.post("/people/link", data={"email": email}).text)
    assert link is not None
    desk.post_as(_browser(desk), link[0], password=OTHER_PASSWORD)
    assert desk.noted()[-1].action == "signed_in"
    return email


def _changed(**form: str) -> Act:
    def act(desk: Desk) -> str:
        _, email = desk.person()
        desk.post("/people/change", **{"email": email, "role": "agent", "teams": ""} | form)
        return email

    return act


def _opened(desk: Desk) -> str:
    _, email = desk.person()
    desk.post("/people/change", email=email, role="agent", teams="", disabled="yes")
    desk.post("/people/change", email=email, role="agent", teams="")
    return email


def _made_token(desk: Desk) -> str:
    name = f"token{next(desk.numbers)}"
    desk.post("/tokens", name=name, scope="calls:read")
    return name


def _revoked_token(desk: Desk) -> str:
    name = _made_token(desk)
    desk.begins()
    for _ in range(2):
        desk.admin.post("/tokens/revoke", data={"name": name}, follow_redirects=False)
    return name


#: what, who (`*`: the person that the act is about), detail with `*` in its place, the act
ACTS: Final[list[tuple[str, str, str | None, Act]]] = [
    ("signed_in", DANA, None, _signed_in),
    ("failed_to_sign_in", DANA, None, _failed(DANA)),
    ("failed_to_sign_in", "unknown", None, _failed(PASSWORD)),
    ("signed_out", "*", None, _signed_out),
    ("changed_password", "*", None, _changed_password),
    ("failed_to_change_password", "*", None, _failed_to_change),
    ("ended_a_session", "*", "session_", _ended_one),
    ("ended_every_session", DANA, "*", _ended_all),
    ("invited", DANA, "* as manager", _invited),
    ("invited", DANA, "* as agent in blue, red", _invited_into_teams),
    ("ended_the_invitation", DANA, "*", _ended_invitation),
    ("made_the_account", "*", "agent, by a one-time link", _made_account),
    ("made_a_password_link", DANA, "*", _given_link),
    ("changed_password", "*", "by a one-time link", _used_link),
    ("changed_the_role", DANA, "*: agent to manager", _changed(role="manager")),
    ("set_the_teams", DANA, "*: blue, red", _changed(teams="red, blue")),
    ("closed_the_account", DANA, "*", _changed(disabled="yes")),
    ("opened_the_account", DANA, "*", _opened),
    ("made_token", DANA, "*", _made_token),
    ("revoked_token", DANA, "*", _revoked_token),
]


@pytest.mark.parametrize(("action", "who", "detail", "act"), ACTS, ids=[one[0] for one in ACTS])
def test_an_act_with_an_account_is_noted_once(
    desk: Desk, action: str, who: str, detail: str | None, act: Act
) -> None:
    whom = act(desk) or ""
    line, *more = desk.noted()
    assert {one.action for one in more} <= {"signed_in"}, "a link that was used opens a session"
    assert line.action == action
    assert (line.actor, line.door, line.for_whom, line.call_id) == (
        who.replace("*", whom),
        "page",
        None,
        None,
    )
    assert (line.detail or "").startswith((detail or "").replace("*", whom))
    assert (line.detail is None) == (detail is None)
    assert line.at == desk.house.moment[0]


def test_saving_a_person_as_is_is_no_act(desk: Desk) -> None:
    _, email = desk.person()
    desk.post("/people/change", email=email, role="agent", teams="")
    assert not desk.noted()


def test_no_password_and_nothing_typed_for_an_address_stands_in_the_log(desk: Desk) -> None:
    with desk.house.doors.shelves.database.reading() as session:
        rows = [str(row) for row in session.execute(text("SELECT * FROM audit_log"))]
    assert len(rows) > len(ACTS)
    assert not [row for row in rows for word in (PASSWORD, OTHER_PASSWORD) if word in row]
