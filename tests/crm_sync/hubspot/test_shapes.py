"""Every request that the adapter can make is made here, and no body lets an unknown key slip through."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pytest

import crm_sync.adapters.hubspot as room
from crm_sync.adapters.hubspot.client import HubSpotClient
from models.crm import CallHints, PartyHints, PutCall, PutNote, PutTask, SetContactField
from models.decided_there import PendingRecord
from tests.contracts.hubspot_world import HubSpotWorld, hubspot_world

_AT: Final = datetime(2026, 11, 20, 14, 5, tzinfo=UTC)
_ASKED: Final = re.compile(r"client\.(\w+)\.(\w+)\(")
_PHONE, _EMAIL = "+12025550143", "m.reed@northwind.example"


class Recorder:
    """One API object of the vendor's client; remembers which of its methods were called."""

    def __init__(self, name: str, real: Any, called: set[str]) -> None:  # noqa: ANN401 - the vendor's, untyped
        self._name, self._real, self._called = name, real, called

    def __getattr__(self, method: str) -> Any:  # noqa: ANN401 - the vendor's, untyped
        self._called.add(f"{self._name}.{method}")
        return getattr(self._real, method)


@pytest.fixture
def world() -> Iterator[HubSpotWorld]:
    with hubspot_world() as world:
        yield world


def recorded(client: HubSpotClient) -> set[str]:
    """Put a recorder before every API object of the client."""
    called: set[str] = set()
    for name, part in list(vars(client).items()):
        if not name.startswith("_"):
            setattr(client, name, Recorder(name, part, called))
    return called


def every_operation(world: HubSpotWorld) -> None:
    """Do all that an adapter can do."""
    adapter, person = world.adapter, world.person
    contact, other = world.add_contact("Martin Reed", phone=_PHONE, email=_EMAIL), world.add_contact("Ann")
    company = person.create("companies", name="Northwind", domain="northwind.example")
    deal = person.create("deals", dealname="Two machines", dealstage="qualified")
    records = world.portal.records
    for kind, record in (("companies", company), ("deals", deal)):
        records.connect(records.get("contacts", contact), records.get(kind, record))
    adapter.probe()
    for kind in ("notes", "tasks"):
        world.portal.schema._properties[kind].pop("cn_review_status")
        world.portal.schema._groups[kind].remove("call_notes")
    adapter.set_up()
    adapter.find_parties(PartyHints(phones=(_PHONE,)))
    adapter.find_parties(PartyHints(emails=(_EMAIL,)))
    adapter.companies("northwind.example")
    adapter.party(contact)
    adapter.create_contact(key="c1:contact", name="Jo Reed", phone=None, email=None)
    adapter.field_values(contact, ("jobtitle",))
    note = PutNote(
        key="c1:note", call_id="c1", title="Notes", body="Said.", status="pending", at=_AT,
        contact_id=contact, company_id=company, deal_id=deal,
    )  # fmt: skip
    task = PutTask(
        key="c1:review", call_id="c1", title="Review", body="Please.", status="review", kind="review",
        owner="jo@example.com", contact_id=contact,
    )  # fmt: skip
    pending = [
        PendingRecord(call_id="c1", kind=kind, external_id=adapter.apply(operation).external_id)
        for kind, operation in (("note", note), ("task", task))
    ]
    owner = world.portal.owners[0]
    world.portal.act_as_user(owner.user_id).set("tasks", pending[1].external_id, cn_review_status="confirmed")
    adapter.decisions(tuple(pending))
    adapter.apply(note.model_copy(update={"status": "live", "body": "Meant.", "contact_id": other}))
    adapter.apply(note.model_copy(update={"status": "rejected", "body": "", "contact_id": other}))
    adapter.find_calls(CallHints(external_ids=("pbx-1",)))
    adapter.find_calls(CallHints(phone=_PHONE, started_at=_AT, contact_id=contact))
    call = PutCall(
        key="c1:call", call_id="c1", title="Call", body="Logged.", status="live", at=_AT, duration_ms=1_000,
        direction="outbound", to_number=_PHONE, disposition="left_voicemail", contact_id=contact,
        company_id=company, deal_id=deal, recording_url="https://pbx.example.com/c1.wav",
    )  # fmt: skip
    adapter.apply(call)
    adapter.apply(call.model_copy(update={"status": "rejected"}))
    adapter.apply(
        SetContactField(
            key="c1:field", call_id="c1", contact_id=contact, name="jobtitle", expected=None, value="Buyer"
        )
    )


def test_every_method_of_the_client_that_the_adapter_names_is_called(world: HubSpotWorld) -> None:
    called = recorded(world.adapter.client)
    every_operation(world)
    named = {
        ".".join(found)
        for path in Path(room.__file__).parent.glob("*.py")
        for found in _ASKED.findall(path.read_text(encoding="utf-8"))
    }
    assert called == named


def test_every_body_that_was_sent_is_refused_with_a_key_that_the_models_do_not_know(
    world: HubSpotWorld,
) -> None:
    world.portal.asked.clear()
    world.portal.limits.search, world.portal.limits.burst = 100, 1_000  # nobody waits here
    every_operation(world)
    assert world.running.routes.unknown == []
    with_body = {(one.method, _shape(one.path)): one for one in world.portal.asked if one.body is not None}
    assert len(with_body) >= 8
    for one in with_body.values():
        target = re.sub(r"^/(\w+)/", r"/crm/\1/2026-09/", one.path)
        answer = world.running.answer(
            one.method, target, json.dumps(one.body | {"unknownKey": 1}).encode(), "pat-test", None
        )
        assert answer.status == 400, one.path
        assert "unknown key unknownKey" in answer.body["message"]


def _shape(path: str) -> str:
    return re.sub(r"/\d+", "/{id}", path)
