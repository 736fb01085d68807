"""HubSpot's webhook opens to HubSpot's signature alone, and what it says only brings our own look forward."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from api.webhooks.hubspot.signature import decoded
from models.crm import Outcome, PutTask
from storage.looks import RecordKind
from tests.api.calls import staged_call
from tests.api.house import NOW, House, open_house
from tests.hubspot_simulator.webhooks import Delivery, Webhooks

SECRET = "the client secret of the app"
PUBLIC_URL = "https://notes.example.com"
PATH = "/api/webhooks/hubspot"
URL = PUBLIC_URL + PATH
TASK: dict[str, Any] = {"eventId": 1, "objectId": 512, "objectTypeId": "0-27", "propertyValue": "confirmed"}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with open_house(tmp_path, hubspot_webhook_secret=SECRET, public_url=PUBLIC_URL) as opened:
        yield opened


@pytest.fixture(scope="module")
def quiet_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house of which no test changes anything."""
    folder: Path = tmp_path_factory.mktemp("quiet")
    with open_house(folder, hubspot_webhook_secret=SECRET, public_url=PUBLIC_URL) as opened:
        yield opened


@pytest.fixture
def hubspot_app() -> Webhooks:
    """HubSpot's side of the quiet house."""
    return Webhooks(NOW.timestamp, secret=SECRET)


@pytest.fixture
def hubspot(house: House) -> Webhooks:
    return Webhooks(lambda: house.doors.clock().timestamp(), secret=SECRET)


def _send(house: House, delivery: Delivery, path: str = PATH, **changes: str) -> int:
    headers = delivery.headers | {"authorization": ""} | changes
    status: int = house.client.post(path, content=delivery.body, headers=headers).status_code
    return status


def _waits(house: House) -> str:
    """Put a call on the shelves whose review task in HubSpot is number 512, and return its id."""
    call_id = staged_call(house)
    shelves = house.doors.shelves
    task = PutTask(
        key=f"{call_id}:review", call_id=call_id, title="", body="b", status="review", kind="review"
    )
    shelves.ledger().done(task, Outcome(result="applied", external_id="512"), adapter="hubspot")
    assert shelves.looks().enrol("hubspot") == 1
    return call_id


def _due(house: House, kind: RecordKind = "task") -> list[str]:
    return [one.call_id for one in house.doors.shelves.looks().claim(kind)]


def test_a_signed_hint_brings_the_look_forward_and_decides_nothing(house: House, hubspot: Webhooks) -> None:
    call_id = _waits(house)
    assert _due(house) == []
    others = [{"objectId": 512, "objectTypeId": "0-1"}, {"objectId": 99, "objectTypeId": "0-27"}]
    assert _send(house, hubspot.delivery([*others, TASK], URL)) == 204
    assert house.client.get(f"/api/v1/calls/{call_id}").json()["decisions"] == []
    assert _due(house) == [call_id]


def test_a_delivery_that_is_replayed_changes_nothing_and_one_that_comes_again_is_harmless(
    house: House, hubspot: Webhooks
) -> None:
    call_id = _waits(house)
    delivery = hubspot.delivery([TASK], URL)
    assert _send(house, delivery) == 204
    assert _due(house) == [call_id]
    assert _send(house, delivery) == 204
    assert _due(house) == []
    house.pass_time(timedelta(seconds=1))
    assert _send(house, hubspot.delivery([TASK, TASK], URL)) == 204
    assert _due(house) == [call_id]


def test_deliveries_are_counted_and_nothing_of_them_is_kept(house: House, hubspot: Webhooks) -> None:
    delivery = hubspot.delivery([TASK], URL)
    for _ in range(2):
        _send(house, delivery)
    event = house.doors.shelves.hook_events().read("hubspot", delivery.headers["X-HubSpot-Signature-v3"])
    assert (event.body, event.state) == ("", "handled")
    assert 'callnotes_hook_events{state="handled"} 1.0' in house.client.get("/metrics").text


