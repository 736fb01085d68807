"""Erases a person: all their calls, and what else of them stands here. Who opted out stays so, as a hash.

In: a phone number, an e-mail address or a contact's id, who says so, why, and what becomes of what we made in
the CRM. Out: the certificates, the person's own last. Not here: erasing one call (erase.py).

Under a legal hold of one of their calls the calls that no hold keeps go, and all else waits for its end.
A kill on the way leaves calls that are erased, each with its certificate; asking again does the rest.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Final

import structlog

from lifecycle import erase
from lifecycle.enqueue import Enqueue
from lifecycle.held import told
from lifecycle.reason import masked_for_person
from models.access import Actor
from models.erasure import Certificate, CrmAnswer, Person, Portion, SealedCertificate
from models.errors import ForbiddenError
from storage import calls as call_rows
from storage import erasing_person as rows
from storage import holds
from storage.database import Session
from storage.ids import new_id
from storage.shelves import Shelves
from text.phones import read_customer

_log = structlog.get_logger(__name__)

#: What a certificate calls the person's contacts in the embedded CRM.
CONTACTS: Final = "contacts of the embedded CRM"


def read_person(raw: str, regions: tuple[str, ...]) -> Person:
    """Return whom a text names: a phone number, an e-mail address, or `contact:ID`. Raises InputError."""
    kind, _, contact_id = raw.strip().partition(":")
    if kind == "contact" and contact_id.strip():
        return Person(contact_ids=(contact_id.strip(),))
    customer = read_customer(raw, regions)
    return Person(
        phones=(customer.phone,) if customer.phone else (), emails=(customer.email,) if customer.email else ()
    )


def erase_person(
    shelves: Shelves,
    person: Person,
    *,
    by: str,
    reason: str,
    crm: CrmAnswer | None = None,
    enqueue: Enqueue,
    actor: Actor | None = None,
) -> tuple[SealedCertificate, ...]:
    """Erase all that is of this person; with `remove` contacts of the embedded CRM go, too.

    Raises InputError without a person or a reason, and where something stands in the CRM and `crm` is not
    said: then nothing is erased.
    """
    erase.refuse_unsaid(foresee_person(shelves, person, by=by, reason=reason, crm=crm), crm)
    with shelves.database.reading() as session:
        calls = rows.calls_of(session, person)
        known = rows.known_as(session, person)
        reason = masked_for_person(session, shelves.masking, reason, person)
    free, held = _free(shelves, calls)
    given = [
        erase.erase(shelves, call_id, by=by, reason=reason, crm=crm, enqueue=enqueue, actor=actor)
        for call_id in free
    ]
    with shelves.database.transaction() as session:
        certificate = _erase_rest(session, shelves, known, free, held=held, by=by, reason=reason, crm=crm)
        given.append(shelves.certificates().keep_in(session, certificate))
        shelves.audit().note_in(session, actor, "erased_person", detail=given[-1].sha256, named=by)
    erase.wash(shelves)
    _log.info("person_erased", certificate=certificate.id, calls=len(calls))
    return tuple(given)


def foresee_person(
    shelves: Shelves,
    person: Person,
    *,
    by: str,
    reason: str,
    crm: CrmAnswer | None = None,
    actor: Actor | None = None,
) -> tuple[Certificate, ...]:
    """Return what the certificates would say, as `erase.foresee` does, and change nothing."""
    with shelves.database.reading() as session:
        calls = rows.calls_of(session, person)
        known = rows.known_as(session, person)
        reason = masked_for_person(session, shelves.masking, reason, person)
    free, held = _free(shelves, calls)
    seen = [erase.foresee(shelves, call_id, by=by, reason=reason, crm=crm) for call_id in free]
    with suppress(erase.OnlyLookedError), shelves.database.transaction() as session:
        seen.append(_erase_rest(session, shelves, known, free, held=held, by=by, reason=reason, crm=crm))
        raise erase.OnlyLookedError
    if actor is not None:
        shelves.audit().looked(actor, "foresaw_erasure")
    return tuple(seen)


def refuse_unseen(shelves: Shelves, person: Person, actor: Actor) -> None:
    """Raise ForbiddenError where calls of this person are not the actor's to see, and so not to act on."""
    with shelves.database.reading() as session:
        unseen = rows.unseen(session, rows.calls_of(session, person), actor)
    if unseen:
        raise ForbiddenError(
            f"Some calls of this person ({unseen}) are of agents and teams that you do not see, so nothing "
            "is done; an admin to whom calls were granted can do it."
        )


def _free(shelves: Shelves, calls: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[Portion, ...]]:
    """Return the calls that no legal hold keeps, and what the others' holds say."""
    free, held = [], []
    with shelves.database.reading() as session:
        for call_id in calls:
            found = holds.hold_of(session, call_rows.find(session, call_id), at=shelves.clock())
            if found is None:
                free.append(call_id)
            else:
                held.append(Portion(what=f"call {call_id}", count=1, why=told(found)))
    return tuple(free), tuple(held)


def _erase_rest(
    session: Session,
    shelves: Shelves,
    known: Person,
    calls: tuple[str, ...],
    *,
    held: tuple[Portion, ...],
    by: str,
    reason: str,
    crm: CrmAnswer | None,
) -> Certificate:
    erase.check(by, reason)
    contacts = rows.contacts_of(session, known)
    for customer in () if held else known.customers:
        shelves.remembered().forget_in(session, customer)
    emptied = 0 if held else rows.forget_hooks(session, known)
    went = [Portion(what="bodies of hook events", count=emptied)]
    stays, owed = [*held], tuple[Portion, ...]()
    if rows.opted_out(session, known):
        stays.append(Portion(what="an opt-out", count=1, why=_OPT_OUT))
    if held and contacts:
        stays.append(Portion(what=CONTACTS, count=len(contacts), why=held[0].why))
    elif crm == "remove":
        went.append(Portion(what=CONTACTS, count=len(contacts)))
        rows.remove_contacts(session, contacts)
    elif contacts and crm is None:
        owed = (Portion(what=CONTACTS, count=len(contacts), why=erase.ASKED),)
    elif contacts:
        kept = f"{by} said that they are kept"
        stays.append(Portion(what=CONTACTS, count=len(contacts), why=kept))
    return Certificate(
        id=new_id("cert"),
        scope="person",
        calls=calls,
        at=shelves.clock(),
        by=by,
        reason=reason,
        crm=crm,
        went=tuple(portion for portion in went if portion.count),
        stays=(*stays, Portion(what="a contact in another CRM", count=0, why=_ELSEWHERE)),
        owed=owed,
    )


_OPT_OUT = "so that no call of theirs is processed again (GDPR Art. 21); it is kept as keyed hashes, sealed"
_ELSEWHERE = "it is that CRM's own record: erase it there, in HubSpot by its GDPR deletion"
