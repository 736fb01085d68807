"""Says when a call was, who spoke and which way it went: the lines that head every record of it.

In: `Call`, the contact where one is known, the call's own zone. Out: lines of plain text.
"""

from __future__ import annotations

from datetime import datetime, tzinfo

from crm_sync.one_line import one_line
from models.call import Call
from models.crm import Party
from models.zones import zone_name


def call_moment(call: Call) -> datetime:
    """Return when the call took place; when that is not known, when it came in."""
    return call.details.started_at or call.received_at


def local_text(moment: datetime, zone: tzinfo) -> str:
    """Return a moment as people of this zone write it: `2026-11-20 14:05 (Europe/Berlin)`."""
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M} ({zone_name(zone, moment)})"


def customer_name(call: Call, party: Party | None) -> str:
    """Return the contact's name, else how the customer was given, else that nobody knows."""
    given = call.details.customer
    name = (party.name if party else "") or given.phone or given.email or ""
    return one_line(name) or "unknown customer"


def subject(call: Call, party: Party | None, zone: tzinfo) -> str:
    """Return what the titles of the call's records say of it: with whom and when."""
    return f"{customer_name(call, party)}, {call_moment(call).astimezone(zone):%Y-%m-%d %H:%M}"


def call_facts(call: Call, party: Party | None, zone: tzinfo) -> tuple[str, ...]:
    """Return the lines `When`, `Who`, `Direction` and `Call`; what is not known is said to be unknown."""
    moment = local_text(call_moment(call), zone)
    if call.details.started_at is None:
        moment += ", when it came in; when it took place is not known"
    length = f", {clock(call.duration_s)} long" if call.duration_s is not None else ""
    agent = one_line(call.details.agent or "") or "not known"
    return (
        f"When: {moment}{length}",
        f"Who: agent {agent}; customer {customer_name(call, party)}",
        f"Direction: {call.details.direction or 'not known'}",
        f"Call: {call.id}",
        *((f"Call in the CRM: {one_line(call.crm_record)}",) if call.crm_record else ()),
    )


def clock(seconds: float) -> str:
    """Return a time in the recording as mm:ss, with hours in front where there are any."""
    minutes, second = divmod(int(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute:02}:{second:02}"
