"""Whom HubSpot's search brings up, and what is known of them: company, open deals, a domain's companies."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from models.crm import Company, Deal, PartyHints
from tests.contracts.hubspot_world import HubSpotWorld, hubspot_world

PHONE = "+12025550143"
EMAIL = "m.reed@northwind.example"


@pytest.fixture
def world() -> Iterator[HubSpotWorld]:
    with hubspot_world() as world:
        yield world


def _joined(world: HubSpotWorld, contact: str, kind: str, other: str, edge: int | None = None) -> None:
    records = world.portal.records
    records.connect(records.get("contacts", contact), records.get(kind, other), edge)


def test_the_primary_company_goes_before_the_first_one(world: HubSpotWorld) -> None:
    contact = world.add_contact("Martin Reed", phone=PHONE)
    first, primary = (world.person.create("companies", name=name) for name in ("Old firm", "Northwind"))
    _joined(world, contact, "companies", first)
    _joined(world, contact, "companies", primary, 1)
    (found,) = world.adapter.find_parties(PartyHints(phones=(PHONE,)))
    assert found.company == Company(id=primary, name="Northwind")


def test_open_deals_come_with_their_names(world: HubSpotWorld) -> None:
    contact = world.add_contact("Martin Reed", phone=PHONE)
    for name, stage in (("Renewal", "qualified"), ("Upgrade", "qualified"), ("Lost", "closedlost")):
        _joined(world, contact, "deals", world.person.create("deals", dealname=name, dealstage=stage))
    (found,) = world.adapter.find_parties(PartyHints(phones=(PHONE,)))
    assert [deal.title for deal in found.deals] == ["Renewal", "Upgrade"]
    assert all(isinstance(deal, Deal) for deal in found.deals)


def test_an_additional_address_finds_its_contact_and_a_similar_one_does_not(world: HubSpotWorld) -> None:
    contact = world.add_contact("Martin Reed", email=EMAIL)
    world.type_by_hand(contact, "hs_additional_emails", "martin@home.example;reed@old.example")
    (found,) = world.adapter.find_parties(PartyHints(emails=("reed@old.example",)))
    assert found.contact_id == contact
    assert world.adapter.find_parties(PartyHints(emails=("ed@old.example",))) == ()


def test_the_mobile_number_counts_too_and_a_number_that_only_ends_alike_does_not(world: HubSpotWorld) -> None:
    contact = world.add_contact("Martin Reed")
    world.type_by_hand(contact, "mobilephone", "202-555-0143")
    world.add_contact("Ken Sato", phone="+81 20 2555 0143")
    (found,) = world.adapter.find_parties(PartyHints(phones=(PHONE,)))
    assert (found.contact_id, found.phone) == (contact, PHONE)


def test_a_domain_has_its_companies(world: HubSpotWorld) -> None:
    firm = world.person.create("companies", name="Northwind", domain="northwind.example")
    world.person.create("companies", name="Southwind", domain="southwind.example")
    assert world.adapter.companies("Northwind.example") == (Company(id=firm, name="Northwind"),)


def test_of_very_many_with_one_number_no_companies_and_deals_are_read(world: HubSpotWorld) -> None:
    for number in range(12):
        world.add_contact(f"Desk {number}", phone=PHONE)
    before = len(world.portal.asked)
    assert len(world.adapter.find_parties(PartyHints(phones=(PHONE,)))) == 12
    assert len(world.portal.asked) - before <= 2
