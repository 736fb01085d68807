"""A person's own calendar address: made and ended by that person, and ended with the role it was made in.

In: an account, or the secret in an address. Out: what is due of that person's confirmed calls.
Not here: writing the calendar (callnotes/calendar_feed.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from lifecycle.secret import hashed, new_secret
from models.access import Permission
from models.call import Call
from models.errors import ForbiddenError
from models.frozen import Frozen
from models.notes import CallNotes
from models.review import Decision
from storage import accounts, calendar_feeds, calls, drafts
from storage.accounts import Account
from storage.calendar_feeds import Feed
from storage.database import Session
from storage.shelves import Shelves
from storage.tables import CallRow

_NEEDED = (Permission.SEE_CALLS, Permission.SEE_PERSONAL)


class ConfirmedCall(Frozen):
    """A call that a person has decided: its notes, and the decisions that count."""

    call: Call
    notes: CallNotes
    decisions: tuple[Decision, ...]


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


def confirmed(shelves: Shelves, account: Account) -> tuple[ConfirmedCall, ...]:
    """Return the person's decided calls, the last decided first."""
    with shelves.database.reading() as session:
        return tuple(_confirmed(session, calendar_feeds.decided_calls(session, account.email)))


def _confirmed(session: Session, rows: Iterable[CallRow]) -> Iterable[ConfirmedCall]:
    for row in rows:
        stored = drafts.notes(session, row.id)
        if stored is None:
            continue
        decided = drafts.decisions(session, row.id, stored[0].number)
        latest = {one.item_id: one for one in decided}
        yield ConfirmedCall(call=calls.read(session, row), notes=stored[1], decisions=tuple(latest.values()))


def _may(account: Account) -> bool:
    return all(account.actor.may(needed) for needed in _NEEDED)
