"""Whose calls are: the agent and the customer of each, and the customers that have a name.

In: a session, ids of calls, or a part of a name and who asks. Out: `CallOf`, ids and names of contacts.
Not here: finding calls (call_search.py), all of a contact (crm_reading.py).
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from models.access import Actor
from models.frozen import Frozen
from storage import call_search
from storage.crm_reading import names_of_contacts
from storage.database import Session
from storage.sight import ways_to_calls
from storage.tables import CallRow, CrmContactRow

_PORTION = 500


class CallOf(Frozen):
    """The agent of a call, and its customer: by the name of the contact, else by number or address."""

    agent: str | None
    contact_id: str | None
    name: str | None
    phone: str | None
    email: str | None


def whose_calls(session: Session, call_ids: Collection[str]) -> dict[str, CallOf]:
    """Return whose each of these few calls is; the name that a person gave to a new contact counts as one."""
    rows = session.execute(
        select(
            CallRow.id,
            CallRow.agent,
            CallRow.contact_id,
            CallRow.wished_contact_name,
            CallRow.customer_phone,
            CallRow.customer_email,
        ).where(CallRow.id.in_(call_ids))
    ).all()
    names = names_of_contacts(session, {row.contact_id for row in rows if row.contact_id})
    return {
        row.id: CallOf(
            agent=row.agent,
            contact_id=row.contact_id if row.contact_id in names else None,
            name=names.get(row.contact_id, row.wished_contact_name),
            phone=row.customer_phone,
            email=row.customer_email,
        )
        for row in rows
    }


def customers_named(session: Session, text: str, actor: Actor, *, limit: int) -> tuple[tuple[str, str], ...]:
    """Return ids and names of contacts with this text in the name, by name.

    They are looked for among the contacts of the newest calls that the actor sees, of as many as the list of
    calls looks through, so what it costs does not grow with the number of contacts.
    """
    newest = (CallRow.received_at.desc(), CallRow.id.desc())
    contacts = {
        contact_id
        for way in ways_to_calls(actor)
        for contact_id in session.scalars(
            select(CallRow.contact_id).where(way).order_by(*newest).limit(call_search.LOOKED_THROUGH)
        )
        if contact_id
    }
    ids, is_named = sorted(contacts), CrmContactRow.name.icontains(text, autoescape=True)
    found = [
        (row.name, row.id)
        for start in range(0, len(ids), _PORTION)
        for row in session.execute(
            select(CrmContactRow.id, CrmContactRow.name).where(
                CrmContactRow.id.in_(ids[start : start + _PORTION]), is_named
            )
        )
    ]
    return tuple((contact_id, name) for name, contact_id in sorted(found)[:limit])
