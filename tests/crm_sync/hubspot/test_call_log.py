"""The engagement that a phone system made of a call is found by its id there, else by number and time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from crm_sync.adapters.hubspot.portal_schema import set_up
from models.crm import CallHints, CallRecord
from tests.contracts.hubspot_world import HubSpotWorld, hubspot_world

AT = datetime(2026, 11, 20, 14, 5, tzinfo=UTC)
PHONE = "+12025550143"


@pytest.fixture
def world() -> Iterator[HubSpotWorld]:
    with hubspot_world() as world:
        yield world


def _logged(
    world: HubSpotWorld,
    *,
    contact: str | None = None,
    at: datetime = AT,
    number: str = "(202) 555-0143",
    **more: str,
) -> str:
    made = world.person.create("calls", hs_timestamp=at.isoformat(), hs_call_from_number=number, **more)
    if contact is not None:
        records = world.portal.records
        records.connect(records.get("contacts", contact), records.get("calls", made))
    return made


def _hints(contact: str | None) -> CallHints:
    return CallHints(external_ids=("pbx-1",), phone=PHONE, started_at=AT, contact_id=contact)


def test_the_id_of_the_phone_system_goes_first(world: HubSpotWorld) -> None:
    contact = world.add_contact("Martin Reed", phone=PHONE)
    _logged(world, contact=contact)
    by_id = _logged(world, hs_call_external_id="pbx-1", at=AT + timedelta(hours=1))
    assert world.adapter.find_calls(_hints(contact)) == (CallRecord(id=by_id, found_by="external_id"),)


def test_else_the_contacts_call_of_that_number_and_time(world: HubSpotWorld) -> None:
    contact = world.add_contact("Martin Reed", phone=PHONE)
    made = _logged(world, contact=contact, at=AT + timedelta(seconds=90))
    _logged(world, contact=contact, at=AT - timedelta(minutes=10))
    _logged(world, contact=contact, number="+12025550199")
    _logged(world)
    assert world.adapter.find_calls(_hints(contact)) == (CallRecord(id=made, found_by="number_and_time"),)


def test_several_that_fit_are_told_as_several_and_without_a_time_none_is_looked_for(
    world: HubSpotWorld,
) -> None:
    contact = world.add_contact("Martin Reed", phone=PHONE)
    _logged(world, contact=contact)
    _logged(world, contact=contact, at=AT + timedelta(seconds=30))
    assert len(world.adapter.find_calls(_hints(contact))) == 2
    before = len(world.portal.asked)
    assert world.adapter.find_calls(CallHints(phone=PHONE, contact_id=contact)) == ()
    assert len(world.portal.asked) == before


def test_a_call_that_hangs_on_nobody_is_found_by_its_number_and_what_we_wrote_is_nobody_elses(
    world: HubSpotWorld,
) -> None:
    contact = world.add_contact("Martin Reed", phone=PHONE)
    set_up(world.adapter.client, calls=True)
    _logged(world, contact=contact, cn_external_id="call-0:call")
    _logged(world, number="")
    _logged(world, at=AT + timedelta(minutes=4))
    assert world.adapter.find_calls(_hints(contact)) == ()
    loose = _logged(world, at=AT + timedelta(minutes=2))
    assert world.adapter.find_calls(_hints(contact)) == (CallRecord(id=loose, found_by="number_and_time"),)


def test_the_call_is_found_where_an_account_had_a_hundred_others_at_that_time(world: HubSpotWorld) -> None:
    contact = world.add_contact("Martin Reed", phone=PHONE)
    for _ in range(101):
        _logged(world, number="+12025550199")
    made = _logged(world)
    assert world.adapter.find_calls(_hints(contact)) == (CallRecord(id=made, found_by="number_and_time"),)
