"""What each of HubSpot's refusals becomes: later by itself, or a sentence that says what to do."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import get_args

import pytest

from crm_sync.adapters.hubspot import HubSpotAdapter
from crm_sync.perform import perform
from models.crm import Deal, PartyHints, PutNote, SetContactField
from models.errors import CallNotesError, CrmBusyError, CrmRefusedError
from tests.contracts.hubspot_world import HubSpotWorld, hubspot_world
from tests.hubspot_simulator import Portal
from tests.hubspot_simulator.faults import What
from tests.in_memory_ledger import InMemoryLedger

SECRET = "Martin Reed wants a refund of 4,000"
NOTE = PutNote(
    key="c1:note",
    call_id="c1",
    title="Call notes",
    body=SECRET,
    status="pending",
    at=datetime(2026, 11, 20, 14, 5, tzinfo=UTC),
)


@pytest.fixture
def world() -> Iterator[HubSpotWorld]:
    with hubspot_world() as world:
        yield world


def told(world: HubSpotWorld, operation: PutNote | SetContactField = NOTE) -> CallNotesError:
    with pytest.raises(CallNotesError) as raised:
        world.adapter.apply(operation)
    assert SECRET not in raised.value.message
    return raised.value


@pytest.mark.parametrize("what", [what for what in get_args(What) if what not in {"slow", "html"}])
@pytest.mark.parametrize("path", ["batch/read", "batch/upsert", "associations"])
def test_whatever_passes_by_itself_is_tried_again_and_leaves_one_note(
    world: HubSpotWorld, what: What, path: str
) -> None:
    ledger = InMemoryLedger()
    world.portal.faults.add(what, path=path)
    with pytest.raises(CrmBusyError) as raised:
        perform(NOTE, adapter=world.adapter, ledger=ledger)
    assert SECRET not in raised.value.message
    assert perform(NOTE, adapter=world.adapter, ledger=ledger).status == "pending"
    assert [stored.body for stored in world.stored()] == [SECRET]


def test_an_answer_that_is_no_json_is_an_outage(world: HubSpotWorld) -> None:
    world.portal.faults.add("html", path="batch/read")
    assert isinstance(told(world), CrmBusyError)


def test_nobody_waits_longer_than_the_time_limit(world: HubSpotWorld) -> None:
    impatient = HubSpotAdapter("pat-test", url=world.running.address, timeout_s=0.2)
    world.portal.faults.add("slow", path="batch/read", seconds=2)
    began = time.monotonic()
    with pytest.raises(CrmBusyError):
        impatient.party("1")
    assert time.monotonic() - began < 1.5
    impatient.close()


@pytest.mark.parametrize(
    ("what", "said"),
    [("429", "ten seconds"), ("429-daily", "midnight"), ("423", "locked"), ("477", "moving"), ("503", "503")],
)
def test_a_pause_says_what_it_is_for(world: HubSpotWorld, what: What, said: str) -> None:
    world.portal.faults.add(what)
    assert said in told(world).message


def test_a_search_too_many_in_a_second_is_a_pause(world: HubSpotWorld) -> None:
    world.portal.limits.search = 0
    with pytest.raises(CrmBusyError, match="second"):
        world.adapter.find_parties(PartyHints(emails=("m.reed@northwind.example",)))


def test_a_token_that_expired_or_may_not_write_is_for_the_operator(world: HubSpotWorld) -> None:
    world.portal.tokens["pat-test"] = frozenset({"crm.objects.contacts.read"})
    assert "scopes" in told(world).message
    world.portal.tokens.clear()
    error = told(world)
    assert isinstance(error, CrmRefusedError)
    assert "CALLNOTES_HUBSPOT_TOKEN" in error.message


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("no_such_property", "x", "crm setup"),
        ("hs_object_id", "1", "template"),
        ("email", "taken@northwind.example", "already has"),
        ("jobtitle", "lower case", "rule"),
    ],
)
def test_a_value_that_hubspot_never_takes_is_refused_in_one_sentence(
    world: HubSpotWorld, name: str, value: str, said: str
) -> None:
    world.add_contact("Ann Reed", email="taken@northwind.example")
    contact = world.add_contact("Martin Reed")
    world.portal.rules[("contacts", "jobtitle")] = "[A-Z].*"
    held = world.adapter.field_values(contact, (name,))[name]
    error = told(
        world,
        SetContactField(
            key="c1:field:c1", call_id="c1", contact_id=contact, name=name, expected=held, value=value
        ),
    )
    assert isinstance(error, CrmRefusedError)
    assert said in error.message
    assert value not in error.message or len(value) == 1


def test_a_portal_that_was_not_set_up_says_so() -> None:
    portal = Portal()
    with hubspot_world(portal) as world:
        for kind in ("notes", "tasks"):
            portal.schema._properties[kind].pop("cn_external_id")
        assert isinstance(told(world), CrmRefusedError)


def test_a_contact_that_was_merged_answers_under_both_of_its_ids(world: HubSpotWorld) -> None:
    kept, gone = world.add_contact("Martin Reed", phone="+12025550143"), world.add_contact("M Reed")
    world.person.merge("contacts", kept, gone)
    found = world.adapter.party(gone)
    assert found is not None
    assert found.contact_id == kept


def test_a_closed_deal_is_not_one_to_attach_to(world: HubSpotWorld) -> None:
    contact, records = world.add_contact("Martin Reed"), world.portal.records
    stages = ("qualified", "closedwon")
    deals = [world.person.create("deals", dealname=stage, dealstage=stage) for stage in stages]
    for deal in deals:
        records.connect(records.get("contacts", contact), records.get("deals", deal))
    found = world.adapter.party(contact)
    assert found is not None
    assert found.deals == (Deal(id=deals[0], title="qualified"),)


def test_a_rejected_note_goes_to_the_recycle_bin_once(world: HubSpotWorld) -> None:
    first = world.adapter.apply(NOTE)
    rejected = NOTE.model_copy(update={"status": "rejected", "body": "Rejected."})
    assert world.adapter.apply(rejected).external_id == first.external_id
    assert list(world.portal.records.live("notes")) == []
    assert world.adapter.apply(rejected).result == "already_applied"
    assert len(world.portal.records.everything("notes")) == 1


def test_eight_threads_use_one_connection_each_at_most(world: HubSpotWorld) -> None:
    from concurrent.futures import ThreadPoolExecutor

    before = world.running.connections
    notes = [NOTE.model_copy(update={"key": f"c{n}:note", "call_id": f"c{n}"}) for n in range(12)]
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(world.adapter.apply, notes))
    assert world.running.connections - before <= 8
