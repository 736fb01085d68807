"""Says to which contact, company and deal a record of the call is attached.

In: the matched party or None. Out: the three ids, as the operations take them.
"""

from __future__ import annotations

from typing import TypedDict

from models.crm import Party


class Attachment(TypedDict):
    """Keyword arguments of `PutNote` and `PutTask`."""

    contact_id: str | None
    company_id: str | None
    deal_id: str | None


def attachment(party: Party | None) -> Attachment:
    """Return the ids; a deal only when there is exactly one, since to choose among several is to guess."""
    if party is None:
        return {"contact_id": None, "company_id": None, "deal_id": None}
    return {
        "contact_id": party.contact_id,
        "company_id": party.company_id,
        "deal_id": party.deal_ids[0] if len(party.deal_ids) == 1 else None,
    }
