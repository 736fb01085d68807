"""A stranger at the door: planted cookies, ways out after signing in, links that are over, what time says."""

from __future__ import annotations

import re
import time
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from lifecycle import links, people, signing_in
from tests.api.house import House
from tests.api.test_people_pages import DANA, PASSWORD, SAM, enter

FORM = {"email": DANA, "password": PASSWORD}


def _browser(house: House, base_url: str = "https://desk.example", **cookies: str) -> TestClient:
    browser = TestClient(house.client.app, base_url=base_url, follow_redirects=False)
    browser.headers["cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
    return browser


def test_a_session_that_was_planted_is_never_taken_over(house: House) -> None:
    enter(house, DANA, "admin")
    planted = "a-secret-that-the-attacker-knows"
    for base_url, name in (
        ("http://desk.example", "callnotes_session"),
        ("https://desk.example", "__Host-callnotes_session"),
    ):
        answer = _browser(house, base_url, **{name: planted}).post("/login", data=FORM)
        assert answer.status_code == 303
        assert planted not in answer.headers["set-cookie"]
        assert _browser(house, base_url, **{name: planted}).get("/calls").status_code == 303
        assert signing_in.who(house.doors.shelves, planted) is None


def test_over_https_the_cookie_is_bound_to_this_host_and_no_other_name_is_taken(house: House) -> None:
    enter(house, DANA, "admin")
    given = _browser(house).post("/login", data=FORM).headers["set-cookie"]
    assert re.fullmatch(
        r"__Host-callnotes_session=[\w-]{43}; HttpOnly; Max-Age=604800; Path=/; SameSite=lax; Secure", given
    )
    secret = given.partition("=")[2].partition(";")[0]
    assert _browser(house, **{"__Host-callnotes_session": secret}).get("/calls").status_code == 200
    assert _browser(house, callnotes_session=secret).get("/calls").status_code == 303


def test_signing_in_anew_and_out_leaves_no_session_open_behind(house: House) -> None:
    enter(house, DANA, "admin")
    first = _browser(house).post("/login", data=FORM).headers["set-cookie"].partition(";")[0]
    old = dict([first.split("=", 1)])
    answer = _browser(house, **old).post("/login", data=FORM)
    assert _browser(house, **old).get("/calls").status_code == 303
    new = dict([answer.headers["set-cookie"].partition(";")[0].split("=", 1)])
    assert _browser(house, **new).get("/calls").status_code == 200
    gone = _browser(house, **new).post("/logout").headers["set-cookie"]
    assert gone.startswith('__Host-callnotes_session="";')
    assert "Max-Age=0" in gone
    assert "Secure" in gone
    assert _browser(house, **new).get("/calls").status_code == 303


@pytest.mark.parametrize(
    "goal",
    [
        "//evil.example", "///evil.example", "/\\evil.example", "\\/evil.example", "https://evil.example",
        "https:evil.example", "javascript:alert(1)", " //evil.example", "/\t/evil.example", "",
        "/\n/evil.example", "\t//evil.example", "evil.example", "@evil.example", "/\x00/evil.example",
        "/\u2028/evil.example",
    ],
)  # fmt: skip
def test_nobody_is_sent_elsewhere_after_signing_in(house: House, goal: str) -> None:
    enter(house, DANA, "admin")
    answer = _browser(house).post("/login", data=FORM | {"next": goal})
    assert answer.headers["location"] == "/"
    shown = _browser(house).get("/login", params={"next": goal}).text
    assert 'name="next" value="/"' in shown


def test_who_wanted_a_page_is_brought_there_with_its_filters(house: House) -> None:
    enter(house, DANA, "admin")
    sent = _browser(house).get("/calls?q=a%26b&show=failed").headers["location"]
    assert sent == "/login?next=/calls%3Fq%3Da%2526b%26show%3Dfailed"
    goal = re.search(r'name="next" value="([^"]+)"', _browser(house).get(sent).text)
    assert goal is not None
    answer = _browser(house).post("/login", data=FORM | {"next": goal[1].replace("&amp;", "&")})
    assert answer.headers["location"] == "/calls?q=a%26b&show=failed"


@pytest.mark.usefixtures("dear_passwords")
def test_time_does_not_tell_whether_there_is_an_account(house: House) -> None:
    enter(house, DANA, "admin")
    enter(house, SAM, "agent")
    people.change(house.doors.shelves, SAM, role="agent", teams=(), disabled=True, by=DANA)
    took: dict[str, float] = {}
    for _ in range(4):
        for email in (DANA, SAM, "nobody@example.com", "no address"):
            began = time.perf_counter()
            assert _browser(house).post("/login", data={"email": email, "password": "x"}).status_code == 401
            took[email] = min(took.get(email, 9.0), time.perf_counter() - began)
    assert max(took.values()) < 5 * min(took.values()), took


def test_a_one_time_link_is_over_after_three_days_and_after_its_use(house: House) -> None:
    shelves = house.doors.shelves
    secret = links.invite(shelves, SAM, "agent", by=DANA)
    house.pass_time(timedelta(days=3))
    assert _browser(house).get(f"/welcome/{secret}").status_code == 422
    assert _browser(house).post(f"/welcome/{secret}", data={"password": PASSWORD}).status_code == 422
    fresh = links.invite(shelves, SAM, "agent", by=DANA)
    assert _browser(house).post(f"/welcome/{fresh}", data={"password": PASSWORD}).status_code == 303
    for method in ("GET", "POST"):
        answer = _browser(house).request(method, f"/welcome/{fresh}", data={"password": PASSWORD + "!"})
        assert answer.status_code == 422
        assert "set-cookie" not in answer.headers


def test_an_invitation_makes_the_account_that_it_is_for_and_no_other(house: House) -> None:
    secret = links.invite(house.doors.shelves, SAM, "agent", by=DANA)
    form = {"email": "eve@example.com", "role": "admin", "password": PASSWORD}
    _browser(house).post(f"/welcome/{secret}", data=form)
    assert [(one.email, one.role) for one in people.everybody(house.doors.shelves)] == [(SAM, "agent")]


@pytest.mark.parametrize("left", [{"role": "agent"}, {"role": "admin", "disabled": "yes"}])
def test_who_is_no_admin_any_more_has_no_link_left_to_come_back_by(
    house: House, left: dict[str, str]
) -> None:
    admin, eve = enter(house, DANA, "admin"), enter(house, "eve@example.com", "admin")
    shown = eve.post("/people", data={"email": "back@example.com", "role": "admin"}).text
    link = re.search(r"/welcome/[\w-]+", shown)
    assert link is not None
    admin.post("/people/change", data={"email": "eve@example.com", "teams": ""} | left)
    assert _browser(house).post(link[0], data={"password": PASSWORD}).status_code == 422
    assert eve.get("/people", follow_redirects=False).status_code in {303, 403}


def test_a_closed_account_gets_no_link_and_its_old_one_is_over(house: House) -> None:
    admin = enter(house, DANA, "admin")
    enter(house, SAM, "agent")
    old = links.reset(house.doors.shelves, SAM, by=DANA)
    admin.post("/people/change", data={"email": SAM, "role": "agent", "teams": "", "disabled": "yes"})
    assert _browser(house).post(f"/welcome/{old}", data={"password": PASSWORD}).status_code == 422
    assert admin.post("/people/link", data={"email": SAM}).status_code == 422


def test_a_new_password_ends_the_links_to_another_one(house: House) -> None:
    sam = enter(house, SAM, "agent")
    link = links.reset(house.doors.shelves, SAM, by=DANA)
    sam.post("/account/password", data={"old": PASSWORD, "new": PASSWORD + "!"})
    assert _browser(house).get(f"/welcome/{link}").status_code == 422
