"""Which calls an actor sees, as a condition of the query: what is not seen never leaves the database.

In: `Actor`, or None for the program itself, which sees all. Out: a condition on `CallRow`.
The same rule on values stands in `models.access.Actor.sees`.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, false, or_, true

from models.access import Actor
from storage.tables import CallRow


def seen_by(actor: Actor | None) -> ColumnElement[bool]:
    """Return the condition that holds for the calls that this actor sees."""
    if actor is None or actor.sees_every_call:
        return true()
    if not actor.sees_own_calls:
        return false()
    own = CallRow.agent == actor.name  # both as models.mail_address.plain_address has them
    return or_(own, CallRow.team.in_(actor.sees_teams)) if actor.sees_teams else own
