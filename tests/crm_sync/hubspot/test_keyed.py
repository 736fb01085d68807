"""Where notes and tasks take no unique property, a lost answer makes no second one, though search lags."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from crm_sync.adapters.hubspot import HubSpotAdapter
from crm_sync.adapters.hubspot.keyed import INDEXED_AFTER_S
from crm_sync.adapters.hubspot.portal_schema import KEY
from models.crm import PutNote, PutTask
from models.errors import CrmBusyError
from tests.contracts.hubspot_world import HubSpotWorld, hubspot_world
from tests.hubspot_gate import OpenGate
from tests.hubspot_simulator import Portal

AT = datetime(2026, 11, 20, 14, 5, tzinfo=UTC)
NOTE = PutNote(key="c1:note", call_id="c1", title="Call notes", body="Text", status="pending", at=AT)


@dataclass
class Clock:
    """The time of the portal and of the adapter; it passes when somebody waits."""

    now: float = AT.timestamp()
    waited: float = 0.0

    def __call__(self) -> float:
        return self.now

    def pause(self, seconds: float) -> None:
        self.now += seconds
        self.waited += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def world(clock: Clock) -> Iterator[HubSpotWorld]:
    with hubspot_world(Portal(unique_on_activities=False, clock=clock)) as world:
        world.portal.search.lag_s = INDEXED_AFTER_S / 2
        yield world


@pytest.fixture
def anew(world: HubSpotWorld, clock: Clock) -> Iterator[HubSpotAdapter]:
    """The adapter of a process that was started after the first one was killed; it remembers nothing."""
    adapter = HubSpotAdapter(
        "pat-test", gate=OpenGate(), url=world.running.address, clock=clock, pause=clock.pause
    )
    yield adapter
    adapter.close()


def _lost(world: HubSpotWorld, operation: PutNote) -> PutNote:
    """Let the operation happen and its answer be lost; return what the next process asks for."""
    world.lose_next_answer()
    with pytest.raises(CrmBusyError):
        world.adapter.apply(operation)
    return operation.model_copy(update={"tried_at": AT})


def test_the_set_up_does_without_what_the_account_does_not_take(world: HubSpotWorld) -> None:
    for kind, unique in (("notes", False), ("tasks", False), ("contacts", True)):
        made = world.portal.schema.property(kind, KEY)
        assert made is not None
        assert made.unique is unique
    assert world.adapter.probe().upsert_by_key is False


def test_a_note_of_a_contact_is_found_among_that_ones_notes(
    world: HubSpotWorld, anew: HubSpotAdapter, clock: Clock
) -> None:
    operation = NOTE.model_copy(update={"contact_id": world.add_contact("Martin Reed")})
    assert anew.apply(_lost(world, operation)).result == "already_applied"
    assert len(world.stored()) == 1
    assert clock.waited == 0


def test_an_unattached_note_is_waited_for_until_search_shows_it(
    world: HubSpotWorld, anew: HubSpotAdapter, clock: Clock
) -> None:
    assert anew.apply(_lost(world, NOTE)).result == "already_applied"
    assert len(world.stored()) == 1
    assert world.portal.search.lag_s <= clock.waited <= INDEXED_AFTER_S


def test_a_try_that_made_nothing_is_made_good_after_the_wait(
    world: HubSpotWorld, anew: HubSpotAdapter, clock: Clock
) -> None:
    assert anew.apply(NOTE.model_copy(update={"tried_at": AT})).result == "applied"
    assert len(world.stored()) == 1
    assert clock.waited == INDEXED_AFTER_S


def test_what_the_ledger_knows_by_its_id_is_not_searched_for(
    world: HubSpotWorld, anew: HubSpotAdapter
) -> None:
    first = world.adapter.apply(NOTE)
    before = len(world.portal.asked)
    again = anew.apply(NOTE.model_copy(update={"known_id": first.external_id, "status": "live"}))
    assert (again.result, again.external_id) == ("applied", first.external_id)
    assert len(world.stored()) == 1
    assert not any(asked.path.endswith("/search") for asked in world.portal.asked[before:])


def test_an_id_that_leads_to_another_record_is_not_written_to(
    world: HubSpotWorld, anew: HubSpotAdapter
) -> None:
    foreign = world.person.create("notes", hs_timestamp="1", hs_note_body="Theirs")
    anew.apply(NOTE.model_copy(update={"known_id": foreign}))
    assert world.portal.records.get("notes", foreign).value("hs_note_body") == "Theirs"


def test_a_new_note_comes_with_its_connections_in_one_request(world: HubSpotWorld) -> None:
    contact = world.add_contact("Martin Reed")
    firm = world.person.create("companies", name="Northwind")
    world.adapter.apply(NOTE.model_copy(update={"contact_id": contact, "company_id": firm}))
    (made,) = [asked for asked in world.portal.asked if asked.path == "/objects/notes"]
    assert len(made.body["associations"]) == 2
    (note,) = world.portal.records.live("notes")
    assert set(note.edges) == {("contacts", contact), ("companies", firm)}


def test_a_task_for_which_nobody_said_a_day_is_not_overdue_when_it_is_made(
    world: HubSpotWorld, anew: HubSpotAdapter
) -> None:
    task = PutTask(
        key="c1:review", call_id="c1", title="Review call notes", body="", status="review", kind="review"
    )
    anew.apply(task)
    (made,) = world.portal.records.everything("tasks")
    assert made.value("hs_timestamp") == "2026-11-21T14:05:00.000Z"
