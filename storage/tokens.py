"""Rows of machines' tokens.

In: a session. Out: `Token` values without their secrets, and rows for `lifecycle`.
"""

from __future__ import annotations

from typing import cast

from pydantic import AwareDatetime
from sqlalchemy import select

from models.access import Scope
from models.frozen import Frozen
from storage.database import Session
from storage.tables import ApiTokenRow


class Token(Frozen):
    """A machine's token as an admin sees it."""

    name: str
    scopes: tuple[Scope, ...]
    made_by: str
    made_at: AwareDatetime
    expires_at: AwareDatetime | None = None
    used_at: AwareDatetime | None = None
    revoked_at: AwareDatetime | None = None

    def has_expired(self, now: AwareDatetime) -> bool:
        """True from the moment on to which it was good."""
        return self.expires_at is not None and self.expires_at <= now


def by_name(session: Session, name: str) -> ApiTokenRow | None:
    """Return the token with this name, revoked or not."""
    return session.scalars(select(ApiTokenRow).where(ApiTokenRow.name == name)).one_or_none()


def by_hash(session: Session, hashed: str) -> ApiTokenRow | None:
    """Return the token with this hash, unless it is revoked."""
    query = select(ApiTokenRow).where(ApiTokenRow.hash == hashed, ApiTokenRow.revoked_at.is_(None))
    return session.scalars(query).one_or_none()


def every(session: Session) -> tuple[Token, ...]:
    """Return all tokens by name."""
    return tuple(read(row) for row in session.scalars(select(ApiTokenRow).order_by(ApiTokenRow.name)))


def read(row: ApiTokenRow) -> Token:
    """Return the row as a value."""
    return Token(
        name=row.name,
        scopes=cast("tuple[Scope, ...]", tuple(row.scopes.split())),
        made_by=row.made_by,
        made_at=row.made_at,
        expires_at=row.expires_at,
        used_at=row.used_at,
        revoked_at=row.revoked_at,
    )
