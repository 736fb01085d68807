"""The page of hooks: where each is, whether it is set up, its test, and what came in and was refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.session_cookie import NAME
from api.webhooks.hooks import HOOKS
from lifecycle import links, signing_in
from tests.api.house import OLD_SECRET, SECRET, House, open_house
from tests.contracts.callrail_side import CallrailSide
from tests.contracts.hook_provider import PUBLIC_URL
from text.recording_addresses import read_allowed_host

SECRETS = {"secret": "the secret of today 0123456789", "old": "the secret of yesterday 012345"}
CALLRAIL = CallrailSide()


def admin_of(house: House, email: str = "eve@example.com") -> TestClient:
    """Return a browser in which an admin is signed in; the first one of a house may see calls."""
    shelves = house.doors.shelves
    link = links.invite(shelves, email, "admin", by="test")
    account = links.use(shelves, link, email=email, password="a sentence that nobody guesses")
    session = signing_in.open_session(shelves, account.id, email, browser=None)
    return TestClient(house.client.app, headers={"cookie": f"{NAME}={session}"}, follow_redirects=False)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    every = {hook.name: tuple(SECRETS.values()) for hook in HOOKS}
    hosts = (read_allowed_host("app.callrail.com"),)
    with open_house(tmp_path, provider_secrets=every, public_url=PUBLIC_URL, recording_hosts=hosts) as opened:
        yield opened


def test_every_hook_is_shown_with_its_address_and_no_secret(house: House) -> None:
    text = admin_of(house).get("/hooks").text
    for hook in HOOKS:
        assert hook.title in text
        assert f"{PUBLIC_URL}/api/webhooks/{hook.name}" in text
        assert hook.setting in text
    assert text.count("Nothing has come to this hook yet.") == len(HOOKS)
    assert text.count("never used") == 2 * len(HOOKS)
    assert not [one for one in (*SECRETS.values(), SECRET, OLD_SECRET) if one in text]


@pytest.mark.parametrize("name", [hook.name for hook in HOOKS])
def test_a_test_passes_the_door_with_each_secret_and_makes_no_call(house: House, name: str) -> None:
    answer = admin_of(house).post("/hooks/test", data={"hook": name})
    assert "Accepted, test. The signed sample passed every check of the door with each secret" in answer.text
    assert house.client.get("/api/v1/calls").json()["calls"] == []
    shelves = house.doors.shelves
    assert {(one.provider, one.outcome, one.count) for one in shelves.hook_tallies().every()} == {
        (name, "test", 2)
    }
    assert shelves.hook_events().latest(name, most=5) == ()
    assert "accepted, test" in answer.text


def test_a_test_tells_what_is_missing(tmp_path: Path) -> None:
    with open_house(
        tmp_path, hook_secrets=(), recording_hosts=(), provider_secrets={"zoom": ("s" * 20,)}
    ) as house:
        admin = admin_of(house)
        page = admin.get("/hooks").text
        assert "CALLNOTES_PUBLIC_URL" in page
        assert "nowhere yet" in page
        assert page.count("closed, no secret") == len(HOOKS) - 1
        told = {
            "zoom": "recordings may be fetched from nowhere; set CALLNOTES_RECORDING_HOSTS",
            "twilio": "set CALLNOTES_TWILIO_TOKENS",
            "call-recorded": "set CALLNOTES_HOOK_SECRETS",
            "nobody": "There is no such hook",
        }
        for name, why in told.items():
            assert why in admin.post("/hooks/test", data={"hook": name}).text


def test_nobody_else_can_mark_a_delivery_as_a_test(house: House) -> None:
    delivery = CALLRAIL.deliver(CALLRAIL.recorded(), secret=SECRETS["secret"])
    for mark in ("", "1", "true", "é"):
        shown = {**delivery.headers, "callnotes-test": mark}
        headers = [(name.encode(), one.encode()) for name, one in shown.items()]
        house.client.post("/api/webhooks/callrail", content=delivery.body, headers=headers)
    assert len(house.client.get("/api/v1/calls").json()["calls"]) == 1


def test_what_came_in_and_what_was_refused_is_told_without_anything_of_it(house: House) -> None:
    def send(event: dict[str, object], secret: str = SECRETS["secret"]) -> None:
        delivery = CALLRAIL.deliver(event, secret=secret)
        house.client.post("/api/webhooks/callrail", content=delivery.body, headers=dict(delivery.headers))

    send(CALLRAIL.recorded())
    send(CALLRAIL.recorded())
    send(CALLRAIL.post_call(2))
    send(CALLRAIL.recorded(3) | {"recording": "https://elsewhere.example/Kaylah"})
    for _ in range(3):
        send(CALLRAIL.recorded(4), secret="planted secret of nobody")
    send({"resource_id": "planted id"})
    house.pass_time(timedelta(minutes=1))
    text = admin_of(house).get("/hooks").text
    told = r'<span class="badge (\w+)">([^<]+)</span> [^<]+<br><span class="dim">(\d+) times?,'
    rows = re.findall(told, text)
    assert sorted(rows) == [
        ("bad", "refused", "1"),
        ("bad", "refused", "1"),
        ("bad", "refused", "3"),
        ("good", "accepted", "1"),
        ("off", "accepted", "1"),
        ("off", "accepted, again", "1"),
    ]
    deliveries = unescape(text[text.index("The last deliveries, and why") :])
    line = r'<span class="badge \w+">([^<]+)</span> ([^<]+)<br><span class="dim">([^<]+)</span>'
    found = re.findall(line, deliveries)[:6]
    assert [(word, sentence[:21], "3 times since" in when) for word, sentence, when in found] == [
        ("refused", "not in the sender's s", False),
        ("refused", "CallRail's signature ", True),
        ("refused", "The recording's addre", False),
        ("accepted", "no recording yet, so ", False),
        ("accepted, again", "the event came before", False),
        ("accepted", "a new event", False),
    ]
    assert deliveries.count("Show the call") == 2, "of the accepted one, and when it came again"
    assert "Show the call" not in admin_of(house, "fay@example.com").get("/hooks").text, (
        "nor who sees no calls"
    )
    assert "host that is not allowed" in text
    assert "last used" in text
    for planted in ("5125550123", "512-555", "Kaylah", "planted", "elsewhere"):
        assert planted not in text
    everything = b"".join(path.read_bytes() for path in house.folder.rglob("*") if path.is_file())
    assert b"planted" not in everything, "nothing of a refused delivery is on the disk"
