"""Finds people by number or address without keeping either in clear: who opted out, and whose a call was.

In: a session, a `Customer`. Out: `OptOut`s, ids of calls. Rows hold keyed hashes; what an opt-out says is
sealed with the master key. Each function works in the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import ColumnElement, false, or_, select

from models.access import Actor
from models.call import Customer
from models.mail_address import plain_address
from models.opt_out import OptOut
from storage import fingerprints
from storage.database import Session, master_key_of
from storage.sight import seen_by
from storage.tables import CallRow, CrmContactRow, OptOutRow, PersonMarkRow


def opt_out_of(session: Session, customer: Customer) -> OptOut | None:
    """Return the opt-out of this number or address, or None.

    One that cannot be opened any more, since the key was changed, still counts.
    """
    prints = tuple(_fingerprints(session, customer))
    if not prints:
        return None
    row = session.scalars(select(OptOutRow).where(OptOutRow.fingerprint.in_(prints)).limit(1)).first()
    if row is None:
        return None
    return _opened(session, row) or OptOut(customer=customer, by="unknown", at=row.at)


def is_stopped(session: Session, row: CallRow) -> bool:
    """True where whoever the call is with opted out, also when the row does not name them any more."""
    found = select(OptOutRow.fingerprint).where(OptOutRow.fingerprint.in_(prints_of(session, row)))
    return session.scalars(found.limit(1)).first() is not None


def opt_out(session: Session, found: OptOut) -> bool:
    """Keep it; false when that number or address was there already, which then stays as it is."""
    if opt_out_of(session, found.customer) is not None:
        return False
    for fingerprint in _fingerprints(session, found.customer):
        sealed = master_key_of(session).seal(
            found.model_dump_json().encode(), purpose=purpose_of(fingerprint)
        )
        session.add(OptOutRow(fingerprint=fingerprint, sealed=sealed, at=found.at))
    session.flush()
    return True


def opt_in(session: Session, customer: Customer) -> bool:
    """Take the number or address off the list; false when it was not on it."""
    prints = tuple(_fingerprints(session, customer))
    rows = session.scalars(select(OptOutRow).where(OptOutRow.fingerprint.in_(prints))).all()
    for row in rows:
        session.delete(row)
    session.flush()
    return bool(rows)


def opt_outs(session: Session) -> tuple[OptOut, ...]:
    """Return the whole list, the newest first; what cannot be opened any more is left out."""
    rows = session.scalars(select(OptOutRow).order_by(OptOutRow.at.desc(), OptOutRow.fingerprint))
    opened = (_opened(session, row) for row in rows)
    return tuple(one for one in opened if one is not None)


def take_away(session: Session, row: CallRow) -> None:
    """Take the customer off the call's row; of whose it was a keyed hash stays, to be found by."""
    mark_as(session, row.id, prints_of(session, row))
    row.customer_phone = row.customer_email = row.wished_contact_name = None
    row.hotwords = row.labels = ""


def mark(session: Session, call_id: str, customer: Customer) -> None:
    """Keep that this call was with this customer, as keyed hashes."""
    mark_as(session, call_id, fingerprints_of(session, customer))


def mark_as(session: Session, call_id: str, prints: Iterable[str]) -> None:
    """Keep that this call was with whoever has these keyed hashes."""
    for fingerprint in prints:
        session.merge(PersonMarkRow(fingerprint=fingerprint, call_id=call_id))
    session.flush()


def prints_of(session: Session, row: CallRow) -> tuple[str, ...]:
    """Return the keyed hashes by which it is known whom the call is with.

    They are those of its number and address, of the contact that it is linked to with that one's number and
    address in the embedded CRM, and what was marked when they were taken off the row.
    """
    found = [*_fingerprints(session, Customer(phone=row.customer_phone, email=row.customer_email))]
    if row.contact_id:
        found.append(print_of_contact(session, row.contact_id))
        contact = session.get(CrmContactRow, row.contact_id)
        if contact is not None:
            found += _fingerprints(session, Customer(phone=contact.phone, email=contact.email))
    found += session.scalars(select(PersonMarkRow.fingerprint).where(PersonMarkRow.call_id == row.id))
    return tuple(dict.fromkeys(found))


def print_of_contact(session: Session, contact_id: str) -> str:
    """Return the keyed hash of a contact's id."""
    return fingerprints.of(session, f"contact:{contact_id}")


def contacts_with(customer: Customer) -> ColumnElement[bool]:
    """Say which contacts of the embedded CRM have this number, or this address in whatever case."""
    has = [CrmContactRow.phone == customer.phone] if customer.phone else []
    if customer.email:
        has.append(CrmContactRow.email == plain_address(customer.email))
    return or_(false(), *has)


def calls_of(
    session: Session, customer: Customer, *, actor: Actor | None = None, most: int | None = None
) -> tuple[str, ...]:
    """Return the ids of all calls with this customer, also by a linked contact, the newest first.

    With an actor those that it sees, and of them at most so many. An index answers each way to them.
    """
    prints = tuple(_fingerprints(session, customer))
    marked = select(PersonMarkRow.call_id).where(PersonMarkRow.fingerprint.in_(prints))
    contacts = select(CrmContactRow.id).where(contacts_with(customer))
    known = session.scalars(marked).all()
    ways: list[ColumnElement[bool]] = (
        [CallRow.id.in_(known)] if known else []
    )  # an empty one has SQLite read every call
    ways += [CallRow.contact_id == one for one in session.scalars(contacts)]
    if customer.phone:
        ways.append(CallRow.customer_phone == customer.phone)
    if customer.email:
        emails = {customer.email, plain_address(customer.email)}
        ways += [CallRow.customer_email == one for one in sorted(emails)]
    newest = select(CallRow.received_at, CallRow.id).order_by(CallRow.received_at.desc(), CallRow.id.desc())
    found = {
        (row.received_at, row.id)
        for way in ways
        for row in session.execute(newest.where(way, seen_by(actor)).limit(most))
    }
    return tuple(call_id for _, call_id in sorted(found, reverse=True)[:most])


def fingerprints_of(session: Session, customer: Customer) -> tuple[str, ...]:
    """Return the keyed hashes of the customer's number and address."""
    return tuple(_fingerprints(session, customer))


def purpose_of(fingerprint: str) -> bytes:
    """Return what an opt-out is sealed for."""
    return f"callnotes opt-out 1\n{fingerprint}".encode()


def _opened(session: Session, row: OptOutRow) -> OptOut | None:
    plain = master_key_of(session).open(row.sealed, purpose=purpose_of(row.fingerprint))
    return None if plain is None else OptOut.model_validate_json(plain)


def _fingerprints(session: Session, customer: Customer) -> Iterator[str]:
    if customer.phone:
        yield fingerprints.of(session, f"phone:{customer.phone}")
    if customer.email:
        yield fingerprints.of(session, f"email:{plain_address(customer.email)}")
