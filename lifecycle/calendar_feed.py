"""A person's own calendar address: made and ended by that person, and ended with the role it was made in.

In: an account, or the secret in an address. Out: what that person has to do until when.
Not here: writing the calendar (callnotes/calendar_feed.py).
"""

from __future__ import annotations

from datetime import datetime

from lifecycle.promise_value import PromiseEntry, entry_of
from lifecycle.secret import hashed, new_secret
from models.access import Permission
from models.errors import ForbiddenError
from storage import accounts, calendar_feeds
from storage.accounts import Account
from storage.calendar_feeds import Feed
from storage.shelves import Shelves

_NEEDED = (Permission.SEE_CALLS, Permission.SEE_PERSONAL)


def make(shelves: Shelves, account: Account) -> str:
    """Give the person a calendar address in place of the one before, and return its secret, this once.

    Raises ForbiddenError for a role that does not read what was said.
    """
    if not _may(account):
        raise ForbiddenError("A calendar shows words from calls, which this role does not read.")
    secret = new_secret()
    with shelves.database.transaction() as session:
        calendar_feeds.set_address(session, account.id, hashed(secret), at=shelves.clock())
        shelves.audit().note_in(session, account.actor, "made_a_calendar_address")
    return secret


def end(shelves: Shelves, account: Account) -> None:
    """End the person's calendar address; again changes nothing."""
    with shelves.database.transaction() as session:
        if calendar_feeds.end(session, account.id):
            shelves.audit().note_in(session, account.actor, "ended_the_calendar_address")


def standing(shelves: Shelves, account: Account) -> Feed | None:
    """Return since when the person has an address, or None."""
    with shelves.database.reading() as session:
        return calendar_feeds.of(session, account.id)


def whose(shelves: Shelves, secret: str) -> Account | None:
    """Return whose address this is; None when it is nobody's, or its person may not read calls any more."""
    with shelves.database.reading() as session:
        row = calendar_feeds.account_of(session, hashed(secret))
        account = None if row is None else accounts.read(session, row)
    return account if account and account.disabled_at is None and _may(account) else None


def state(shelves: Shelves, account: Account) -> tuple[str, datetime] | None:
    """Return a mark of what the calendar shows now and since when; None when the address ended meanwhile."""
    with shelves.database.transaction() as session:
        return calendar_feeds.seen(session, account.id, account.email, at=shelves.clock())


def due(shelves: Shelves, account: Account) -> tuple[PromiseEntry, ...]:
    """Return what the person has to do and has a day, the most urgent first."""
    now = shelves.clock()
    with shelves.database.reading() as session:
        rows = calendar_feeds.due_of(session, account.email)
        return tuple(entry_of(session, row, now=now) for row in rows)


def _may(account: Account) -> bool:
    return all(account.actor.may(needed) for needed in _NEEDED)
