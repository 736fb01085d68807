"""The endpoints that events are sent to: an admin adds, tests, pauses, resumes and removes them.

In: what an admin wants. Out: an endpoint, or its secret, which is shown this once.
Not here: when something is tried again (models/outgoing.py), sending (pipeline/outgoing.py).
"""

from __future__ import annotations

import base64
import re
import secrets
from datetime import timedelta
from typing import Final

from models.access import Actor, Permission
from models.errors import ForbiddenError, InputError
from models.outgoing import BOTH_SIGN_FOR_S, EVENT_KINDS, TEST, OutgoingEndpoint
from storage import outbox, outgoing_endpoints
from storage.database import Session
from storage.ids import new_id
from storage.outgoing_endpoints import SealedAddress, opened, sealed
from storage.shelves import Shelves
from storage.tables import OutgoingEndpointRow
from text.hook_address import read_hook_address
from text.recording_addresses import AllowedHost

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_KEY_BYTES: Final = 32
_MOST: Final = 50
#: Why an endpoint is paused, where a person wanted it.
BY_A_PERSON: Final = "paused by a person"


def add(
    shelves: Shelves,
    name: str,
    url: str,
    events: tuple[str, ...],
    *,
    with_items: bool,
    private_hosts: tuple[AllowedHost, ...],
    actor: Actor,
) -> str:
    """Add an endpoint and return its secret, `whsec_...`, which is shown this once.

    Raises InputError, and ForbiddenError for who would get words from calls in this way, and reads none.
    """
    if with_items and actor.role is not None and not actor.may(Permission.SEE_PERSONAL):
        raise ForbiddenError(
            "Confirmed items are words from calls, which you do not read; have an admin to whom calls are "
            "granted add this endpoint, or the operator by `callnotes webhooks add --with-items`."
        )
    if not _NAME.fullmatch(name):
        raise InputError("The name of an endpoint is of small letters, digits and . _ -; choose such a name.")
    if not events or not set(events) <= set(EVENT_KINDS):
        raise InputError("An endpoint needs one kind of event or more of those listed; choose what it gets.")
    read_hook_address(url, private_hosts)
    key, now, endpoint_id = secrets.token_bytes(_KEY_BYTES), shelves.clock(), new_id("out")
    address = SealedAddress(url=url.strip(), secrets=()).with_new(key, now=now, old_until=now)
    with shelves.database.transaction() as session:
        if outgoing_endpoints.by_name(session, name) is not None:
            raise InputError("There is an endpoint with this name; choose another one.")
        if len(outgoing_endpoints.every(session, shelves.audio.key, now=now)) >= _MOST:
            raise InputError(f"There are {_MOST} endpoints, which is the most; remove one first.")
        session.add(
            OutgoingEndpointRow(
                id=endpoint_id,
                name=name,
                sealed=sealed(endpoint_id, address, shelves.audio.key),
                events=" ".join(one for one in EVENT_KINDS if one in events),
                with_items=with_items,
                made_by=actor.name,
                made_at=now,
            )
        )
        told = f"{name}, with the confirmed notes" if with_items else name
        shelves.audit().note_in(session, actor, "added_endpoint", detail=told)
    return _shown(key)


def every(shelves: Shelves) -> tuple[OutgoingEndpoint, ...]:
    """Return all endpoints by name, without their secrets."""
    with shelves.database.reading() as session:
        return outgoing_endpoints.every(session, shelves.audio.key, now=shelves.clock())


def test(shelves: Shelves, name: str, *, actor: Actor) -> str:
    """Have one test event sent, also while the endpoint is paused, and return the message's id.

    Raises InputError for an unknown endpoint.
    """
    with shelves.database.transaction() as session:
        row = _known(session, name)
        at = shelves.clock()
        message_id = outbox.announce(session, TEST, call_id=None, at=at, facts=dict, only=row.id)
        shelves.audit().note_in(session, actor, "tested_endpoint", detail=name)
    return message_id or ""


def pause(shelves: Shelves, name: str, *, actor: Actor) -> None:
    """Send nothing more until it is resumed; what happens meanwhile is kept. Again changes nothing."""
    with shelves.database.transaction() as session:
        row = _known(session, name)
        if row.paused_at is None:
            row.paused_at, row.paused_why = shelves.clock(), BY_A_PERSON
            shelves.audit().note_in(session, actor, "paused_endpoint", detail=name)


def resume(shelves: Shelves, name: str, *, actor: Actor) -> None:
    """Go on, beginning with all that was not taken, in the order in which it happened.

    An endpoint that is not paused gets now what it missed.
    """
    with shelves.database.transaction() as session:
        row = _known(session, name)
        row.paused_at = row.paused_why = row.failing_since = row.rests_until = None
        outbox.send_again(session, row.id, at=shelves.clock())
        shelves.audit().note_in(session, actor, "resumed_endpoint", detail=name)


def exchange_secret(shelves: Shelves, name: str, *, actor: Actor) -> str:
    """Give the endpoint another secret and return it; for a day both sign. Raises InputError."""
    key, now = secrets.token_bytes(_KEY_BYTES), shelves.clock()
    with shelves.database.transaction() as session:
        row = _known(session, name)
        address = opened(row, shelves.audio.key)
        if address is None:
            raise InputError(
                "The endpoint was sealed with another master key; put that back, or remove and add it."
            )
        renewed = address.with_new(key, now=now, old_until=now + timedelta(seconds=BOTH_SIGN_FOR_S))
        row.sealed = sealed(row.id, renewed, shelves.audio.key)
        shelves.audit().note_in(session, actor, "exchanged_endpoint_secret", detail=name)
    return _shown(key)


def remove(shelves: Shelves, name: str, *, actor: Actor) -> None:
    """Remove the endpoint, with what it was still to be told and its log. Raises InputError."""
    with shelves.database.transaction() as session:
        session.delete(_known(session, name))
        shelves.audit().note_in(session, actor, "removed_endpoint", detail=name)


def _known(session: Session, name: str) -> OutgoingEndpointRow:
    row = outgoing_endpoints.by_name(session, name)
    if row is None:
        raise InputError("There is no endpoint with this name; look at the list of endpoints.")
    return row


def _shown(key: bytes) -> str:
    return "whsec_" + base64.b64encode(key).decode()
