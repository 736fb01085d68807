"""Links a call to a contact that the CRM has, or to a new one made from what is known of the customer.

In: the doors, the call's id, who links it to what. Out: the linked call.
Not here: when a link may still change (lifecycle.link).
"""

from __future__ import annotations

from api.doors import Doors
from api.v1.decision_bodies import LinkBody
from lifecycle import link, reading
from models.call import Call
from models.crm import Party
from models.errors import ContactNotFoundError, InputError


def link_as_said(doors: Doors, call_id: str, body: LinkBody) -> Call:
    """Link the call. Raises ContactNotFoundError, StageError, InputError when no contact can be made here."""
    call = reading.call(doors.shelves, call_id)
    contact_id = body.contact_id
    if contact_id is None:
        contact_id = _new_contact(doors, call, body.name).contact_id
    elif doors.contacts is not None and doors.contacts.contact(contact_id) is None:
        raise ContactNotFoundError("The CRM has no contact with this id; look it up, or link a new one.")
    return link.link_contact(doors.shelves, call.id, contact_id, by=body.by)


def _new_contact(doors: Doors, call: Call, name: str | None) -> Party:
    if doors.contacts is None:
        raise InputError("Contacts of this CRM are not made here; make it in the CRM and link it by its id.")
    customer = call.details.customer
    known_by = name or customer.email or customer.phone
    if known_by is None:
        raise InputError("Nothing is known of the customer; give the new contact a name.")
    return doors.contacts.create_contact(
        key=f"{call.id}:contact", name=known_by, phone=customer.phone, email=customer.email
    )
