"""Finds the contact that a call was with: by E.164 phone, then by e-mail, and never by guessing.

In: an adapter and what the call says of its customer. Out: `Match`: one clear party, or none and why.
Not here: how a CRM compares phones (the adapter), linking by a person (lifecycle).
"""

from __future__ import annotations

from crm_sync.adapter import CrmAdapter
from models.call import Customer
from models.crm import Party, PartyHints
from models.errors import ContactNotFoundError
from models.frozen import Frozen


class Match(Frozen):
    """The one clear party; or None, those it could have been, and in plain words why none was taken."""

    party: Party | None = None
    candidates: tuple[Party, ...] = ()
    why: str


def match(adapter: CrmAdapter, customer: Customer, *, contact_id: str | None = None) -> Match:
    """Return the contact of the call; `contact_id` is the one that a person linked, and it wins.

    The ladder: contacts with the phone, then contacts with the e-mail. When both are known, the e-mail
    decides among several with the phone, and a phone and an e-mail of different contacts match nobody.
    `why` holds no names and no numbers. Raises CrmBusyError; ContactNotFoundError when the linked contact
    is gone.
    """
    if contact_id is not None:
        return _linked(adapter, contact_id)
    by_phone = _found(adapter, PartyHints(phones=(customer.phone,))) if customer.phone else ()
    by_email = _found(adapter, PartyHints(emails=(customer.email,))) if customer.email else ()
    if by_phone and by_email:
        return _both(by_phone, by_email)
    if by_phone or by_email:
        return _one_or_several(by_phone or by_email, "phone number" if by_phone else "e-mail address")
    if customer.phone or customer.email:
        return Match(why="No contact in the CRM has the customer's phone number or e-mail address.")
    return Match(why="The call does not say who the customer is: it came without phone number and e-mail.")


def _linked(adapter: CrmAdapter, contact_id: str) -> Match:
    party = adapter.party(contact_id)
    if party is None:
        raise ContactNotFoundError(
            "The contact that this call was linked to is no longer in the CRM; link the call to another one."
        )
    return Match(party=party, candidates=(party,), why="A person linked the call to this contact.")


def _found(adapter: CrmAdapter, hints: PartyHints) -> tuple[Party, ...]:
    unique = {party.contact_id: party for party in adapter.find_parties(hints)}
    return tuple(unique.values())


def _one_or_several(parties: tuple[Party, ...], what: str) -> Match:
    if len(parties) == 1:
        return Match(party=parties[0], candidates=parties, why=f"One contact has the customer's {what}.")
    return Match(
        candidates=parties,
        why=f"{len(parties)} contacts in the CRM have the customer's {what}; one must be chosen.",
    )


def _both(by_phone: tuple[Party, ...], by_email: tuple[Party, ...]) -> Match:
    with_email = {party.contact_id for party in by_email}
    in_both = tuple(party for party in by_phone if party.contact_id in with_email)
    if len(in_both) == 1:
        return Match(
            party=in_both[0],
            candidates=in_both,
            why="One contact has the customer's phone number and e-mail address.",
        )
    if in_both:
        return _one_or_several(in_both, "phone number and e-mail address")
    return Match(
        candidates=(*by_phone, *by_email),
        why="The customer's phone number and e-mail address belong to different contacts; choose one.",
    )
