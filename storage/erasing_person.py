"""Finds what stands here of a person besides the calls themselves, and takes it out.

In: a session and a `Person`. Out: ids of calls and contacts, and how much went. Not here: opt-outs,
which stay (persons.py), and calls (erasing.py).
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, or_, select, update

from models.access import Actor
from models.erasure import Person
from models.stages import Stage
from storage import persons
from storage.database import Session
from storage.hook_events import forget_carrying
from storage.sight import seen_by
from storage.tables import (
    CallRow,
    CrmContactRow,
    CrmDealRow,
    CrmNoteRow,
    CrmTaskRow,
    PersonMarkRow,
)
from text.phones import digits_of


def known_as(session: Session, person: Person) -> Person:
    """Return the person with the number and address of each contact that was named by its id."""
    rows = session.scalars(select(CrmContactRow).where(CrmContactRow.id.in_(person.contact_ids))).all()
    phones = (*person.phones, *(row.phone for row in rows if row.phone))
    emails = (*person.emails, *(row.email for row in rows if row.email))
    return Person(
        phones=tuple(dict.fromkeys(phones)),
        emails=tuple(dict.fromkeys(emails)),
        contact_ids=person.contact_ids,
    )


def prints_of(session: Session, person: Person) -> tuple[str, ...]:
    """Return the keyed hashes of the person's numbers, addresses and contacts, as calls have them, too."""
    known = known_as(session, person)
    found = [one for each in known.customers for one in persons.fingerprints_of(session, each)]
    return (*found, *(persons.print_of_contact(session, one) for one in known.contact_ids))


def calls_of(session: Session, person: Person) -> tuple[str, ...]:
    """Return the ids of the calls with this person, by number, address and linked contact.

    A contact that merely shares the number or the address counts; its other numbers and addresses do not.
    """
    known = known_as(session, person)
    found = [call_id for one in known.customers for call_id in persons.calls_of(session, one)]
    marks = [persons.print_of_contact(session, one) for one in known.contact_ids]
    marked = select(PersonMarkRow.call_id).where(PersonMarkRow.fingerprint.in_(marks))
    named = or_(CallRow.contact_id.in_(known.contact_ids), CallRow.id.in_(marked))
    linked = select(CallRow.id).where(named).order_by(CallRow.received_at)
    return tuple(dict.fromkeys((*found, *session.scalars(linked))))


def unseen(session: Session, calls: tuple[str, ...], actor: Actor) -> int:
    """Return how many of these calls, those erased already aside, the actor does not see."""
    kept = select(CallRow.id).where(CallRow.id.in_(calls), CallRow.stage != Stage.ERASED.value)
    return len(session.scalars(kept).all()) - len(session.scalars(kept.where(seen_by(actor))).all())


def contacts_of(session: Session, person: Person) -> Sequence[CrmContactRow]:
    """Return the contacts of the embedded CRM with this id, number or address."""
    return session.scalars(
        select(CrmContactRow)
        .where(
            or_(
                CrmContactRow.id.in_(person.contact_ids),
                *(persons.contacts_with(one) for one in person.customers),
            )
        )
        .order_by(CrmContactRow.id)
    ).all()


def remove_contacts(session: Session, contacts: Sequence[CrmContactRow]) -> None:
    """Remove the contacts with their fields; notes, tasks and deals that hung on them stay without."""
    ids = [row.id for row in contacts]
    for table in (CrmNoteRow, CrmTaskRow, CrmDealRow):
        session.execute(update(table).where(table.contact_id.in_(ids)).values(contact_id=None))
    session.execute(delete(CrmContactRow).where(CrmContactRow.id.in_(ids)))


def forget_hooks(session: Session, person: Person) -> int:
    """Empty the stored events of no call that carry an address, or a number with or without its country."""
    return forget_carrying(session, spellings_of(person))


def spellings_of(person: Person) -> tuple[str, ...]:
    """Return the person's addresses, and the numbers with and without their country."""
    return (*{spelling for phone in person.phones for spelling in digits_of(phone)}, *person.emails)


def opted_out(session: Session, person: Person) -> bool:
    """True where the person is on the list of those whose calls are not processed."""
    return any(persons.opt_out_of(session, one) is not None for one in person.customers)
