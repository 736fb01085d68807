from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.session_cookie import NAME
from lifecycle import links, outgoing, signing_in
from models.outgoing import Came
from pipeline.outgoing import Sender
from tests.api.calls import new_call
from tests.api.house import House, open_house
from text.recording_addresses import read_allowed_host

FORM = {"name": "desk", "url": "https://hooks.example.com/x", "event": ["call.received", "call.failed"]}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    hosts = (read_allowed_host("http://10.0.0.5:9000"),)
    with open_house(tmp_path, outgoing_private_hosts=hosts) as opened:
        yield opened


@pytest.fixture
def admin(house: House) -> TestClient:
    shelves = house.doors.shelves
    first = links.first_link(shelves)
    assert first is not None
    account = links.use(shelves, first, email="eve@example.com", password="correct horse battery")
    house.client.cookies.set(
        NAME, signing_in.open_session(shelves, account.id, account.email, browser="test")
    )
    return house.client


def act(admin: TestClient, what: str, name: str = "desk") -> str:
    return admin.post("/outgoing/change", data={"name": name, "act": what}).text


def test_an_admin_adds_an_endpoint_and_sees_its_secret_once(admin: TestClient, house: House) -> None:
    shown = admin.post("/outgoing", data=FORM).text
    (secret,) = set(re.findall(r"whsec_[A-Za-z0-9+/=]{44}", shown))
    assert secret not in admin.get("/outgoing").text
    assert "https://hooks.example.com/x" in admin.get("/outgoing").text
    entries = house.doors.shelves.audit().entries(action="added_endpoint")
    assert [(one.actor, one.detail) for one in entries] == [("eve@example.com", "desk")]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"url": "http://hooks.example.com/"}, "not https"),
        ({"url": "http://10.0.0.6:9000/"}, "not https"),
        ({"url": "javascript:alert(1)"}, "not a plain URL"),
        ({"event": []}, "one kind of event"),
        ({"name": "Desk <b>"}, "small letters"),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_stays(
    admin: TestClient, change: dict[str, object], told: str
) -> None:
    answer = admin.post("/outgoing", data=FORM | change)
    assert answer.status_code == 422
    assert told in answer.text
    assert "whsec_" not in answer.text
    assert "<b>" not in answer.text


def test_a_host_that_the_operator_named_may_be_private(admin: TestClient) -> None:
    assert admin.post("/outgoing", data=FORM | {"url": "http://10.0.0.5:9000/in"}).status_code == 200


def test_the_page_tests_pauses_resumes_and_removes_and_shows_what_came_back(
    admin: TestClient, house: House
) -> None:
    admin.post("/outgoing", data=FORM)
    call_id = new_call(house)
    sender = Sender(house.doors.shelves, lambda *_: Came("busy", 503, 900.0))
    assert sender.all_due() == 1
    page = admin.get("/outgoing").text
    assert call_id in page
    assert "HTTP 503" in page
    assert "failing" in page
    assert "test event is on its way" in act(admin, "test")
    assert sender.all_due() == 1
    assert "webhook.test" in admin.get("/outgoing").text
    assert "paused by a person" in act(admin, "pause")
    assert "Resumed" in act(admin, "resume")
    assert "whsec_" in act(admin, "rotate")
    assert " and, until it ends, " in admin.get("/outgoing").text
    assert "removed" in act(admin, "remove")
    assert outgoing.every(house.doors.shelves) == ()
    assert "no endpoint with this name" in act(admin, "remove")
    assert "does not know what to do" in act(admin, "explode")
