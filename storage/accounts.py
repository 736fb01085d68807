"""Rows of people, their teams, and what was granted to them.

In: a session. Out: `Account` values, and rows for `lifecycle`. Not here: passwords' rules (lifecycle/).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import cast

from pydantic import AwareDatetime
from sqlalchemy import delete, func, select

from models.access import Actor, Grant, Role
from models.frozen import Frozen
from storage.database import Session
from storage.tables import AccountRow, GrantRow, TeamMemberRow


class Granted(Frozen):
    """What a person was given beyond the role, by whom and when."""

    name: Grant
    by: str
    at: AwareDatetime


class Account(Frozen):
    """A person who may sign in, unless `disabled_at` says since when not.

    `language` is that of the pages, as a code such as "de", `zone` that of their times and of the daily mail,
    such as "Europe/Berlin"; without one the browser's counts (for the mail that of the house).
    """

    id: str
    email: str
    role: Role
    teams: tuple[str, ...] = ()
    grants: tuple[Granted, ...] = ()
    made_at: AwareDatetime
    disabled_at: AwareDatetime | None = None
    language: str | None = None
    zone: str | None = None

    @property
    def actor(self) -> Actor:
        """Who acts when this person does."""
        named = tuple(one.name for one in self.grants)
        return Actor(name=self.email, role=self.role, teams=self.teams, grants=named)


def count(session: Session) -> int:
    """Return how many accounts there are."""
    return session.scalar(select(func.count()).select_from(AccountRow)) or 0


def active_admins(session: Session) -> int:
    """Return how many admins can sign in, and let nobody else change them until the transaction ends."""
    query = select(AccountRow.id).where(AccountRow.role == "admin", AccountRow.disabled_at.is_(None))
    return len(session.scalars(query.order_by(AccountRow.id).with_for_update()).all())


def by_email(session: Session, email: str) -> AccountRow | None:
    """Return the account of this address in lower case, or None."""
    return session.scalars(select(AccountRow).where(AccountRow.email == email)).one_or_none()


def by_id(session: Session, account_id: str) -> AccountRow | None:
    """Return the account with this id, or None."""
    return session.get(AccountRow, account_id)


def every(session: Session) -> tuple[Account, ...]:
    """Return all accounts by address."""
    rows = session.scalars(select(AccountRow).order_by(AccountRow.email)).all()
    return tuple(read(session, row) for row in rows)


def teams_of(session: Session, account_id: str) -> tuple[str, ...]:
    """Return the teams that the person belongs to."""
    query = select(TeamMemberRow.team).where(TeamMemberRow.account_id == account_id)
    return tuple(session.scalars(query.order_by(TeamMemberRow.team)))


def every_team(session: Session, *, besides: str | None = None) -> tuple[str, ...]:
    """Return every team that somebody, besides the account of this id, belongs to, by name."""
    query = select(TeamMemberRow.team).distinct().order_by(TeamMemberRow.team)
    if besides is not None:
        query = query.where(TeamMemberRow.account_id != besides)
    return tuple(session.scalars(query))


def set_teams(session: Session, account_id: str, teams: Sequence[str]) -> None:
    """Have the person belong to these teams and no other."""
    session.execute(delete(TeamMemberRow).where(TeamMemberRow.account_id == account_id))
    session.add_all(TeamMemberRow(team=team, account_id=account_id) for team in sorted(set(teams)))
    session.flush()


def grants_of(session: Session, account_id: str) -> tuple[Granted, ...]:
    """Return what was granted to the person."""
    rows = session.scalars(select(GrantRow).where(GrantRow.account_id == account_id).order_by(GrantRow.name))
    return tuple(Granted(name=cast("Grant", row.name), by=row.by, at=row.at) for row in rows)


def give_grant(session: Session, account_id: str, grant: Grant, *, by: str, at: datetime) -> bool:
    """Give it; false where the person has it already."""
    if session.get(GrantRow, (account_id, grant)) is not None:
        return False
    session.add(GrantRow(account_id=account_id, name=grant, by=by, at=at))
    session.flush()
    return True


def end_grants(session: Session, account_id: str, grants: Iterable[Grant]) -> tuple[Grant, ...]:
    """End these of the person's grants, and return those that there were."""
    ended = session.scalars(
        delete(GrantRow)
        .where(GrantRow.account_id == account_id, GrantRow.name.in_(tuple(grants)))
        .returning(GrantRow.name)
    )
    return cast("tuple[Grant, ...]", tuple(ended))


def read(session: Session, row: AccountRow) -> Account:
    """Return the row as a value."""
    return Account(
        id=row.id,
        email=row.email,
        role=cast("Role", row.role),
        teams=teams_of(session, row.id),
        grants=grants_of(session, row.id),
        made_at=row.made_at,
        disabled_at=row.disabled_at,
        language=row.language,
        zone=row.zone,
    )
