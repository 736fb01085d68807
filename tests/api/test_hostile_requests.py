"""Requests that no page of ours sends: other methods, foreign ranges, huge forms, odd paths and letters."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from lifecycle import people
from storage.shelves import open_shelves
from tests.api.calls import staged_call
from tests.api.house import House, open_house
from tests.api.live_server import live_server, talk
from tests.api.test_people_pages import DANA, SAM, enter
from tests.api.test_role_table import TABLE
from tests.databases import BOTH

PATHS = sorted({row.split()[1].replace("/static", "/static/desk.css") for row in TABLE})
SCRIPT = "<script>alert(1)</script>"


def _stranger(house: House) -> TestClient:
    return TestClient(house.client.app, follow_redirects=False)


@pytest.mark.parametrize("method", ["OPTIONS", "TRACE", "HEAD", "PATCH", "DELETE", "PROPFIND"])
def test_other_methods_give_nothing_and_let_no_other_site_in(house: House, method: str) -> None:
    call_id = staged_call(house)
    for path in PATHS:
        answer = _stranger(house).request(method, path.replace("{call_id}", call_id))
        expected = {405} if method != "HEAD" else {200, 303, 307, 401, 404, 405, 503}
        assert answer.status_code in expected | {404}, path
        assert not [name for name in answer.headers if name.startswith("access-control")]
        assert "set-cookie" not in answer.headers


def test_a_foreign_agent_hears_no_part_of_a_recording(house: House) -> None:
    call_id = staged_call(house, agent=DANA)
    sam = enter(house, SAM, "agent")
    for part in ("", "bytes=0-1", "bytes=-1", "bytes=0-0,2-3"):
        for method in ("GET", "HEAD"):
            answer = sam.request(method, f"/calls/{call_id}/audio", headers={"range": part})
            assert answer.status_code == 404
            assert not {"content-range", "accept-ranges"} & set(answer.headers)
            assert b"RIFF" not in answer.content
    assert not house.doors.shelves.audit().entries(call_id=call_id, action="played")


def test_a_role_that_changed_holds_at_once_in_an_open_session(house: House) -> None:
    shelves = house.doors.shelves
    call_id = staged_call(house, agent=DANA, team="blue")
    enter(house, DANA, "admin")
    sam = enter(house, SAM, "manager", "blue")
    statuses = []
    for role, teams in (("manager", ("blue",)), ("manager", ()), ("agent", ("blue",)), ("admin", ())):
        people.change(shelves, SAM, role=role, teams=teams, disabled=False, by=DANA)  # type: ignore[arg-type]  # of the literals above
        pages = (f"/calls/{call_id}", "/audit", "/people")
        statuses.append([sam.get(page, follow_redirects=False).status_code for page in pages])
    assert statuses == [[200, 200, 403], [404, 200, 403], [404, 403, 403], [403, 200, 200]]


def test_no_page_is_kept_by_a_browser_or_a_proxy(house: House) -> None:
    call_id, admin = staged_call(house), enter(house, DANA, "admin")
    for row in TABLE:
        method, path = row.split()
        if method == "GET" and path != "/static":
            path = path.replace("{call_id}", call_id).replace("{form}", "md").replace("{secret}", "x")
            answer = admin.get(path, follow_redirects=False)
            assert "no-store" in answer.headers["cache-control"], path
            assert "frame-ancestors 'none'" in answer.headers["content-security-policy"], path


@pytest.mark.parametrize(
    "path",
    [
        "/static/../templates/base.html", "/static/%2e%2e/templates/base.html", "/static/", "/static/...",
        "/static/..%2ftemplates/base.html", "/static//etc/passwd", "/static/%2fetc%2fpasswd",
        "/static/desk.css%00.html",
    ],
)  # fmt: skip
def test_static_files_are_those_of_their_folder_alone(house: House, path: str) -> None:
    assert _stranger(house).get(path).status_code in {404, 405, 422}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"/{SCRIPT}", 404),
        (f"/calls/{SCRIPT}", 404),
        (f"/calls?after={SCRIPT}", 422),
        ("/welcome/<script>alert(1)", 422),
    ],
)
@pytest.mark.parametrize("wants", ["text/html", "application/json"])
def test_an_error_repeats_nothing_of_what_was_sent(house: House, path: str, status: int, wants: str) -> None:
    answer = enter(house, DANA, "admin").get(path, headers={"accept": wants})
    assert answer.status_code == status
    assert "alert(1)" not in answer.text


def test_what_was_typed_is_shown_again_as_text_alone(house: House) -> None:
    typed = f'"{SCRIPT}@example.com'
    for told in (
        _stranger(house).post("/login", data={"email": typed, "password": "x", "next": f'/"{SCRIPT}'}),
        enter(house, DANA, "admin").get("/calls", params={"q": typed}),
        enter(house, "eve@example.com", "admin").get("/audit", params={"who": typed, "call": typed}),
    ):
        assert "<script>alert" not in told.text
        assert '""' not in told.text.replace('=""', "")


@pytest.mark.parametrize("path", ["/login", "/people", "/logout", "/welcome/x"])
def test_a_form_of_100_megabytes_is_answered_before_it_has_come(house: House, path: str) -> None:
    head = (
        f"POST {path} HTTP/1.1\r\nHost: desk\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {100_000_000}\r\n\r\n"
    )
    with live_server(house.doors) as port:
        status = talk(port, head.encode() + b"a" * 100_000)
        assert status == {"/login": 413, "/welcome/x": 413}.get(path, 303)
        assert talk(port, b"GET /healthz HTTP/1.1\r\nHost: desk\r\n\r\n") == 200


def test_the_fields_of_a_form_are_counted(house: House) -> None:
    many = "&".join(f"a{number}=" for number in range(1000))
    kind = {"content-type": "application/x-www-form-urlencoded"}
    assert _stranger(house).post("/login", content=many, headers=kind).status_code == 422
    assert _stranger(house).post("/login", json={"email": DANA}).status_code == 422


@pytest.fixture(params=BOTH)
def either_house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    url = None if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    shelves = open_shelves(tmp_path / "shelves", database_url=url)
    with open_house(tmp_path / "house", shelves=shelves, contacts=shelves.embedded_crm()) as house:
        yield house
    shelves.database.close()


def test_a_character_that_a_database_cannot_keep_is_the_senders_fault(either_house: House) -> None:
    house, admin = either_house, enter(either_house, DANA, "admin")
    call_id = staged_call(house)
    for path in (
        "/calls/%00", "/calls?q=%00", "/audit?who=%00", "/audit?call=%00", "/crm/contacts/%00",
        "/welcome/%00", "/calls/%00/audio", "/calls/%00/export/md", "/calls/%ff", "/api/v1/calls/%00",
    ):  # fmt: skip
        for client in (admin, house.client):
            assert client.get(path).status_code < 500, path
    for path, form in (
        ("/login", {"email": "\0", "password": "\0"}),
        ("/account/sessions", {"session": "\0"}),
        ("/people", {"email": "a\0@b.example", "role": "agent"}),
        ("/people/change", {"email": DANA, "role": "admin", "teams": "a\0"}),
        ("/tokens", {"name": "\0", "scope": "calls:read"}),
        ("/tokens/revoke", {"name": "\0"}),
        (f"/calls/{call_id}/link", {"contact": "\0"}),
        (f"/calls/{call_id}/link", {"name": "\0"}),
        (f"/calls/{call_id}/decide", {"item": "p1", "verdict": "edit", "text": "\0"}),
    ):
        assert admin.post(path, data=form).status_code < 500, path
    for way, body in (("link", {"by": "\0", "new": True}), ("review", {"by": "\0", "rest": "reject"})):
        assert house.client.post(f"/api/v1/calls/{call_id}/{way}", json=body).status_code < 500, way
