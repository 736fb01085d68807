"""All that is of one person goes, wherever it stands; others and the opt-out stay."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import select

from lifecycle import consent, erase, opt_out, reading
from lifecycle.erase_person import erase_person, foresee_person, read_person
from models.call import Call, Customer
from models.crm import SetContactField
from models.erasure import CrmAnswer, Person, SealedCertificate
from models.errors import InputError
from models.stages import Stage
from storage import persons
from storage.shelves import Shelves
from storage.tables import CrmContactRow, CrmNoteRow, RememberedContactRow
from tests.lifecycle.house import DECLINED, OTHER_WAV, WAV, Queue
from tests.lifecycle.test_erase import LEE, PLANTED, SAM, arrive, found, note, through, write

JANE = Person(phones=(PLANTED[0],), emails=(PLANTED[1],))
REGIONS = ("US", "GB")


def goes(
    shelves: Shelves, person: Person = JANE, *, crm: CrmAnswer | None = "remove"
) -> tuple[SealedCertificate, ...]:
    return erase_person(shelves, person, by=SAM, reason="asked by letter", crm=crm, enqueue=Queue())


def planted_everywhere(shelves: Shelves) -> tuple[Call, Call]:
    """A settled and a declined call, an event of none, a contact with a field, an opt-out of one person."""
    settled = through(shelves, Stage.SETTLED)
    declined = arrive(shelves, audio=OTHER_WAV, name="pbx-planted-8")
    consent.record(shelves, declined.id, DECLINED, enqueue=Queue())
    for number, body in enumerate(("(planted) 2125550142", "tel +1212-555 from JANE@planted.example")):
        shelves.hook_events().store("generic", f"ring_{number}", json.dumps({"said": body}))
    crm = shelves.embedded_crm()
    contact = crm.create_contact(
        key=f"{settled.id}:contact", name="Jane Planted", phone=PLANTED[0], email=PLANTED[1]
    )
    crm.put(
        SetContactField(
            key="k", call_id=settled.id, contact_id=contact.contact_id, name="city", expected=None,
            value="Leeds",
        )
    )  # fmt: skip
    crm.put(note(settled.id).model_copy(update={"contact_id": contact.contact_id, "body": "", "title": ""}))
    opt_out.add(shelves, Customer(phone=PLANTED[0]), by=LEE, enqueue=Queue())
    return settled, declined


def test_nothing_of_a_person_is_left_in_any_table_or_file_and_the_opt_out_stays(
    shelves: Shelves, tmp_path: Path
) -> None:
    settled, declined = planted_everywhere(shelves)
    assert {"calls", "hook_events", "crm_contacts"} <= found(shelves, tmp_path / "house").keys()
    given = goes(shelves)
    assert [one.certificate.scope for one in given] == ["call", "call", "person"]
    assert {*given[-1].certificate.calls} == {settled.id, declined.id}
    erase.finish(shelves, settled.id)  # as a worker does when the records are out of the CRM
    erase.finish(shelves, declined.id)
    assert not found(shelves, tmp_path / "house")
    with shelves.database.reading() as session:
        assert persons.opt_out_of(session, Customer(phone=PLANTED[0])) is not None
        assert session.scalars(select(RememberedContactRow)).all() == []
        assert session.scalars(select(CrmContactRow)).all() == []
        assert [row.contact_id for row in session.scalars(select(CrmNoteRow))] == [None]
    stays = {one.what for one in given[-1].certificate.stays}
    assert "an opt-out" in stays


def test_what_is_of_somebody_else_stays(shelves: Shelves) -> None:
    call = through(shelves, Stage.DRAFTED)
    shelves.embedded_crm().create_contact(key="k", name="Ada", phone="+12125550199", email=None)
    shelves.hook_events().store("generic", "ring", "2125550199")
    for stranger in ("+1 212 555 0198", "nobody@planted.example", "contact:contact_none"):
        given = goes(shelves, read_person(stranger, REGIONS))
        assert [one.certificate.scope for one in given] == ["person"]
        assert (given[0].certificate.calls, given[0].certificate.went) == ((), ())
    assert reading.call(shelves, call.id).stage is Stage.DRAFTED
    assert shelves.hook_events().read("generic", "ring").body == "2125550199"


def test_a_contact_named_by_its_id_stands_for_its_number_and_its_linked_calls(shelves: Shelves) -> None:
    contact = shelves.embedded_crm().create_contact(
        key="k", name="Jane", phone=PLANTED[0], email="other@planted.example"
    )
    call = arrive(shelves, audio=WAV)
    given = goes(shelves, read_person(f"contact:{contact.contact_id}", REGIONS))
    assert given[-1].certificate.calls == (call.id,)
    assert shelves.embedded_crm().contact(contact.contact_id) is None


def test_nothing_goes_before_it_is_said_what_becomes_of_the_crm_or_in_a_dry_run(shelves: Shelves) -> None:
    settled, declined = planted_everywhere(shelves)
    with pytest.raises(InputError, match="keep leaves them there"):
        goes(shelves, crm=None)
    seen = foresee_person(shelves, JANE, by=SAM, reason="asked", crm="remove")
    assert [one.scope for one in seen] == ["call", "call", "person"]
    assert {one.what: one.count for one in seen[-1].went} == {
        "bodies of hook events": 2,
        "contacts of the embedded CRM": 1,
    }
    assert reading.call(shelves, settled.id).stage is Stage.SETTLED
    assert reading.call(shelves, declined.id).stage is Stage.DECLINED
    assert shelves.certificates().newest(limit=9) == ()


def test_a_contact_is_not_made_for_a_call_that_was_erased_meanwhile(shelves: Shelves) -> None:
    call = through(shelves, Stage.IN_REVIEW)
    write(shelves, note(call.id).model_copy(update={"key": f"{call.id}:other"}))
    goes(shelves)
    with pytest.raises(Exception, match="erased meanwhile"):
        shelves.embedded_crm().create_contact(
            key=f"{call.id}:contact", name="Jane", phone=PLANTED[0], email=None
        )
