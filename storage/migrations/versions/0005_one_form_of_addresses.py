"""The audit log says through which door and for whom; e-mail addresses stand in one form."""

from __future__ import annotations

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the two columns, and write every address as it is compared from now on."""
    op.add_column("audit_log", sa.Column("door", sa.Text(), nullable=True))
    op.add_column("audit_log", sa.Column("for_whom", sa.Text(), nullable=True))
    op.create_index(op.f("ix_audit_log_for_whom"), "audit_log", ["for_whom"], unique=False)
    op.create_index(op.f("ix_calls_agent"), "calls", ["agent"], unique=False)
    _rewrite("calls", "agent")
    _rewrite("accounts", "email")
    _rewrite("one_time_links", "email")


def _rewrite(name: str, column: str) -> None:
    """An agent's name that is no address stays; of two accounts that would be one, the older form stays."""
    table = sa.table(name, sa.column(column, sa.Text()))
    address, connection = table.columns[column], op.get_bind()
    there = set(connection.scalars(sa.select(address).where(address.contains("@")).distinct()))
    for old in sorted(there):
        new = unicodedata.normalize("NFC", unicodedata.normalize("NFC", old.strip()).casefold())
        if new != old and not (name == "accounts" and new in there):
            there.add(new)
            connection.execute(sa.update(table).where(address == old).values({column: new}))
