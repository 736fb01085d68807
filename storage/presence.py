"""Who has the page of a call open and may decide on it, in whatever process; it ends by itself.

In: a call, a person. Out: the names of the others. Coming and going are changes of the call (changes.py).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select, update

from storage.database import Session
from storage.ids import new_id
from storage.tables import PresenceRow

#: So long somebody counts as there after the last sign; a page gives one three times as often.
LASTS: Final = timedelta(seconds=45)
AGAIN_S: Final = LASTS.total_seconds() / 3


def come(session: Session, call_id: str, who: str, *, at: datetime) -> str:
    """Note that this person has the call's page open; returns the id to go with."""
    row = PresenceRow(id=new_id("page"), call_id=call_id, who=who, until=at + LASTS)
    session.add(row)
    return row.id


def stay(session: Session, page_id: str, *, at: datetime) -> None:
    """Give a sign that the page is still open; this is no change that others need to hear of."""
    session.execute(update(PresenceRow).where(PresenceRow.id == page_id).values(until=at + LASTS))


def go(session: Session, page_id: str) -> None:
    """Note that the page is closed."""
    row = session.get(PresenceRow, page_id)
    if row is not None:
        session.delete(row)


def are_over(session: Session, at: datetime) -> bool:
    """True where the page of somebody went without a word."""
    return session.scalars(select(PresenceRow.id).where(PresenceRow.until <= at).limit(1)).first() is not None


def forget_over(session: Session, at: datetime) -> None:
    """Forget those pages, so that the others hear of it."""
    for row in session.scalars(
        select(PresenceRow).where(PresenceRow.until <= at).with_for_update(skip_locked=True)
    ):
        session.delete(row)


def others_on(session: Session, call_id: str, *, besides: str, at: datetime) -> tuple[str, ...]:
    """Return who else has the page of the call open, by name."""
    names = (
        select(PresenceRow.who)
        .where(PresenceRow.call_id == call_id, PresenceRow.who != besides, PresenceRow.until > at)
        .distinct()
    )
    return tuple(session.scalars(names.order_by(PresenceRow.who)))
