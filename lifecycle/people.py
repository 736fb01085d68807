"""People as an admin looks after them: role, teams, and whether the account is open.

In: who acts, and about whom. Out: accounts. Not here: invitations and new passwords (links.py).
"""

from __future__ import annotations

from collections.abc import Iterator

from lifecycle import grants
from lifecycle.addresses import known_account
from lifecycle.teams import read_teams
from models.access import Actor, Role, grant_for
from models.errors import StageError
from storage import accounts, calendar_feeds, sign_ins
from storage.accounts import Account
from storage.shelves import Shelves


def everybody(shelves: Shelves) -> tuple[Account, ...]:
    """Return all accounts by address."""
    with shelves.database.reading() as session:
        return accounts.every(session)


def change(
    shelves: Shelves, email: str, *, role: Role, teams: tuple[str, ...], disabled: bool, by: str
) -> None:
    """Change what a person may do; one whose account is closed is signed out everywhere.

    The links that a former admin made end with it, and so do grants that are nothing with the new role, and
    a calendar address that was made in another one.

    Raises InputError for an unknown person or an overlong team, StageError when no admin would be left.
    """
    with shelves.database.transaction() as session:
        accounts.active_admins(session)  # held, so that two admins cannot close each other's account at once
        row = known_account(session, email)
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
        if disabled or role != before.role:
            calendar_feeds.end(session, row.id)
        if disabled or role != "admin":
            sign_ins.drop_links_made_by(session, row.email)
        for action, detail in _changes(before, accounts.read(session, row)):
            shelves.audit().note_in(session, Actor(name=by), action, detail=f"{row.email}{detail}")
        past = (one.name for one in before.grants if one.name != grant_for(role))
        grants.end_in(shelves, session, before, past, actor=Actor(name=by))


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
        row = known_account(session, email)
        sign_ins.end_all_of(session, row.id)
        shelves.audit().note_in(session, Actor(name=by), "ended_every_session", detail=row.email)
