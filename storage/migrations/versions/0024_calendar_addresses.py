"""A person may have a private address at which a calendar asks what is due."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table; it is empty until somebody makes an address."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "calendar_feeds",
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("made_at", moment, nullable=False),
        sa.Column("asked_at", moment, nullable=True),
        sa.Column("tag", sa.Text(), nullable=False),
        sa.Column("changed_at", moment, nullable=False),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_calendar_feeds")),
        sa.UniqueConstraint("hash", name=op.f("uq_calendar_feeds_hash")),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_calendar_feeds_account_id_accounts"),
            ondelete="CASCADE",
        ),
    )
