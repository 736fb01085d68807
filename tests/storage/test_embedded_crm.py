from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.crm import Company, Deal, PartyHints, PutNote, PutTask, SetContactField
from models.errors import ContactNotFoundError
from storage.crm_reading import read_crm
from storage.shelves import Shelves

_AT = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


def _note(**changes: object) -> PutNote:
    values = {
        "key": "call_1:note",
        "call_id": "call_1",
        "title": "Call",
        "body": "Draft",
        "status": "pending",
        "at": _AT,
    }
    return PutNote.model_validate(values | changes)


def _change(contact_id: str, expected: str | None, value: str, key: str = "k") -> SetContactField:
    return SetContactField(
        key=key, call_id="call_1", contact_id=contact_id, name="city", expected=expected, value=value
    )


def _contact(shelves: Shelves, key: str = "dana", **values: str | None) -> str:
    given_values = {"name": "Dana Reed", "phone": None, "email": None} | values
    party = shelves.embedded_crm().create_contact(
        key=key, name=given_values["name"] or "", phone=given_values["phone"], email=given_values["email"]
    )
    return party.contact_id


def test_a_contact_is_found_by_phone_before_e_mail(shelves: Shelves) -> None:
    by_phone = _contact(shelves, "a", phone="+442071838750")
    by_email = _contact(shelves, "b", email="Dana@Northwind.example")
    crm = shelves.embedded_crm()
    both = PartyHints(phones=("+442071838750",), emails=("dana@northwind.example",))
    assert [(p.contact_id, p.matched_by) for p in crm.find_contacts(both)] == [(by_phone, "phone")]
    mail_only = PartyHints(phones=("+442071838751",), emails=("DANA@northwind.example",))
    assert [(p.contact_id, p.matched_by) for p in crm.find_contacts(mail_only)] == [(by_email, "email")]
    assert crm.find_contacts(PartyHints()) == ()


def test_every_contact_with_the_same_phone_is_found(shelves: Shelves) -> None:
    ids = {_contact(shelves, key, phone="+442071838750") for key in "ab"}
    found = shelves.embedded_crm().find_contacts(PartyHints(phones=("+442071838750",)))
    assert {party.contact_id for party in found} == ids


def test_one_key_makes_one_contact_company_and_deal(shelves: Shelves) -> None:
    crm = shelves.embedded_crm()
    assert _contact(shelves) == _contact(shelves, name="Another name")
    company = crm.create_company(key="n", name="Northwind")
    assert crm.create_company(key="n", name="Northwind") == company
    deal = crm.create_deal(key="d", title="Renewal", company_id=company)
    assert crm.create_deal(key="d", title="Renewal") == deal


def test_a_contact_brings_its_company_and_open_deals(shelves: Shelves) -> None:
    crm = shelves.embedded_crm()
    company = crm.create_company(key="n", name="Northwind")
    contact = crm.create_contact(key="c", name="Dana", phone=None, email=None, company_id=company)
    won = crm.create_deal(key="won", title="Won", state="won", contact_id=contact.contact_id)
    deal = crm.create_deal(key="open", title="Open", contact_id=contact.contact_id)
    found = crm.contact(contact.contact_id)
    assert found is not None
    assert found.company == Company(id=company, name="Northwind")
    assert (found.deals, found.matched_by) == ((Deal(id=deal, title="Open"),), "link")
    assert crm.companies("northwind.example") == ()
    crm.create_contact(key="m", name="Mo", phone=None, email="mo@northwind.example", company_id=company)
    assert crm.companies("Northwind.example") == (Company(id=company, name="Northwind"),)
    assert won not in [one.id for one in found.deals]


def test_a_note_is_written_once_and_brought_to_its_new_state(shelves: Shelves) -> None:
    crm = shelves.embedded_crm()
    first = crm.put(_note())
    assert first.result == "applied"
    assert crm.put(_note()) == first.model_copy(update={"result": "already_applied"})
    assert crm.put(_note(status="live", body="Confirmed")) == first
    (note,) = read_crm(shelves.database).notes
    assert (note.status, note.body, note.at) == ("live", "Confirmed", _AT)