@pytest.mark.parametrize(
    ("age", "status"),
    [
        (timedelta(minutes=4, seconds=59), 204),
        (timedelta(minutes=5, seconds=1), 401),
        (timedelta(seconds=-20), 204),
        (timedelta(seconds=-31), 401),
        (timedelta(hours=-1), 401),
    ],
)
def test_a_signature_holds_for_five_minutes_and_not_from_the_future(
    quiet_house: House, hubspot_app: Webhooks, age: timedelta, status: int
) -> None:
    assert _send(quiet_house, hubspot_app.delivery([TASK], URL, at=(NOW - age).timestamp())) == status


@pytest.mark.parametrize(
    "forged",
    [
        {"X-HubSpot-Signature-v3": "AAAA"},
        {"X-HubSpot-Signature-v3": ""},
        {"X-HubSpot-Signature-v3": "é".encode().decode("latin-1")},
        {"X-HubSpot-Request-Timestamp": ""},
        {"X-HubSpot-Request-Timestamp": "soon"},
        {"X-HubSpot-Request-Timestamp": "9" * 40},
    ],
)
def test_what_is_forged_is_refused(quiet_house: House, hubspot_app: Webhooks, forged: dict[str, str]) -> None:
    delivery = hubspot_app.delivery([TASK], URL)
    shown = delivery.headers | forged
    headers = {name.encode(): value.encode("latin-1") for name, value in shown.items()}
    answer = quiet_house.client.post(PATH, content=delivery.body, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (401, "auth.refused")


def test_another_body_secret_method_or_address_does_not_fit(
    quiet_house: House, hubspot_app: Webhooks
) -> None:
    right = hubspot_app.delivery([TASK], URL)
    assert _send(quiet_house, Delivery(right.body + b" ", right.headers)) == 401
    assert _send(quiet_house, hubspot_app.delivery([TASK], URL, method="GET")) == 401
    assert _send(quiet_house, hubspot_app.delivery([TASK], "https://elsewhere.example" + PATH)) == 401
    hubspot_app.secret = "another secret"
    assert _send(quiet_house, hubspot_app.delivery([TASK], URL)) == 401


def test_without_a_secret_it_is_closed(tmp_path: Path) -> None:
    with open_house(tmp_path) as house:
        hubspot = Webhooks(NOW.timestamp, secret="")
        answer = house.client.post(
            PATH, content=(delivery := hubspot.delivery([TASK], URL)).body, headers=delivery.headers
        )
        assert answer.status_code == 401
        assert "CALLNOTES_HUBSPOT_WEBHOOK_SECRET" in answer.json()["detail"]


def test_without_a_proxy_the_address_of_the_request_counts_with_its_escapes(tmp_path: Path) -> None:
    with open_house(tmp_path, hubspot_webhook_secret=SECRET) as house:
        hubspot = Webhooks(NOW.timestamp, secret=SECRET)
        query = "?to=" + quote("a:b/c?d@e!f$g'h(i)j*k,l;m n", safe="")
        signed = "http://testserver" + PATH + "?to=a:b/c?d@e!f$g'h(i)j*k,l;m%20n"
        assert _send(house, hubspot.delivery([TASK], signed), PATH + query) == 204


@pytest.mark.parametrize("body", [b"", b"{}", b"[1]", b'[{"objectId": "x"}]', b"not JSON", b"\xff"])
def test_a_signed_body_that_is_no_list_of_events_is_a_wrong_input(
    quiet_house: House, hubspot_app: Webhooks, body: bytes
) -> None:
    assert _send(quiet_house, hubspot_app.signed(body, URL)) == 422


def test_only_the_listed_escapes_are_decoded() -> None:
    assert decoded("https://a/%3a%2F%3F%40%21%24%27%28%29%2A%2C%3B") == "https://a/:/?@!$'()*,;"
    assert decoded("https://a/%20%26%3D%25%2B%253A") == "https://a/%20%26%3D%25%2B%253A"


def test_a_call_that_nobody_waits_for_is_no_matter(quiet_house: House, hubspot_app: Webhooks) -> None:
    assert _send(quiet_house, hubspot_app.delivery([TASK] * 100, URL)) == 204
    assert quiet_house.enqueued == []
