"""Rows of browsers that are signed in, of tries at signing in, and of one-time links.

In: a session and hashes. Out: rows for `lifecycle`, and values for pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pydantic import AwareDatetime
from sqlalchemy import delete, func, or_, select, update

from models.frozen import Frozen
from storage.database import Session
from storage.tables import OneTimeLinkRow, SignedInRow, SignInTryRow


class SignIn(Frozen):
    """A browser in which a person is signed in."""

    id: str
    browser: str | None
    made_at: AwareDatetime
    seen_at: AwareDatetime
    is_this_one: bool = False


def by_hash(session: Session, hashed: str) -> SignedInRow | None:
    """Return the sign-in with this hash, or None."""
    return session.get(SignedInRow, hashed)


def of_account(session: Session, account_id: str) -> Sequence[SignedInRow]:
    """Return the sign-ins of a person, the last used first."""
    query = select(SignedInRow).where(SignedInRow.account_id == account_id)
    return session.scalars(query.order_by(SignedInRow.seen_at.desc())).all()


def end(session: Session, hashed: str) -> None:
    """End one sign-in."""
    session.execute(delete(SignedInRow).where(SignedInRow.hash == hashed))


def end_one_of(session: Session, account_id: str, sign_in_id: str) -> bool:
    """End one sign-in of this person, and never another's; false when there is none."""
    ended = session.execute(
        delete(SignedInRow)
        .where(SignedInRow.account_id == account_id, SignedInRow.id == sign_in_id)
        .returning(SignedInRow.hash)
    )
    return ended.first() is not None


def end_all_of(session: Session, account_id: str) -> None:
    """End all sign-ins of a person."""
    session.execute(delete(SignedInRow).where(SignedInRow.account_id == account_id))


def add_tries(
    session: Session, keys: Sequence[str], *, at: datetime, forget_before: datetime
) -> tuple[int, ...]:
    """Count a try for each key, forget the old ones, and return the numbers of the new ones."""
    session.execute(delete(SignInTryRow).where(SignInTryRow.at < forget_before))
    rows = [SignInTryRow(key=key, at=at) for key in keys]
    session.add_all(rows)
    session.flush()
    return tuple(row.id for row in rows)


def tries(session: Session, key: str, *, since: datetime) -> int:
    """Return how many tries there were for this key."""
    query = select(func.count()).select_from(SignInTryRow)
    return session.scalar(query.where(SignInTryRow.key == key, SignInTryRow.at >= since)) or 0


def forget_tries(session: Session, key: str, ids: Sequence[int] = ()) -> None:
    """Forget the tries for this key, and those with these numbers."""
    session.execute(delete(SignInTryRow).where(or_(SignInTryRow.key == key, SignInTryRow.id.in_(ids))))


def link(session: Session, hashed: str) -> OneTimeLinkRow | None:
    """Return the one-time link with this hash, or None."""
    return session.get(OneTimeLinkRow, hashed)


def use_link(session: Session, hashed: str, *, at: datetime) -> bool:
    """Use the link up; false when somebody else did, or when it is too old. Two at once: one wins."""
    used = session.execute(
        update(OneTimeLinkRow)
        .where(
            OneTimeLinkRow.hash == hashed, OneTimeLinkRow.used_at.is_(None), OneTimeLinkRow.expires_at > at
        )
        .values(used_at=at)
        .returning(OneTimeLinkRow.hash)
    )
    return used.first() is not None


def drop_links(session: Session, kind: str, email: str | None) -> bool:
    """Forget the unused links of a kind for this person, so that only the newest works; true if one was."""
    mine = OneTimeLinkRow.email.is_(None) if email is None else OneTimeLinkRow.email == email
    dropped = session.execute(
        delete(OneTimeLinkRow)
        .where(OneTimeLinkRow.kind == kind, mine, OneTimeLinkRow.used_at.is_(None))
        .returning(OneTimeLinkRow.hash)
    )
    return bool(dropped.all())


def open_invitations(session: Session, now: datetime) -> Sequence[OneTimeLinkRow]:
    """Return the links that invite somebody and still work, by address."""
    query = select(OneTimeLinkRow).where(
        OneTimeLinkRow.kind == "invite", OneTimeLinkRow.used_at.is_(None), OneTimeLinkRow.expires_at > now
    )
    return session.scalars(query.order_by(OneTimeLinkRow.email)).all()


def drop_links_made_by(session: Session, email: str) -> None:
    """Forget the unused links that this person made: who is no admin any more has no way in left."""
    session.execute(
        delete(OneTimeLinkRow).where(OneTimeLinkRow.made_by == email, OneTimeLinkRow.used_at.is_(None))
    )


def forget_ended(session: Session, now: datetime) -> None:
    """Forget the sign-ins whose time is over."""
    session.execute(delete(SignedInRow).where(SignedInRow.expires_at <= now))
