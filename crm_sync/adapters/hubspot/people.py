"""Finds contacts in HubSpot: by phone in all forms that it may stand in, else by e-mail; companies and deals.

Search answers too much, and is checked here; it lags behind, so a contact that we made is found by its key.
Source: reference 1.6.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, Literal

import phonenumbers
from hubspot.crm.objects import (
    BatchReadInputSimplePublicObjectId,
    Filter,
    FilterGroup,
    PublicObjectSearchRequest,
    SimplePublicObjectId,
)

from crm_sync.adapters.hubspot.client import HubSpotClient, answering
from models.crm import Party, PartyHints
from text.phones import normalise_phone

_PHONES: Final = ("phone", "mobilephone")
_SEARCHABLE: Final = ("hs_searchable_calculated_phone_number", "hs_searchable_calculated_mobile_number")
_EMAILS: Final = ("email", "hs_additional_emails")
SHOWN: Final = ("firstname", "lastname", *_PHONES, *_EMAILS)
_PAGE: Final = 100


class People:
    """The contacts of one portal; `regions` are those in which a number without its country code is read."""

    def __init__(self, client: HubSpotClient, regions: tuple[str, ...]) -> None:
        self._client, self._regions = client, regions

    def find(self, hints: PartyHints) -> tuple[Party, ...]:
        """Return every contact with one of these phones, else those with one of these e-mails."""
        if hints.phones:
            tried = [
                Filter(property_name=name, operator="EQ", value=value) for name, value in _asked(hints.phones)
            ]
            wanted = set(hints.phones)
            found = [one for one in self._search(tried) if wanted & self._phones(one)]
            if found:
                return tuple(self.party(one, "phone") for one in found)
        if hints.emails:
            wanted = {email.lower() for email in hints.emails}
            tried = [
                Filter(property_name="email", operator="IN", values=sorted(wanted)),
                *(
                    Filter(property_name="hs_additional_emails", operator="CONTAINS_TOKEN", value=email)
                    for email in sorted(wanted)
                ),
            ]
            found = [one for one in self._search(tried) if wanted & _emails(one)]
            return tuple(self.party(one, "email") for one in found)
        return ()

    def party(self, contact: Any, matched_by: Literal["phone", "email", "link"]) -> Party:  # noqa: ANN401 - untyped
        """Return a contact of HubSpot's with its company and its deals."""
        values = contact.properties
        name = " ".join(filter(None, (values.get("firstname"), values.get("lastname"))))
        phone = values.get("phone") or values.get("mobilephone")
        companies = self._connected(contact.id, "companies")
        return Party(
            contact_id=contact.id,
            name=name or values.get("email") or contact.id,
            phone=normalise_phone(phone, self._regions) or phone if phone else None,
            email=(values.get("email") or "").lower() or None,
            company_id=companies[0] if companies else None,
            deal_ids=self._open_deals(contact.id),
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

    def _open_deals(self, contact_id: str) -> tuple[str, ...]:
        deals = self._connected(contact_id, "deals")
        if not deals:
            return ()
        asked = BatchReadInputSimplePublicObjectId(
            inputs=[SimplePublicObjectId(id=deal) for deal in deals],
            properties=["hs_is_closed"],
            properties_with_history=[],
        )
        with answering():
            page = self._client.batches.read("deals", asked)
        return tuple(one.id for one in page.results if one.properties.get("hs_is_closed") != "true")

    def _connected(self, contact_id: str, kind: str) -> tuple[str, ...]:
        with answering():
            page = self._client.edges.get_page("contacts", contact_id, kind, limit=_PAGE)
        return tuple(str(edge.to_object_id) for edge in page.results)

    def _phones(self, contact: Any) -> set[str | None]:  # noqa: ANN401 - untyped
        held = (contact.properties.get(name) for name in _PHONES)
        return {normalise_phone(phone, self._regions) for phone in held if phone}


def _emails(contact: Any) -> set[str]:  # noqa: ANN401 - untyped
    more = (contact.properties.get("hs_additional_emails") or "").replace(",", ";").split(";")
    return {email.strip().lower() for email in (contact.properties.get("email") or "", *more)} - {""}


def _asked(phones: Iterable[str]) -> list[tuple[str, str]]:
    asked = []
    for phone in phones:
        national = phonenumbers.national_significant_number(phonenumbers.parse(phone, None))
        asked += [(name, national) for name in _SEARCHABLE] + [(name, phone) for name in _PHONES]
    return asked
