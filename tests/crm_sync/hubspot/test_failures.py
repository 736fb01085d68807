"""What each of HubSpot's refusals becomes: later by itself, or a sentence that says what to do."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from crm_sync.adapters.hubspot import HubSpotAdapter
from crm_sync.perform import perform
from models.crm import Deal, PartyHints, PutNote, SetContactField
from models.errors import CallNotesError, CrmBusyError, CrmClosedError, CrmRefusedError
from models.hubspot_limits import SECONDLY, TEN_SECONDLY
from tests.contracts.hubspot_world import HubSpotWorld, hubspot_world
from tests.hubspot_gate import OpenGate
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


PATHS = pytest.mark.parametrize("path", ["batch/read", "/notes$"])


@PATHS
@pytest.mark.parametrize(
    ("what", "pause"),
    [
        ("429", (TEN_SECONDLY, 10.0)),
        ("429-secondly", (TEN_SECONDLY, 1.0)),
        ("423", (TEN_SECONDLY, 2.0)),
    ],
)
def test_what_came_too_soon_is_sent_again_after_the_pause_of_its_kind(
    world: HubSpotWorld, what: What, pause: tuple[str, float], path: str
) -> None:
    world.portal.faults.add(what, path=path)
    assert perform(NOTE, adapter=world.adapter, ledger=InMemoryLedger()).status == "pending"
    assert world.gate.pauses == [pause]
    assert [stored.body for stored in world.stored()] == [SECRET]


@PATHS
@pytest.mark.parametrize("what", ["500", "502", "503", "504", "524", "reset", "lost"])
def test_an_outcome_that_nobody_knows_is_looked_up_by_its_key_and_leaves_one_note(
    world: HubSpotWorld, what: What, path: str
) -> None:
    ledger = InMemoryLedger()
    world.portal.faults.add(what, path=path)
    with pytest.raises(CrmBusyError) as raised:
        perform(NOTE, adapter=world.adapter, ledger=ledger)
    assert SECRET not in raised.value.message
    assert world.gate.unanswered_times == 1
    assert perform(NOTE, adapter=world.adapter, ledger=ledger).status == "pending"
    assert [stored.body for stored in world.stored()] == [SECRET]


@pytest.mark.parametrize(
    ("what", "closed", "said"),
    [("429-daily", ("daily_limit", None), "midnight"), ("477", ("moving", 1.0), "being moved")],
)
def test_what_holds_for_the_whole_account_stops_the_asking(
    world: HubSpotWorld, what: What, closed: tuple[str, float | None], said: str
) -> None:
    world.portal.faults.add(what)
    error = told(world)
    assert isinstance(error, CrmClosedError)
    assert said in error.message
    assert world.gate.closed == [closed]


def test_an_answer_that_is_no_json_is_an_outage(world: HubSpotWorld) -> None:
    world.portal.faults.add("html", path="batch/read")
    assert isinstance(told(world), CrmBusyError)


def test_nobody_waits_longer_than_the_time_limit(world: HubSpotWorld) -> None:
    impatient = HubSpotAdapter("pat-test", gate=OpenGate(), url=world.running.address, timeout_s=0.2)
    world.portal.faults.add("slow", path="batch/read", seconds=2)
    began = time.monotonic()
    with pytest.raises(CrmBusyError):
        impatient.party("1")
    assert time.monotonic() - began < 1.5
    impatient.close()


@pytest.mark.parametrize(
    ("what", "said"), [("429", "ten seconds"), ("423", "locked"), ("503", "503"), ("429-secondly", "second")]
)
def test_what_does_not_pass_says_what_the_pause_is_for(world: HubSpotWorld, what: What, said: str) -> None:
    world.portal.faults.add(what, times=3)
    error = told(world)
    assert isinstance(error, CrmBusyError)
    assert said in error.message


def test_a_search_too_many_in_a_second_is_a_pause_of_a_second(world: HubSpotWorld) -> None:
    world.portal.limits.search = 0
    with pytest.raises(CrmBusyError, match="second"):
        world.adapter.find_parties(PartyHints(emails=("m.reed@northwind.example",)))
    assert world.gate.pauses == [(SECONDLY, 1.0)] * 3


def test_a_token_that_expired_or_may_not_write_is_for_the_operator_and_holds_the_work(
    world: HubSpotWorld,
) -> None:
    world.portal.tokens["pat-test"] = frozenset({"crm.objects.contacts.read"})
    assert "scopes" in told(world).message
    world.portal.tokens.clear()
    error = told(world)
    assert isinstance(error, CrmClosedError)
    assert "expired" in error.message
    assert [why for why, _ in world.gate.closed] == ["missing_scopes", "not_let_in"]


def test_each_request_asks_the_gate_and_tells_it_what_was_left(world: HubSpotWorld) -> None:
    before = len(world.portal.asked)
    world.gate.entered.clear()
    world.adapter.find_parties(PartyHints(emails=("m.reed@northwind.example",)))
    world.adapter.apply(NOTE)
    assert len(world.gate.entered) == len(world.portal.asked) - before
    assert world.gate.entered[0] == SECONDLY
    assert set(world.gate.entered[1:]) == {TEN_SECONDLY}
    last = world.gate.told[-1]
    assert (last.requests, last.daily) == (100, 250_000)
    assert last.remaining == 100 - len(world.portal.asked) + 1


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
