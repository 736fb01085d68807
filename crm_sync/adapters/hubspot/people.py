"""Finds contacts in HubSpot: by phone in all forms that it may stand in, else by e-mail; companies and deals.

Search answers too much, and is checked here; it lags behind, so a contact that we made is found by its key.
Source: reference 1.6.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import phonenumbers
from hubspot.crm.objects import (
    BatchReadInputSimplePublicObjectId,
    Filter,
    FilterGroup,
    PublicObjectSearchRequest,
    SimplePublicObjectId,
)

from crm_sync.adapters.hubspot.client import HubSpotClient, answering
from models.crm import Company, Deal, MatchedBy, Party, PartyHints
from text.phones import normalise_phone, same_line

_PHONES: Final = ("phone", "mobilephone")
_SEARCHABLE: Final = ("hs_searchable_calculated_phone_number", "hs_searchable_calculated_mobile_number")
_EMAILS: Final = ("email", "hs_additional_emails")
SHOWN: Final = ("firstname", "lastname", *_PHONES, *_EMAILS)
_PAGE: Final = 100
#: Of more contacts than these only the names are read, not each one's company and deals.
_KNOWN_WHOLE: Final = 10
#: The type of the edge to a contact's primary company (reference 1.3).
_PRIMARY: Final = 1


class People:
    """The contacts of one portal; `regions` are those in which a number without its country code is read."""

    def __init__(self, client: HubSpotClient, regions: tuple[str, ...]) -> None:
        self._client, self._regions = client, regions

    def find(self, hints: PartyHints) -> tuple[Party, ...]:
        """Return every contact with one of these phones, else those with one of these e-mails."""
        for asked in (_as_kept, _loosely) if hints.phones else ():
            fits = [(one, self._line(one, hints.phones)) for one in self._search(asked(hints.phones))]
            found = self._parties([(one, how) for one, how in fits if how is not None])
            if found:
                return found
        if hints.emails:
            wanted = {email.lower() for email in hints.emails}
            tried = [
                Filter(property_name="email", operator="IN", values=sorted(wanted)),
                *(
                    Filter(property_name="hs_additional_emails", operator="CONTAINS_TOKEN", value=email)
                    for email in sorted(wanted)
                ),
            ]
            return self._parties([(one, "email") for one in self._search(tried) if wanted & _emails(one)])
        return ()

    def companies(self, domain: str) -> tuple[Company, ...]:
        """Return the companies with this web domain, ten at most."""
        asked = PublicObjectSearchRequest(
            filter_groups=[
                FilterGroup(filters=[Filter(property_name="domain", operator="EQ", value=domain.lower())])
            ],
            properties=["name"],
            limit=10,
            after="0",
            sorts=[],
        )
        with answering():
            page = self._client.searches.do_search("companies", asked)
        return tuple(Company(id=one.id, name=one.properties.get("name") or one.id) for one in page.results)

    def _parties(self, found: list[tuple[Any, MatchedBy]]) -> tuple[Party, ...]:
        whole = len(found) <= _KNOWN_WHOLE
        return tuple(self.party(one, how, whole=whole) for one, how in found)

    def party(self, contact: Any, matched_by: MatchedBy, *, whole: bool = True) -> Party:  # noqa: ANN401 - untyped
        """Return a contact of HubSpot's, and the `whole` of it with its company and its open deals."""
        values = contact.properties
        name = " ".join(filter(None, (values.get("firstname"), values.get("lastname"))))
        phone = values.get("phone") or values.get("mobilephone")
        return Party(
            contact_id=contact.id,
            name=name or values.get("email") or contact.id,
            phone=normalise_phone(phone, self._regions) or phone if phone else None,
            email=(values.get("email") or "").lower() or None,
            company=self._company(contact.id) if whole else None,
            deals=self._open_deals(contact.id) if whole else (),
            matched_by=matched_by,
        )

    def _search(self, tried: list[Filter]) -> list[Any]:
        """Return the contacts that fit any of these, each once, however many requests that takes."""
        found: dict[str, Any] = {}
        for place in range(0, len(tried), 5):
            groups = [FilterGroup(filters=[one]) for one in tried[place : place + 5]]
            after: str | None = "0"
            while after is not None:
                asked = PublicObjectSearchRequest(
                    filter_groups=groups, properties=list(SHOWN), limit=_PAGE, after=after, sorts=[]
                )
                with answering():
                    page = self._client.searches.do_search("contacts", asked)
                found |= {one.id: one for one in page.results}
                after = page.paging.next.after if page.paging and page.paging.next else None
        return list(found.values())

    def _company(self, contact_id: str) -> Company | None:
        """Return the primary company, else the first one."""
        edges = self._edges(contact_id, "companies")
        primary = [edge for edge in edges if any(one.type_id == _PRIMARY for one in edge.association_types)]
        chosen = [str(edge.to_object_id) for edge in (primary or edges)[:1]]
        found = self._read("companies", chosen, "name")
        return next((Company(id=one.id, name=one.properties.get("name") or one.id) for one in found), None)

    def _open_deals(self, contact_id: str) -> tuple[Deal, ...]:
        deals = [str(edge.to_object_id) for edge in self._edges(contact_id, "deals")]
        return tuple(
            Deal(id=one.id, title=one.properties.get("dealname") or one.id)
            for one in self._read("deals", deals, "dealname", "hs_is_closed")
            if one.properties.get("hs_is_closed") != "true"
        )

    def _read(self, kind: str, ids: list[str], *names: str) -> list[Any]:
        if not ids:
            return []
        asked = BatchReadInputSimplePublicObjectId(
            inputs=[SimplePublicObjectId(id=one) for one in ids],
            properties=list(names),
            properties_with_history=[],
        )
        with answering():
            return list(self._client.batches.read(kind, asked).results)

    def _edges(self, contact_id: str, kind: str) -> list[Any]:
        with answering():
            return list(self._client.edges.get_page("contacts", contact_id, kind, limit=_PAGE).results)

    def _line(self, contact: Any, wanted: tuple[str, ...]) -> MatchedBy | None:  # noqa: ANN401 - untyped
        """Say whether one of the contact's numbers is one of these, as whole numbers."""
        held = [contact.properties.get(name) for name in _PHONES]
        how = {same_line(phone, one, self._regions) for phone in held if phone for one in wanted}
        if "same" in how:
            return "phone"
        return "extension" if "extension" in how else None


def _emails(contact: Any) -> set[str]:  # noqa: ANN401 - untyped
    more = (contact.properties.get("hs_additional_emails") or "").replace(",", ";").split(";")
    return {email.strip().lower() for email in (contact.properties.get("email") or "", *more)} - {""}


def _as_kept(phones: Iterable[str]) -> list[Filter]:
    """Ask for the numbers as HubSpot reckons them, and as E.164 writes them."""
    return [
        Filter(property_name=name, operator="EQ", value=value)
        for phone in phones
        for name, value in (
            *((name, _national(phone)) for name in _SEARCHABLE),
            *((name, phone) for name in _PHONES),
        )
    ]


def _loosely(phones: Iterable[str]) -> list[Filter]:
    """Ask for whatever has the national number in it: with a trunk prefix, or an extension behind."""
    return [
        Filter(property_name=name, operator="CONTAINS_TOKEN", value=f"*{_national(phone)}*")
        for phone in phones
        for name in (*_SEARCHABLE, *_PHONES)
    ]


def _national(phone: str) -> str:
    return phonenumbers.national_significant_number(phonenumbers.parse(phone, None))
