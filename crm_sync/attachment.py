"""Says to which contact, company and deal a record of the call is attached.

In: the call, with the deal that a person chose, and the matched party or None. Out: the three ids.
"""

from __future__ import annotations

from typing import TypedDict

from models.call import Call
from models.crm import Party


class Attachment(TypedDict):
    """Keyword arguments of `PutNote`, `PutTask` and `PutCall`."""

    contact_id: str | None
    company_id: str | None
    deal_id: str | None


def attachment(call: Call, party: Party | None) -> Attachment:
    """Return the ids; a deal only when there is exactly one or a person chose it: all else is to guess."""
    if party is None:
        return {"contact_id": None, "company_id": None, "deal_id": None}
    return {
        "contact_id": party.contact_id,
        "company_id": party.company.id if party.company else None,
        "deal_id": _deal(party, call),
    }


def _deal(party: Party, call: Call) -> str | None:
    if call.deal_by is not None:
        return call.deal_id
    return party.deals[0].id if len(party.deals) == 1 else None
