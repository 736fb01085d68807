"""What an admin gives a person beyond the role: who is admin already keeps the calls."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table; admins, who saw every call until now, are granted them."""
    op.create_table(
        "grants",
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_grants_account_id_accounts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", "name", name=op.f("pk_grants")),
    )
    op.execute(
        'INSERT INTO grants (account_id, name, "by", at) '
        "SELECT id, 'calls', 'the upgrade', made_at FROM accounts WHERE role = 'admin'"
    )
