"""What a call lacks of its metadata is taken over from whoever knows it, as long as nobody has decided on it.

In: a locked row, and what an arrival says of the call. Out: the row with more in it. Nothing is replaced.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from models.call import CallDetails
from models.mail_address import is_address, plain_address
from models.stages import Stage
from models.zones import offset_s
from storage.calls import labels_of
from storage.database import Session
from storage.events import add_event
from storage.tables import CallRow

#: Once a call is decided or over, what is known of it stands.
FILLED_IN: Final = frozenset((
    Stage.AWAITING_AUDIO, Stage.AWAITING_CONSENT, Stage.QUEUED, Stage.TRANSCRIBED, Stage.DRAFTED,
    Stage.STAGED, Stage.CANCELLED,
))  # fmt: skip


def fill_in(session: Session, row: CallRow, details: CallDetails, *, at: datetime) -> None:
    """What the call lacks of its metadata is taken over; the event names the fields, not their values."""
    filled = []
    if details.agent and not row.agent:
        row.agent = agent_of(details)
        filled.append("agent")
    if details.team and not row.team:
        row.team = details.team
        filled.append("team")
    if details.direction and not row.direction:
        row.direction = details.direction
        filled.append("direction")
    if details.started_at and not row.started_at:
        row.started_at, row.started_offset_s = details.started_at, offset_s(details.started_at)
        filled.append("started_at")
    customer = details.customer
    if (customer.phone or customer.email) and not (row.customer_phone or row.customer_email):
        row.customer_phone, row.customer_email = customer.phone, customer.email
        filled.append("customer")
    if set(details.labels) - set(labels_of(row)):
        row.labels = labels_column(details, labels_of(row))
        filled.append("labels")
    if filled:
        add_event(session, row.id, "filled_in", at=at, why=", ".join(filled))


def labels_column(details: CallDetails, known: tuple[str, ...] = ()) -> str:
    """Return the labels as a call's row keeps them, so that each can be found by itself."""
    labels = dict.fromkeys((*known, *details.labels))
    return "\n".join(("", *labels, "")) if labels else ""


def agent_of(details: CallDetails) -> str | None:
    """Return the agent's address as accounts are named, so that own calls are found; a mere name stays."""
    agent = details.agent
    return plain_address(agent) if agent and is_address(agent) else agent
