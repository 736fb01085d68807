"""Whom a call was with: found, kept for a person to choose, and the choice remembered for the next call."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from callnotes.workshop import workshop_of
from crm_sync.adapters.local import LocalAdapter
from lifecycle import consent, link, reading
from models.call import Call, Customer
from models.crm import Match, PutNote
from models.errors import ContactNotFoundError, InputError
from pipeline.matching import kept, look_up
from pipeline.process_call import find_customer, plan
from pipeline.workshop import Workshop
from storage.embedded_crm import EmbeddedCrmTables
from storage.tables import CrmContactRow, MatchRow, RememberedContactRow
from tests.journeys.mortal import settings_in
from tests.lifecycle.house import DECLINED, Queue
from tests.pipeline.drafted import PHONE, drafted

_EMAIL = "mo@northwind.example"
_LEE = "lee@example.com"


@pytest.fixture
def workshop(tmp_path: Path, database_url: str | None) -> Iterator[Workshop]:
    with workshop_of(settings_in(tmp_path / "house", database_url)) as opened:
        assert isinstance(opened.adapter, LocalAdapter)
        yield opened


def _crm(workshop: Workshop) -> EmbeddedCrmTables:
    return workshop.shelves.embedded_crm()


def _contact(workshop: Workshop, key: str) -> str:
    return _crm(workshop).create_contact(key=key, name=key, phone=PHONE, email=None).contact_id


def _found(workshop: Workshop, call: Call) -> Match:
    find_customer(workshop, call.id)
    found = workshop.shelves.matches().of(call.id)
    assert found is not None
    return found


def test_several_are_kept_for_a_person_whose_choice_holds_for_the_next_call(
    workshop: Workshop, tmp_path: Path
) -> None:
    _, ann = _contact(workshop, "Martin"), _contact(workshop, "Ann")
    first, second = drafted(workshop, tmp_path, "1"), drafted(workshop, tmp_path, "2")
    found = _found(workshop, first)
    assert (found.party, {one.name for one in found.candidates}) == (None, {"Martin", "Ann"})
    link.link_contact(workshop.shelves, first.id, ann, by=_LEE)
    again = _found(workshop, second)
    assert again.party is not None
    assert again.party.contact_id == reading.call(workshop.shelves, second.id).contact_id == ann
    assert again.why.startswith(f"Chosen by {_LEE} on ")
    assert _found(workshop, second).why == again.why, "a second look tells the same"


def test_the_choice_is_kept_without_the_number_and_goes_with_its_call(
    workshop: Workshop, tmp_path: Path
) -> None:
    contact = _contact(workshop, "Ann")
    call = drafted(workshop, tmp_path, "1", email=_EMAIL)
    _found(workshop, call)
    link.link_contact(workshop.shelves, call.id, contact, by=_LEE)
    with workshop.shelves.database.reading() as session:
        rows = session.scalars(select(RememberedContactRow)).all()
        (match,) = session.scalars(select(MatchRow.sealed))
    assert len(rows) == 2
    assert not any(secret in row.fingerprint for row in rows for secret in ("2125550142", "northwind"))
    assert b"Ann" not in match
    consent.record(workshop.shelves, call.id, DECLINED, enqueue=Queue())
    assert workshop.shelves.remembered().recall(call.details.customer) is None
    assert workshop.shelves.matches().of(call.id) is None


def test_a_choice_whose_contact_is_gone_is_forgotten(workshop: Workshop, tmp_path: Path) -> None:
    gone = _contact(workshop, "Ann")
    first, second = drafted(workshop, tmp_path, "1"), drafted(workshop, tmp_path, "2")
    link.link_contact(workshop.shelves, first.id, gone, by=_LEE)
    with workshop.shelves.database.transaction() as session:
        session.execute(delete(CrmContactRow))
    assert _found(workshop, second).party is None
    assert workshop.shelves.remembered().recall(second.details.customer) is None


def test_a_wish_for_a_new_contact_forgets_and_another_choice_replaces(
    workshop: Workshop, tmp_path: Path
) -> None:
    martin, ann = _contact(workshop, "Martin"), _contact(workshop, "Ann")
    call = drafted(workshop, tmp_path, "1")
    customer, remembered = call.details.customer, workshop.shelves.remembered()
    link.link_contact(workshop.shelves, call.id, martin, by=_LEE)
    link.link_contact(workshop.shelves, call.id, ann, by=_LEE)
    chosen = remembered.recall(customer)
    assert chosen is not None
    assert chosen.contact_id == ann
    link.link_contact(workshop.shelves, call.id, name="Nobody yet", by=_LEE)
    assert remembered.recall(customer) is None


def test_choices_that_lead_to_different_contacts_lead_to_nobody(workshop: Workshop, tmp_path: Path) -> None:
    martin, ann = _contact(workshop, "Martin"), _contact(workshop, "Ann")
    by_phone = drafted(workshop, tmp_path, "1")
    with_both = drafted(workshop, tmp_path, "2", email=_EMAIL)
    link.link_contact(workshop.shelves, with_both.id, ann, by=_LEE)
    link.link_contact(workshop.shelves, by_phone.id, martin, by=_LEE)
    assert workshop.shelves.remembered().recall(Customer(phone=PHONE, email=_EMAIL)) is None
    assert workshop.shelves.remembered().recall(Customer(email=_EMAIL)) is not None


def test_the_records_hang_on_the_deal_that_a_person_chose(workshop: Workshop, tmp_path: Path) -> None:
    contact = _contact(workshop, "Ann")
    deals = [
        _crm(workshop).create_deal(key=title, title=title, contact_id=contact) for title in ("Renewal", "New")
    ]
    call = drafted(workshop, tmp_path, "1")
    with pytest.raises(InputError, match="no contact whose deals are known"):
        link.choose_deal(workshop.shelves, call.id, deals[0], by=_LEE)
    assert [deal.title for deal in _found(workshop, call).candidates[0].deals] == ["Renewal", "New"]
    assert _deal_of_the_note(workshop, call) is None
    link.choose_deal(workshop.shelves, call.id, deals[1], by=_LEE)
    assert _deal_of_the_note(workshop, call) == deals[1]
    link.choose_deal(workshop.shelves, call.id, None, by=_LEE)
    assert _deal_of_the_note(workshop, call) is None
    with pytest.raises(InputError, match="no open deal with this id"):
        link.choose_deal(workshop.shelves, call.id, "deal_of_another", by=_LEE)
    link.choose_deal(workshop.shelves, call.id, deals[1], by=_LEE)
    link.link_contact(workshop.shelves, call.id, _contact(workshop, "Martin"), by=_LEE)
    assert _deal_of_the_note(workshop, call) is None, "the deal was of the contact before"


def test_an_id_that_the_crm_does_not_have_is_told_by_the_worker(workshop: Workshop, tmp_path: Path) -> None:
    call = drafted(workshop, tmp_path, "1")
    link.link_contact(workshop.shelves, call.id, "contact_mistyped", by=_LEE)
    with pytest.raises(ContactNotFoundError, match="its id was mistyped, or it is gone"):
        look_up(workshop, reading.call(workshop.shelves, call.id))


def test_what_was_found_a_moment_before_is_not_asked_for_again(workshop: Workshop, tmp_path: Path) -> None:
    contact = _contact(workshop, "Ann")
    call = drafted(workshop, tmp_path, "1")
    _found(workshop, call)
    with workshop.shelves.database.transaction() as session:
        session.execute(delete(CrmContactRow))
    known = kept(workshop, reading.call(workshop.shelves, call.id))
    assert known.party is not None
    assert known.party.contact_id == contact


def _deal_of_the_note(workshop: Workshop, call: Call) -> str | None:
    (note,) = (one for one in plan(workshop, call.id) if isinstance(one, PutNote))
    return note.deal_id
