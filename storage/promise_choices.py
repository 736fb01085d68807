"""Finds the teams and categories by which a list of promises can be narrowed: those of what the actor sees.

In: a session, the actor. Out: names. It reads so many promises at most, however many there are.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Select, select

from models.access import Actor
from models.frozen import Frozen
from storage import accounts
from storage.database import Session
from storage.sight import ways_to_promises
from storage.tables import PromiseRow

_LOOKED_AT: Final = 1000


class PromiseChoices(Frozen):
    """Names in the order of the alphabet."""

    teams: tuple[str, ...]
    categories: tuple[str, ...]


def promise_choices(session: Session, actor: Actor) -> PromiseChoices:
    """Return the actor's teams (all, where all is seen), and what the promises say that the actor sees."""
    rows = [row for query in choice_queries(actor) for row in session.execute(query)]
    teams = set(accounts.every_team(session) if actor.sees_every_call else actor.sees_teams)
    return PromiseChoices(
        teams=tuple(sorted(teams | {row.team for row in rows if row.team})),
        categories=tuple(sorted({row.category for row in rows})),
    )


def choice_queries(actor: Actor) -> tuple[Select[str | None, str], ...]:
    """Return the queries, one for each way by which the actor sees; what is open comes first."""
    ways = ways_to_promises(actor)
    order = (PromiseRow.state, PromiseRow.sort_at, PromiseRow.call_id, PromiseRow.item_id)
    return tuple(
        select(PromiseRow.team, PromiseRow.category)
        .where(way)
        .order_by(*(column.desc() for column in order))
        .limit(_LOOKED_AT // len(ways))
        for way in ways
    )
