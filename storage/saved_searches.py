"""The searches that people keep, each under a name of its owner's.

In: a session, the owner's name. Out: `SavedSearch`.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select

from models.frozen import Frozen
from storage.database import Session
from storage.tables import SavedSearchRow


class SavedSearch(Frozen):
    """A search: `query` is what stands behind the `?` of its address."""

    name: str
    query: str


def of(session: Session, owner: str) -> tuple[SavedSearch, ...]:
    """Return the searches of this person, by name."""
    rows = session.scalars(
        select(SavedSearchRow).where(SavedSearchRow.owner == owner).order_by(SavedSearchRow.name)
    )
    return tuple(SavedSearch(name=row.name, query=row.query) for row in rows)


def keep(session: Session, owner: str, name: str, query: str, *, at: datetime) -> None:
    """Keep a search in the place of one of the same name."""
    remove(session, owner, name)
    session.add(SavedSearchRow(owner=owner, name=name, query=query, made_at=at))
    session.flush()


def remove(session: Session, owner: str, name: str) -> None:
    """Remove a search, if it is there."""
    session.execute(delete(SavedSearchRow).where(SavedSearchRow.owner == owner, SavedSearchRow.name == name))
