"""Tables of who may come in: accounts, teams, grants, sessions, links, machines' tokens, and the audit log.

No secret stands in them: of sessions, links and tokens the hash alone, of passwords what argon2 made.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.table import Table


class AccountRow(Table):
    """A person who may sign in; `email` in lower case, `language` and `zone` of the pages where chosen.

    `tour_seen` is true once the person took the tour of the desk, or did not want it.
    """

    __tablename__ = "accounts"

    id: Mapped[str] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    role: Mapped[str]
    password_hash: Mapped[str]
    made_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]
    language: Mapped[str | None]
    zone: Mapped[str | None]
    tour_seen: Mapped[bool] = mapped_column(default=False)


class TeamMemberRow(Table):
    """A person belongs to a team; a team is there as long as it has a member."""

    __tablename__ = "team_members"

    team: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class GrantRow(Table):
    """What an admin gave a person beyond the role: by whom and when."""

    __tablename__ = "grants"

    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    by: Mapped[str]
    at: Mapped[datetime]


class OneTimeLinkRow(Table):
    """A link that works once: it makes the first admin, lets an invited person in, or sets a new password.

    `teams` are those that the person will belong to, one a line.
    """

    __tablename__ = "one_time_links"

    hash: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    email: Mapped[str | None]
    role: Mapped[str]
    teams: Mapped[str] = mapped_column(server_default="")
    made_by: Mapped[str | None]
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SignedInRow(Table):
    """A browser in which somebody is signed in; `id` names it on screen, `hash` is of the cookie."""

    __tablename__ = "sign_ins"

    hash: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(unique=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    browser: Mapped[str | None]
    made_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class SignInTryRow(Table):
    """A try at signing in that did not succeed (yet); `key` is the hash of an account or of an address."""

    __tablename__ = "sign_in_tries"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime]


class CalendarFeedRow(Table):
    """A person's calendar address, by its hash; `tag` marks what it showed when it last changed."""

    __tablename__ = "calendar_feeds"

    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    hash: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime]
    asked_at: Mapped[datetime | None]
    tag: Mapped[str]
    changed_at: Mapped[datetime]


class ApiTokenRow(Table):
    """A machine's token, by its hash."""

    __tablename__ = "api_tokens"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    hash: Mapped[str] = mapped_column(unique=True)
    scopes: Mapped[str]
    made_by: Mapped[str]
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class AuditRow(Table):
    """Who did what, through which door, and to which call; it stays when the call goes.

    `for_whom` is the person whom a machine, or who stands at the command line, named as the one who decides;
    `hash` is of all the other columns and of the hash before it, under the key of the chain.
    """

    __tablename__ = "audit_log"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(index=True)
    action: Mapped[str]
    call_id: Mapped[str | None] = mapped_column(index=True)
    detail: Mapped[str | None]
    door: Mapped[str | None]
    for_whom: Mapped[str | None] = mapped_column(index=True)
    hash: Mapped[str | None]


class AuditChainRow(Table):
    """The key of the audit log's chain, wrapped, and where the chain ends: one row.

    `seal` is the end under that key, so that no earlier end can be written in its place without it.
    """

    __tablename__ = "audit_chain"

    name: Mapped[str] = mapped_column(primary_key=True)
    wrapped: Mapped[bytes]
    entries: Mapped[int]
    last_id: Mapped[int]
    hash: Mapped[str]
    seal: Mapped[str]


class DigestWishRow(Table):
    """What a person wants of the daily mail; without a row it comes."""

    __tablename__ = "digest_wishes"

    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    wanted: Mapped[bool]


class DigestRow(Table):
    """The daily mail of one person and one local day, "2026-11-20", written before it is sent.

    It is nothing (there was nothing to say), sending, sent, unknown, or failed and to be tried at `next_at`.
    """

    __tablename__ = "digests"

    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str]
    outcome: Mapped[str | None]
    tries: Mapped[int] = mapped_column(default=0)
    at: Mapped[datetime]
    next_at: Mapped[datetime | None]
