"""People as an admin looks after them: role, teams, and whether the account is open.

In: who acts, and about whom. Out: accounts. Not here: invitations and new passwords (links.py).
"""

from __future__ import annotations

from collections.abc import Iterator

from lifecycle.links import address
from lifecycle.teams import read_teams
from models.access import Actor, Role
from models.errors import InputError, StageError
from storage import accounts, sign_ins
from storage.accounts import Account
from storage.database import Session
from storage.shelves import Shelves
from storage.tables import AccountRow


def everybody(shelves: Shelves) -> tuple[Account, ...]:
    """Return all accounts by address."""
    with shelves.database.reading() as session:
        return accounts.every(session)


def change(
    shelves: Shelves, email: str, *, role: Role, teams: tuple[str, ...], disabled: bool, by: str
) -> None:
    """Change what a person may do; one whose account is closed is signed out everywhere.

    The links that a former admin made end with it.

    Raises InputError for an unknown person or an overlong team, StageError when no admin would be left.
    """
    with shelves.database.transaction() as session:
        accounts.active_admins(session)  # held, so that two admins cannot close each other's account at once
        row = _known(session, email)
        wanted = read_teams(session, teams, whose=row.id)
        before = accounts.read(session, row)
        row.role = role
        row.disabled_at = (row.disabled_at or shelves.clock()) if disabled else None
        session.flush()
        if accounts.active_admins(session) == 0:
            raise StageError("Nobody would be left who is admin; make another person admin first.")
        accounts.set_teams(session, row.id, wanted)
        if disabled:
            sign_ins.end_all_of(session, row.id)
            sign_ins.drop_links(session, "reset", row.email)
        if disabled or role != "admin":
            sign_ins.drop_links_made_by(session, row.email)
        for action, detail in _changes(before, accounts.read(session, row)):
            shelves.audit().note_in(session, Actor(name=by), action, detail=f"{row.email}{detail}")


def _changes(before: Account, after: Account) -> Iterator[tuple[str, str]]:
    """Yield a word and a detail for each thing that is another one now."""
    if before.role != after.role:
        yield "changed_the_role", f": {before.role} to {after.role}"
    if before.teams != after.teams:
        yield "set_the_teams", f": {', '.join(after.teams) or 'none'}"
    if (before.disabled_at is None) != (after.disabled_at is None):
        yield ("opened_the_account" if after.disabled_at is None else "closed_the_account"), ""


def sign_out_everywhere(shelves: Shelves, email: str, *, by: str) -> None:
    """End every session of this person. Raises InputError for an unknown one."""
    with shelves.database.transaction() as session:
        row = _known(session, email)
        sign_ins.end_all_of(session, row.id)
        shelves.audit().note_in(session, Actor(name=by), "ended_every_session", detail=row.email)


def _known(session: Session, email: str) -> AccountRow:
    row = accounts.by_email(session, address(email))
    if row is None:
        raise InputError("There is no account with this address; look at the list of people.")
    return row
