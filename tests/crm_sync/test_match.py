from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crm_sync.adapters.local import LocalAdapter
from crm_sync.match import match
from models.call import Customer
from models.crm import Remembered
from models.errors import ContactNotFoundError
from tests.in_memory_crm import InMemoryCrm

PHONE, EMAIL = "+12025550143", "m.reed@northwind.example"


@pytest.fixture
def adapter() -> LocalAdapter:
    return LocalAdapter(InMemoryCrm())


def add(adapter: LocalAdapter, name: str, *, phone: str | None = None, email: str | None = None) -> str:
    return adapter.create_contact(key=name, name=name, phone=phone, email=email).contact_id


def test_one_contact_with_the_phone_is_the_one(adapter: LocalAdapter) -> None:
    contact = add(adapter, "Martin", phone=PHONE)
    found = match(adapter, Customer(phone=PHONE))
    assert found.party is not None
    assert (found.party.contact_id, found.party.matched_by) == (contact, "phone")


def test_when_no_contact_has_the_phone_the_email_decides(adapter: LocalAdapter) -> None:
    contact = add(adapter, "Martin", email=EMAIL)
    found = match(adapter, Customer(phone=PHONE, email=EMAIL))
    assert found.party is not None
    assert (found.party.contact_id, found.party.matched_by) == (contact, "email")


def test_of_several_with_the_phone_the_email_picks_one(adapter: LocalAdapter) -> None:
    add(adapter, "Front desk", phone=PHONE)
    contact = add(adapter, "Martin", phone=PHONE, email=EMAIL)
    found = match(adapter, Customer(phone=PHONE, email=EMAIL))
    assert found.party is not None
    assert found.party.contact_id == contact


def test_of_several_none_is_picked(adapter: LocalAdapter) -> None:
    both = {add(adapter, "Martin", phone=PHONE), add(adapter, "Ann", phone=PHONE)}
    found = match(adapter, Customer(phone=PHONE))
    assert found.party is None
    assert {party.contact_id for party in found.candidates} == both
    assert found.why == "2 contacts in the CRM have the customer's phone number; one must be chosen."


def test_several_with_both_phone_and_email_are_left_to_a_person(adapter: LocalAdapter) -> None:
    add(adapter, "Martin", phone=PHONE, email=EMAIL)
    add(adapter, "Martin again", phone=PHONE, email=EMAIL)
    found = match(adapter, Customer(phone=PHONE, email=EMAIL))
    assert (found.party, len(found.candidates)) == (None, 2)


def test_a_phone_and_an_email_of_different_people_match_nobody(adapter: LocalAdapter) -> None:
    both = {add(adapter, "Martin", phone=PHONE), add(adapter, "Ann", email=EMAIL)}
    found = match(adapter, Customer(phone=PHONE, email=EMAIL))
    assert found.party is None
    assert {party.contact_id for party in found.candidates} == both
    assert "different contacts" in found.why


def test_a_customer_that_the_crm_does_not_know_matches_nobody(adapter: LocalAdapter) -> None:
    add(adapter, "Martin", phone=PHONE)
    found = match(adapter, Customer(phone="+12025550199"))
    assert (found.party, found.candidates) == (None, ())
    assert found.why.startswith("No contact in the CRM")


def test_a_call_that_names_no_customer_matches_nobody(adapter: LocalAdapter) -> None:
    add(adapter, "Martin")
    found = match(adapter, Customer())
    assert (found.party, found.candidates) == (None, ())
    assert "does not say who the customer is" in found.why


def test_the_contact_that_a_person_linked_wins(adapter: LocalAdapter) -> None:
    add(adapter, "Martin", phone=PHONE)
    linked = add(adapter, "Ann")
    found = match(adapter, Customer(phone=PHONE), contact_id=linked)
    assert found.party is not None
    assert (found.party.contact_id, found.party.matched_by) == (linked, "link")


def test_a_linked_contact_that_is_gone_is_an_error(adapter: LocalAdapter) -> None:
    with pytest.raises(ContactNotFoundError):
        match(adapter, Customer(phone=PHONE), contact_id="contact-99")


def test_the_reason_holds_no_names_and_no_numbers(adapter: LocalAdapter) -> None:
    add(adapter, "Martin", phone=PHONE)
    add(adapter, "Ann", phone=PHONE, email=EMAIL)
    for customer in (Customer(), Customer(phone=PHONE), Customer(email="x@y.example"), Customer(email=EMAIL)):
        why = match(adapter, customer).why
        assert not any(secret in why for secret in ("Martin", "Ann", "2025", "@"))


def test_whom_a_person_chose_before_goes_before_all_that_fit(adapter: LocalAdapter) -> None:
    add(adapter, "Martin", phone=PHONE)
    chosen = add(adapter, "Ann", phone=PHONE)
    found = match(adapter, Customer(phone=PHONE), remembered=_remembered(chosen))
    assert found.party is not None
    assert found.party.contact_id == chosen
    assert found.why.startswith("Chosen by dana@example.com on 2026-11-20")


def test_a_remembered_contact_that_is_gone_is_not_used(adapter: LocalAdapter) -> None:
    contact = add(adapter, "Martin", phone=PHONE)
    found = match(adapter, Customer(phone=PHONE), remembered=_remembered("contact-99"))
    assert found.party is not None
    assert (found.party.contact_id, found.remembered) == (contact, None)


def test_one_contact_behind_a_shared_line_is_left_to_a_person(adapter: LocalAdapter) -> None:
    contact = add(adapter, "Martin", phone=f"{PHONE} ext. 7", email=EMAIL)
    found = match(adapter, Customer(phone=PHONE))
    assert (found.party, [party.contact_id for party in found.candidates]) == (None, [contact])
    assert "others may share that line" in found.why
    with_email = match(adapter, Customer(phone=PHONE, email=EMAIL))
    assert with_email.party is not None
    assert with_email.party.contact_id == contact


def test_the_company_of_the_domain_is_a_hint_and_of_a_free_domain_there_is_none() -> None:
    shelf = InMemoryCrm()
    adapter = LocalAdapter(shelf)
    for name, email in (("Ann", "ann@northwind.example"), ("Bo", "bo@gmail.com")):
        shelf.contacts[add(adapter, name, email=email)]["company"] = f"Firm of {name}"
    found = match(adapter, Customer(email="new@northwind.example"))
    assert (found.party, [one.name for one in found.companies]) == (None, ["Firm of Ann"])
    assert match(adapter, Customer(email="new@gmail.com")).companies == ()


def _remembered(contact_id: str) -> Remembered:
    return Remembered(
        contact_id=contact_id, by="dana@example.com", at=datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
    )
