"""What an admin gives one person beyond the role, and takes back: an admin sees calls, an auditor hears them.

In: who acts, about whom. Out: nothing; the audit log tells it. Not here: what it allows (models/).
"""

from __future__ import annotations

from collections.abc import Iterable

from lifecycle.addresses import known_account
from models.access import Actor, Grant, grant_for
from models.errors import InputError
from storage import accounts
from storage.accounts import Account
from storage.database import Session
from storage.shelves import Shelves


def give(shelves: Shelves, email: str, grant: Grant, *, actor: Actor) -> None:
    """Give it; again changes nothing.

    Raises InputError for an unknown person, one whose role cannot have it, or oneself: another admin has to,
    or who stands at the command line.
    """
    with shelves.database.transaction() as session:
        account = accounts.read(session, known_account(session, email))
        if grant_for(account.role) != grant:
            raise InputError(
                "This grant is not for this role: an admin is granted calls, an auditor what is personal."
            )
        if account.email == actor.name and actor.role is not None:
            raise InputError(
                "Nobody grants anything to themselves; ask another admin, or who runs "
                "`callnotes accounts grant` on the machine."
            )
        _give(shelves, session, account, grant, actor=actor)


def of_the_first(shelves: Shelves, session: Session, account: Account) -> Account:
    """Return the account; to the very first one, an admin's, the calls are granted: somebody has to start."""
    if account.role != "admin" or accounts.count(session) > 1:
        return account
    _give(shelves, session, account, "calls", actor=account.actor)
    return account.model_copy(update={"grants": accounts.grants_of(session, account.id)})


def take_back(shelves: Shelves, email: str, grant: Grant, *, actor: Actor) -> None:
    """Take it back, at once in every browser that is open; again changes nothing. Raises InputError."""
    with shelves.database.transaction() as session:
        account = accounts.read(session, known_account(session, email))
        end_in(shelves, session, account, (grant,), actor=actor)


def end_in(
    shelves: Shelves, session: Session, account: Account, grants: Iterable[Grant], *, actor: Actor
) -> None:
    """End these of the person's grants in a transaction that is open already."""
    for ended in accounts.end_grants(session, account.id, grants):
        shelves.audit().note_in(session, actor, "took_back_the_grant", detail=f"{account.email}: {ended}")


def _give(shelves: Shelves, session: Session, account: Account, grant: Grant, *, actor: Actor) -> None:
    if accounts.give_grant(session, account.id, grant, by=actor.name, at=shelves.clock()):
        shelves.audit().note_in(session, actor, "granted", detail=f"{account.email}: {grant}")
