"""To whom the tour of the desk is offered: once, to a person who may decide on calls.

In: who looks. Out: yes or no; the mark on the account. What the tour shows is api/web/tour_page.py.
"""

from __future__ import annotations

from models.access import Actor, Permission
from storage import accounts
from storage.shelves import Shelves


def is_offered(shelves: Shelves, actor: Actor) -> bool:
    """Return whether this person, who may decide, has neither taken the tour nor put it off."""
    if not actor.may(Permission.DECIDE):
        return False
    with shelves.database.reading() as session:
        row = accounts.by_email(session, actor.name)
        return row is not None and not row.tour_seen


def set_seen(shelves: Shelves, actor: Actor) -> None:
    """Keep that this person took the tour, or did not want it: it is not offered again."""
    with shelves.database.transaction() as session:
        row = accounts.by_email(session, actor.name)
        if row is not None:
            row.tour_seen = True
