"""Which calls and promises an actor sees, as a condition of the query: what is not seen never leaves it.

In: `Actor`, or None for the program itself, which sees all. Out: conditions on `CallRow` and `PromiseRow`.
The same rule on values stands in `models.access.Actor.sees`.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, false, or_, true

from models.access import Actor
from storage.no_index import by_no_index
from storage.tables import CallRow, PromiseRow


def seen_by(actor: Actor | None) -> ColumnElement[bool]:
    """Return the condition that holds for the calls that this actor sees."""
    if actor is None or actor.sees_every_call:
        return true()
    if not actor.sees_own_calls:
        return false()
    own = CallRow.agent == actor.name  # both as models.mail_address.plain_address has them
    return or_(own, CallRow.team.in_(actor.sees_teams)) if actor.sees_teams else own


def ways_to_calls(actor: Actor | None) -> tuple[ColumnElement[bool], ...]:
    """Return conditions that an index answers in the order of a list; together they are `seen_by`."""
    if actor is None or actor.sees_every_call or not actor.sees_own_calls:
        return (seen_by(actor),)
    return (CallRow.agent == actor.name, *(CallRow.team == one for one in actor.sees_teams))


def ways_to_promises(actor: Actor | None, *, by_index: bool = True) -> tuple[ColumnElement[bool], ...]:
    """Return conditions of which each holds for promises that this actor sees, together for all of them.

    They are those of the calls that are seen, and those that the actor looks after, whoever had the call.
    Each one alone is answered from an index in the order of the list; all of them in one query are not.
    Not `by_index` where another condition leaves fewer rows (no_index.py).
    """
    if actor is None or actor.sees_every_call:
        return (true(),)
    if not actor.sees_own_calls:
        return (false(),)
    agent, owner, team = (
        column if by_index else by_no_index(column)
        for column in (PromiseRow.agent, PromiseRow.owner, PromiseRow.team)
    )
    return (agent == actor.name, owner == actor.name, *(team == one for one in actor.sees_teams))
