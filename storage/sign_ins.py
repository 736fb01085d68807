"""Rows of browsers that are signed in, of tries at signing in, and of one-time links.

In: a session and hashes. Out: rows for `lifecycle`, and values for pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pydantic import AwareDatetime
from sqlalchemy import delete, func, select, update

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


def end_one_of(session: Session, account_id: str, sign_in_id: str) -> None:
    """End one sign-in of this person, and never another's."""
    session.execute(
        delete(SignedInRow).where(SignedInRow.account_id == account_id, SignedInRow.id == sign_in_id)
    )


def end_all_of(session: Session, account_id: str) -> None:
    """End all sign-ins of a person."""
    session.execute(delete(SignedInRow).where(SignedInRow.account_id == account_id))


def add_tries(session: Session, keys: Sequence[str], *, at: datetime, forget_before: datetime) -> None:
    """Count a try for each key, and forget the old ones."""
    session.execute(delete(SignInTryRow).where(SignInTryRow.at < forget_before))
    session.add_all(SignInTryRow(key=key, at=at) for key in keys)
    session.flush()


def tries(session: Session, key: str, *, since: datetime) -> int:
    """Return how many tries there were for this key."""
    query = select(func.count()).select_from(SignInTryRow)
    return session.scalar(query.where(SignInTryRow.key == key, SignInTryRow.at >= since)) or 0


def forget_tries(session: Session, key: str) -> None:
    """Forget the tries for this key."""
    session.execute(delete(SignInTryRow).where(SignInTryRow.key == key))


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


def drop_links(session: Session, kind: str, email: str | None) -> None:
    """Forget the unused links of this kind for this person, so that only the newest works."""
    mine = OneTimeLinkRow.email.is_(None) if email is None else OneTimeLinkRow.email == email
    session.execute(
        delete(OneTimeLinkRow).where(OneTimeLinkRow.kind == kind, mine, OneTimeLinkRow.used_at.is_(None))
    )
