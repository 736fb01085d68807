"""Finds the contact that a call was with: by a person's choice, by phone, by e-mail, and never by guessing.

In: an adapter, what the call says of its customer, and whom a person chose now or before. Out: `Match`.
Not here: how a CRM compares phones (the adapter), linking by a person and what is remembered (lifecycle).
"""

from __future__ import annotations

from crm_sync.adapter import CrmAdapter
from crm_sync.free_mail import is_free_mail
from models.call import Customer
from models.crm import Company, Match, Party, PartyHints, Remembered
from models.errors import ContactNotFoundError


def match(
    adapter: CrmAdapter,
    customer: Customer,
    *,
    contact_id: str | None = None,
    remembered: Remembered | None = None,
) -> Match:
    """Return the contact of the call; `contact_id` is the one that a person linked, and it wins.

    The ladder: whom a person chose for this phone or e-mail before, while the CRM has that contact; contacts
    with the phone; contacts with the e-mail. When both are known, the e-mail decides among several with the
    phone, and a phone and an e-mail of different contacts match nobody. A number that goes on to an extension
    alone decides nothing, since others share its line. `why` holds nothing of the customer. Raises
    CrmBusyError; ContactNotFoundError when the linked contact is not there.
    """
    if contact_id is not None:
        return _linked(adapter, contact_id)
    if remembered is not None:
        party = adapter.party(remembered.contact_id)
        if party is not None:
            return Match(party=party, candidates=(party,), why=_chosen(remembered), remembered=remembered)
    by_phone = _found(adapter, PartyHints(phones=(customer.phone,))) if customer.phone else ()
    by_email = _found(adapter, PartyHints(emails=(customer.email,))) if customer.email else ()
    if by_phone and by_email:
        return _both(by_phone, by_email)
    if by_phone or by_email:
        return _one_or_several(by_phone or by_email, "phone number" if by_phone else "e-mail address")
    if customer.phone or customer.email:
        return Match(
            why="No contact in the CRM has the customer's phone number or e-mail address.",
            companies=_companies(adapter, customer.email),
        )
    return Match(why="The call does not say who the customer is: it came without phone number and e-mail.")


def _linked(adapter: CrmAdapter, contact_id: str) -> Match:
    party = adapter.party(contact_id)
    if party is None:
        raise ContactNotFoundError(
            "The contact that this call was linked to is not in the CRM: its id was mistyped, or it is gone; "
            "link the call to another one."
        )
    return Match(party=party, candidates=(party,), why="A person linked the call to this contact.")


def _chosen(remembered: Remembered) -> str:
    return f"Chosen by {remembered.by} on {remembered.at:%Y-%m-%d} for a call of the same number or address."


def _found(adapter: CrmAdapter, hints: PartyHints) -> tuple[Party, ...]:
    unique = {party.contact_id: party for party in adapter.find_parties(hints)}
    return tuple(unique.values())


def _companies(adapter: CrmAdapter, email: str | None) -> tuple[Company, ...]:
    domain = (email or "").rpartition("@")[2]
    return () if not domain or is_free_mail(domain) else adapter.companies(domain)


def _one_or_several(parties: tuple[Party, ...], what: str) -> Match:
    if len(parties) > 1:
        why = f"{len(parties)} contacts in the CRM have the customer's {what}; one must be chosen."
        return Match(candidates=parties, why=why)
    if parties[0].matched_by == "extension":
        return Match(
            candidates=parties,
            why="One contact has the customer's phone number with an extension, and others may share that "
            "line; say whether it was this one.",
        )
    return Match(party=parties[0], candidates=parties, why=f"One contact has the customer's {what}.")


def _both(by_phone: tuple[Party, ...], by_email: tuple[Party, ...]) -> Match:
    with_phone = {party.contact_id for party in by_phone}
    in_both = tuple(party for party in by_email if party.contact_id in with_phone)
    if in_both:
        return _one_or_several(in_both, "phone number and e-mail address")
    unique = {party.contact_id: party for party in (*by_phone, *by_email)}
    return Match(
        candidates=tuple(unique.values()),
        why="The customer's phone number and e-mail address belong to different contacts; choose one.",
    )
