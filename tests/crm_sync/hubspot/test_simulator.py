"""The simulator refuses what HubSpot refuses, so that a test that passes on it means something."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest

from tests.hubspot_simulator import Portal, Simulator, simulator

FAMILIES = ("/crm/v3/objects", "/crm/objects/2026-09")


@pytest.fixture
def now() -> list[float]:
    return [1_780_000_000.0]


@pytest.fixture
def running(now: list[float]) -> Iterator[Simulator]:
    with simulator(Portal(clock=lambda: now[0])) as running:
        yield running


def ask(running: Simulator, method: str, path: str, body: Any = None) -> tuple[int, Any]:  # noqa: ANN401 - JSON
    request = urllib.request.Request(  # noqa: S310 - an address on this machine
        running.address + path,
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": "Bearer pat-test", "Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310 - an address on this machine
            return answer.status, json.loads(answer.read() or b"null")
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, json.loads(refused.read())


def contact(running: Simulator, **values: str) -> str:
    status, made = ask(running, "POST", f"{FAMILIES[1]}/contacts", {"associations": [], "properties": values})
    assert status == 201, made
    return str(made["id"])


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize(
    ("path", "body", "told"),
    [
        ("notes", {"properties": {}, "associations": [], "extra": 1}, "unknown key extra"),
        ("notes", {"properties": {"hs_timestamp": 5}, "associations": []}, "is no str"),
        ("notes/batch/upsert", {"inputs": [{"properties": {}}]}, "`id`"),
        ("notes/batch/read", {"inputs": "101"}, "is no list"),
        (
            "tasks/search",
            {"filterGroups": [{"filters": [{"operator": "LIKE", "propertyName": "x"}]}]},
            "operator",
        ),
    ],
)
def test_a_body_of_another_shape_is_refused(
    running: Simulator, family: str, path: str, body: dict[str, Any], told: str
) -> None:
    status, answer = ask(running, "POST", f"{family}/{path}", body)
    assert status == 400
    assert told in answer["message"]


def test_both_families_of_paths_lead_to_one_store(running: Simulator) -> None:
    made = contact(running, firstname="Ann")
    for family in FAMILIES:
        assert ask(running, "GET", f"{family}/contacts/{made}?properties=firstname")[0] == 200
    assert ask(running, "GET", "/crm/v2/objects/contacts/1")[0] == 404
    assert running.routes.unknown == ["GET /crm/v2/objects/contacts/1"]


def test_values_that_do_not_fit_are_told_in_a_list_inside_the_message(running: Simulator) -> None:
    values = {"hs_timestamp": "2026-11-20T10:00:00Z", "hs_task_status": "SOON", "nope": "1"}
    status, answer = ask(running, "POST", f"{FAMILIES[1]}/tasks", {"associations": [], "properties": values})
    assert status == 400
    told = json.loads(answer["message"].partition(": ")[2])
    assert [one["error"] for one in told] == ["INVALID_OPTION", "PROPERTY_DOESNT_EXIST"]


def test_an_email_is_one_contact_and_the_refusal_names_it(running: Simulator) -> None:
    first = contact(running, email="ann@example.com")
    body = {"associations": [], "properties": {"email": "ANN@example.com"}}
    status, answer = ask(running, "POST", f"{FAMILIES[1]}/contacts", body)
    assert (status, answer["message"]) == (409, f"Contact already exists. Existing ID: {first}")


def test_a_dated_version_wants_the_order_of_options_and_an_older_one_does_not(running: Simulator) -> None:
    ask(running, "POST", "/crm/v3/properties/notes/groups", {"name": "g", "label": "G"})
    one = {
        "name": "p", "label": "P", "type": "enumeration", "fieldType": "select", "groupName": "g",
        "options": [{"label": "A", "value": "a", "hidden": False}],
    }  # fmt: skip
    assert ask(running, "POST", "/crm/properties/2026-09/notes", one)[0] == 422
    assert ask(running, "POST", "/crm/v3/properties/notes", one)[0] == 201
    assert ask(running, "POST", "/crm/v3/properties/notes", one)[0] == 409


def test_what_is_missing_in_a_batch_fails_alone(running: Simulator) -> None:
    made = contact(running, firstname="Ann")
    body = {"inputs": [{"id": made}, {"id": "999"}], "properties": [], "propertiesWithHistory": []}
    status, answer = ask(running, "POST", f"{FAMILIES[1]}/contacts/batch/read", body)
    assert status == 207
    assert [one["id"] for one in answer["results"]] == [made]
    assert [(one["category"], one["context"]["ids"]) for one in answer["errors"]] == [
        ("OBJECT_NOT_FOUND", ["999"])
    ]


def test_the_history_tells_who_changed_a_value(running: Simulator, now: list[float]) -> None:
    made = contact(running, jobtitle="Buyer")
    now[0] += 60
    running.portal.act_as_user(9007).set("contacts", made, jobtitle="Head of Buying")
    path = f"{FAMILIES[1]}/contacts/{made}?propertiesWithHistory=jobtitle"
    versions = ask(running, "GET", path)[1]["propertiesWithHistory"]["jobtitle"]
    assert [(one["value"], one["sourceType"], one.get("updatedByUserId")) for one in versions] == [
        ("Head of Buying", "CRM_UI", 9007),
        ("Buyer", "INTEGRATION", None),
    ]


def test_search_lags_and_reading_does_not(running: Simulator, now: list[float]) -> None:
    running.portal.search.lag_s = 30
    made = contact(running, email="ann@example.com")
    wanted = {"filters": [{"propertyName": "email", "operator": "EQ", "value": "ann@example.com"}]}
    path = f"{FAMILIES[1]}/contacts/search"
    assert ask(running, "POST", path, {"filterGroups": [wanted]})[1]["total"] == 0
    assert ask(running, "GET", f"{FAMILIES[1]}/contacts/{made}")[0] == 200
    now[0] += 31
    assert ask(running, "POST", path, {"filterGroups": [wanted]})[1]["total"] == 1


def test_the_hundred_and_first_request_in_ten_seconds_is_refused_and_counted(
    running: Simulator, now: list[float]
) -> None:
    statuses = [ask(running, "GET", "/crm/v3/owners/")[0] for _ in range(101)]
    assert statuses == [200] * 100 + [429]
    assert running.portal.limits.refused == {"TEN_SECONDLY_ROLLING": 1}
    assert ask(running, "POST", "/crm/v3/objects/contacts/search", {})[0] == 200
    now[0] += 11
    assert ask(running, "GET", "/crm/v3/owners/")[0] == 200


def test_an_association_is_seen_from_both_sides_and_made_once(running: Simulator) -> None:
    person, deal = (
        contact(running, firstname="Ann"),
        running.portal.act_as_user().create("deals", dealname="D"),
    )
    path = f"/crm/objects/2026-09/contacts/{person}/associations/default/deals/{deal}"
    assert [ask(running, "PUT", path)[0] for _ in range(2)] == [200, 200]
    back = ask(running, "GET", f"/crm/v4/objects/deals/{deal}/associations/contacts")[1]["results"]
    assert [(one["toObjectId"], one["associationTypes"][0]["typeId"]) for one in back] == [(int(person), 3)]
    assert ask(running, "PUT", path.replace(f"deals/{deal}", "deals/999"))[0] == 404


def test_events_are_signed_over_method_address_body_and_time(running: Simulator) -> None:
    contact(running, firstname="Ann")
    uri = "https://desk.example/hooks/hubspot"
    (delivery,) = running.portal.webhooks.take(uri)
    stamp = delivery.headers["X-HubSpot-Request-Timestamp"]
    signed = b"POST" + uri.encode() + delivery.body + stamp.encode()
    code = hmac.new(b"client-secret", signed, hashlib.sha256).digest()
    assert base64.b64encode(code).decode() == delivery.headers["X-HubSpot-Signature-v3"]
    kinds = [event["subscriptionType"] for event in json.loads(delivery.body)]
    assert kinds == ["object.propertyChange", "object.creation"]
    assert running.portal.webhooks.take(uri) == []


def test_by_hand_one_looks_acts_as_a_user_and_makes_an_outage(running: Simulator) -> None:
    status, made = ask(
        running, "POST", "/simulator/act", {"kind": "contacts", "values": {"lastname": "Reed"}}
    )
    assert status == 200
    changed = {"kind": "contacts", "id": made["id"], "values": {"lastname": "Rede"}, "source": "IMPORT"}
    ask(running, "POST", "/simulator/act", changed)
    ask(running, "POST", "/simulator/faults", {"what": "503", "times": 1000})
    assert ask(running, "GET", f"/crm/v3/objects/contacts/{made['id']}")[0] == 503
    ask(running, "DELETE", "/simulator/faults")
    assert ask(running, "GET", f"/crm/v3/objects/contacts/{made['id']}")[0] == 200
    ask(running, "POST", "/simulator/act", {"kind": "contacts", "id": made["id"], "delete": True})
    (contact,) = ask(running, "GET", "/simulator/records")[1]["contacts"]
    assert (contact["archived"], contact["values"]["lastname"]) == (True, "Rede")
    assert ask(running, "POST", "/simulator/act", {"id": "1"})[0] == 400
    assert ask(running, "POST", "/simulator/nothing")[0] == 404
