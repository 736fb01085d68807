"""One-time links: the first admin's, an invitation, a new password. Each works once and for a limited time.

In: who it is for. Out: the secret part of the link, shown once, and the account that it makes or mends.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final, Literal, cast

from pydantic import AwareDatetime

from lifecycle import grants, passwords
from lifecycle.addresses import address
from lifecycle.secret import hashed, new_secret
from lifecycle.teams import read_teams
from models.access import Actor, Door, Role
from models.errors import InputError
from models.frozen import Frozen
from storage import accounts, sign_ins
from storage.accounts import Account
from storage.database import Session, hold_key
from storage.ids import new_id
from storage.shelves import Shelves
from storage.tables import AccountRow, OneTimeLinkRow

LinkKind = Literal["first", "invite", "reset"]

_LASTS: Final = timedelta(days=3)
#: The key under which the first account is made, by one link of all.
_FIRST: Final = "the first account"
_GONE: Final = (
    "This link was used, is too old, or never was; ask an admin for another, "
    "or run `callnotes accounts link`."
)


class Invitation(Frozen):
    """What a link is for, by whom and until when; without `email` the person says which."""

    kind: LinkKind
    email: str | None
    role: Role
    teams: tuple[str, ...] = ()
    made_by: str | None = None
    expires_at: AwareDatetime


def nobody_is_in(shelves: Shelves) -> bool:
    """True while there is no account at all."""
    with shelves.database.reading() as session:
        return accounts.count(session) == 0


def first_link(shelves: Shelves, *, by: Actor | None = None) -> str | None:
    """Return a new link that makes the first admin, or None when somebody can sign in already.

    Links made before for this end with it.
    """
    with shelves.database.transaction() as session:
        hold_key(session, _FIRST)
        if accounts.count(session):
            return None
        shelves.audit().note_in(session, by, "made_the_first_link")
        return _make(shelves, session, "first", None, "admin")


def invite(shelves: Shelves, email: str, role: Role, *, by: str, teams: tuple[str, ...] = ()) -> str:
    """Return a link for a new person. Raises InputError for one who has an account, or a team's name.

    An older invitation of the same person ends.
    """
    email = address(email)
    with shelves.database.transaction() as session:
        if accounts.by_email(session, email) is not None:
            message = "This person has an account already; make a link for a new password instead."
            raise InputError(message)
        wanted = read_teams(session, teams)
        into = f" in {', '.join(wanted)}" if wanted else ""
        shelves.audit().note_in(session, Actor(name=by), "invited", detail=f"{email} as {role}{into}")
        return _make(shelves, session, "invite", email, role, teams=wanted, by=by)


def open_invitations(shelves: Shelves) -> tuple[Invitation, ...]:
    """Return the invitations that were not used yet and still work, by address."""
    with shelves.database.reading() as session:
        return tuple(_value(row) for row in sign_ins.open_invitations(session, shelves.clock()))


def end_invitation(shelves: Shelves, email: str, *, by: str) -> None:
    """End the link by which this person was invited. Raises InputError when there is none."""
    email = address(email)
    with shelves.database.transaction() as session:
        if not sign_ins.drop_links(session, "invite", email):
            raise InputError("This link was used or ended already; look at the list of people.")
        shelves.audit().note_in(session, Actor(name=by), "ended_the_invitation", detail=email)


def reset(shelves: Shelves, email: str, *, by: str, door: Door = "page") -> str:
    """Return a link with which this person sets a new password. Raises InputError without an open account."""
    email = address(email)
    with shelves.database.transaction() as session:
        row = accounts.by_email(session, email)
        if row is None:
            message = "Nobody has an account with this address; check how it is written."
            raise InputError(message)
        if row.disabled_at is not None:
            raise InputError("The account of this person is closed; an admin can open it on the page People.")
        actor = Actor(name=by, door=door)
        shelves.audit().note_in(session, actor, "made_a_password_link", detail=email)
        kept = accounts.read(session, row)
        return _make(shelves, session, "reset", email, kept.role, by=by)


def look(shelves: Shelves, secret: str) -> Invitation:
    """Return what the link is for. Raises InputError when it does not work any more."""
    with shelves.database.reading() as session:
        row = sign_ins.link(session, hashed(secret))
        if row is None or row.used_at is not None or row.expires_at <= shelves.clock():
            raise InputError(_GONE)
        return _value(row)


def use(shelves: Shelves, secret: str, *, email: str, password: str) -> Account:
    """Make or mend the account and use the link up, both or neither. Raises InputError.

    A first admin's link does nothing once there is an account, however many were made.
    """
    look(shelves, secret)
    kept = passwords.keep(password)
    with shelves.database.transaction() as session:
        row = sign_ins.link(session, hashed(secret))
        if row is None or not sign_ins.use_link(session, row.hash, at=shelves.clock()):
            raise InputError(_GONE)
        wanted = _value(row)
        hold_key(session, _FIRST)
        if wanted.kind == "first" and accounts.count(session):
            raise InputError(_GONE)
        account = _settle(shelves, session, wanted, wanted.email or address(email), kept)
        is_new = wanted.kind != "reset"
        shelves.audit().note_in(
            session,
            account.actor,
            "made_the_account" if is_new else "changed_password",
            detail=f"{account.role}, by a one-time link" if is_new else "by a one-time link",
        )
        return grants.of_the_first(shelves, session, account) if is_new else account


def _settle(shelves: Shelves, session: Session, wanted: Invitation, email: str, kept: str) -> Account:
    row = accounts.by_email(session, email)
    if wanted.kind == "reset":
        if row is None or row.disabled_at is not None:
            raise InputError(_GONE)
        row.password_hash = kept
        sign_ins.end_all_of(session, row.id)
    else:
        if row is not None:
            raise InputError(_GONE)
        row = AccountRow(
            id=new_id("person"),
            email=email,
            role=wanted.role,
            password_hash=kept,
            made_at=shelves.clock(),
        )
        session.add(row)
        session.flush()
        accounts.set_teams(session, row.id, read_teams(session, wanted.teams))
    session.flush()
    return accounts.read(session, row)


def _make(
    shelves: Shelves,
    session: Session,
    kind: LinkKind,
    email: str | None,
    role: Role,
    *,
    teams: tuple[str, ...] = (),
    by: str | None = None,
) -> str:
    secret, now = new_secret(), shelves.clock()
    sign_ins.drop_links(session, kind, email)
    session.add(
        OneTimeLinkRow(
            hash=hashed(secret),
            kind=kind,
            email=email,
            role=role,
            teams="\n".join(teams),
            made_by=by,
            made_at=now,
            expires_at=now + _LASTS,
        )
    )
    return secret


def _value(row: OneTimeLinkRow) -> Invitation:
    return Invitation(
        kind=cast("LinkKind", row.kind),
        email=row.email,
        role=cast("Role", row.role),
        teams=tuple(row.teams.splitlines()),
        made_by=row.made_by,
        expires_at=row.expires_at,
    )
