"""Rows of calendar addresses: one a person, kept as a hash, with when what it shows last changed.

In: a session. Out: `Feed` values without secrets, the person whose address is shown, what is due of it.
Not here: who may have one (lifecycle/calendar_feed.py), writing the calendar (callnotes/calendar_feed.py).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from pydantic import AwareDatetime
from sqlalchemy import delete, select

from models.frozen import Frozen
from storage.database import Session
from storage.tables import AccountRow, CalendarFeedRow, PromiseRow

#: So many things to do, the most urgent first, are in a calendar.
MOST: Final = 1000
#: What tells one state of a thing to do from another.
_SHOWN: Final = ("call_id", "item_id", "notes_version", "confirmed_at", "revision", "due_on", "due_time")


class Feed(Frozen):
    """A person's calendar address as that person sees it: since when, and when it was last asked."""

    made_at: AwareDatetime
    asked_at: AwareDatetime | None = None


def of(session: Session, account_id: str) -> Feed | None:
    """Return the address of this account, or None."""
    row = session.get(CalendarFeedRow, account_id)
    return None if row is None else Feed(made_at=row.made_at, asked_at=row.asked_at)


def set_address(session: Session, account_id: str, hashed: str, *, at: datetime) -> None:
    """Let the account have this address and no other."""
    end(session, account_id)
    session.add(CalendarFeedRow(account_id=account_id, hash=hashed, made_at=at, tag="", changed_at=at))
    session.flush()


def end(session: Session, account_id: str) -> bool:
    """End the account's address; true when there was one."""
    row = session.get(CalendarFeedRow, account_id, with_for_update=True)
    session.execute(delete(CalendarFeedRow).where(CalendarFeedRow.account_id == account_id))
    session.flush()
    return row is not None


def account_of(session: Session, hashed: str) -> AccountRow | None:
    """Return the account whose address has this hash, or None."""
    query = select(AccountRow).join(CalendarFeedRow, CalendarFeedRow.account_id == AccountRow.id)
    return session.scalars(query.where(CalendarFeedRow.hash == hashed)).one_or_none()


def due_of(session: Session, email: str) -> Sequence[PromiseRow]:
    """Return what this person has to do and has a day, the most urgent first."""
    query = select(PromiseRow).where(
        PromiseRow.owner == email,
        PromiseRow.state == "open",
        PromiseRow.side == "ours",
        PromiseRow.due_on.is_not(None),
    )
    order = (PromiseRow.sort_at, PromiseRow.call_id, PromiseRow.item_id)
    return session.scalars(query.order_by(*order).limit(MOST)).all()


def seen(session: Session, account_id: str, email: str, *, at: datetime) -> tuple[str, datetime] | None:
    """Note that the address was asked; return what tells this state from every other, and since when it is.

    Moments are whole seconds apart, as HTTP writes them, so that a change is never within the one before.
    """
    row = session.get(CalendarFeedRow, account_id, with_for_update=True)
    if row is None:
        return None
    states = [tuple(str(getattr(one, name)) for name in _SHOWN) for one in due_of(session, email)]
    tag = hashlib.sha256(repr((row.hash, states)).encode()).hexdigest()[:32]
    if tag != row.tag:
        row.changed_at = max(at, row.changed_at + timedelta(seconds=1)) if row.tag else at
        row.tag = tag
    row.asked_at = at
    return tag, row.changed_at
