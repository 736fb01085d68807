"""People get a mail a day, written down before it is sent, unless they do not want it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables; they are empty until a mail server is set."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "digest_wishes",
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("wanted", sa.Boolean(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_digest_wishes")),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_digest_wishes_account_id_accounts"),
            ondelete="CASCADE",
        ),
    )
    op.create_table(
        "digests",
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("next_at", moment, nullable=True),
        sa.PrimaryKeyConstraint("account_id", "day", name=op.f("pk_digests")),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_digests_account_id_accounts"),
            ondelete="CASCADE",
        ),
    )