def test_a_task_is_written_once_and_closed(shelves: Shelves) -> None:
    crm = shelves.embedded_crm()
    task = PutTask(
        key="t", call_id="call_1", title="Review", body="", status="review", kind="review", due_at=_AT
    )
    opened = crm.put(task)
    closed = crm.put(task.model_copy(update={"status": "done"}))
    assert opened.external_id == closed.external_id
    (kept,) = read_crm(shelves.database).tasks
    assert (kept.status, kept.due_at) == ("done", _AT)


def test_a_record_for_a_contact_that_is_gone_is_not_written(shelves: Shelves) -> None:
    crm = shelves.embedded_crm()
    with pytest.raises(ContactNotFoundError):
        crm.put(_note(contact_id="contact_nobody"))
    with pytest.raises(ContactNotFoundError):
        crm.put(_change("contact_nobody", None, "Leeds"))
    with pytest.raises(ContactNotFoundError):
        crm.contact_fields("contact_nobody", ("city",))
    assert read_crm(shelves.database).notes == ()


def test_a_value_that_a_person_typed_meanwhile_is_left_alone(shelves: Shelves) -> None:
    crm = shelves.embedded_crm()
    contact = _contact(shelves)
    crm.put(_change(contact, None, "York", key="typed"))
    outcome = crm.put(_change(contact, None, "Leeds", key="machine"))
    assert (outcome.result, outcome.current_value) == ("conflict", "York")
    assert crm.contact_fields(contact, ("city", "zip")) == {"city": "York", "zip": None}


def test_a_change_that_was_made_is_not_made_again_after_a_person_changed_the_value(shelves: Shelves) -> None:
    crm = shelves.embedded_crm()
    contact = _contact(shelves)
    crm.put(_change(contact, None, "Leeds", key="machine"))
    crm.put(_change(contact, "Leeds", "York", key="person"))
    assert crm.put(_change(contact, None, "Leeds", key="machine")).result == "already_applied"
    assert crm.contact_fields(contact, ("city",)) == {"city": "York"}


def test_the_own_columns_of_a_contact_are_set_like_any_other_property(shelves: Shelves) -> None:
    crm = shelves.embedded_crm()
    contact = _contact(shelves, email="old@northwind.example")
    change = SetContactField(
        key="k",
        call_id="call_1",
        contact_id=contact,
        name="email",
        expected="old@northwind.example",
        value="New@Northwind.example",
    )
    assert crm.put(change).result == "applied"
    assert crm.contact_fields(contact, ("email", "name")) == {
        "email": "new@northwind.example",
        "name": "Dana Reed",
    }
    assert crm.find_contacts(PartyHints(emails=("new@northwind.example",)))


def test_only_the_notes_and_tasks_of_one_call_are_read_when_asked(shelves: Shelves) -> None:
    crm = shelves.embedded_crm()
    crm.put(_note())
    crm.put(_note(key="call_2:note", call_id="call_2"))
    contact = _contact(shelves)
    crm.put(_change(contact, None, "Leeds"))
    contents = read_crm(shelves.database, call_id="call_2")
    assert [note.call_id for note in contents.notes] == ["call_2"]
    assert [(field.name, field.value) for field in contents.contacts[0].fields] == [("city", "Leeds")]


_VALUES = st.sampled_from(["Leeds", "York", "Bath"])


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(st.tuples(st.sampled_from("abcd"), st.one_of(st.none(), _VALUES), _VALUES), max_size=12)
)
def test_compare_and_set_never_overwrites_what_was_not_expected(
    shelves: Shelves, steps: list[tuple[str, str | None, str]]
) -> None:
    """Against a model of three lines: by key and value at most once, and only over the expected value."""
    crm = shelves.embedded_crm()
    contact = _contact(shelves, uuid4().hex)
    value: str | None = None
    made: dict[str, str] = {}
    for key, expected, wanted in steps:
        result = crm.put(_change(contact, expected, wanted, key=f"{contact}:{key}")).result
        if made.get(key) == wanted or value == wanted:
            assert result == "already_applied"
        elif value == expected:
            assert result == "applied"
            made[key] = wanted
            value = wanted
        else:
            assert result == "conflict"
        assert crm.contact_fields(contact, ("city",)) == {"city": value}
