"""Drifts of what is counted are looked for, and each alarm is kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables of the watch."""
    op.create_table(
        "trust_news",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("bucket", sa.Integer(), nullable=False),
        sa.Column("groups", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_trust_news"),
    )
    op.create_table(
        "trust_watches",
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("measure", "facet", "value", "week", "since")
        ),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("before", sa.Double(), nullable=False),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("limit", "up", "down", "alarm", "total", "items", "good")
        ),
        sa.PrimaryKeyConstraint("measure", "facet", "value", name="pk_trust_watches"),
    )
    op.create_table(
        "trust_alarms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("measure", "facet", "value")),
        *(sa.Column(name, sa.Double(), nullable=False) for name in ("before", "now")),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_trust_alarms"),
    )
    op.create_index("ix_trust_alarms_at", "trust_alarms", ["at"])
