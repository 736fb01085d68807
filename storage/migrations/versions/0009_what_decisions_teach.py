"""A decision keeps the confidence that it was taken on, and what is learned from decisions has a table."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add both; earlier decisions are not learned from."""
    for name in ("engine", "kind", "category"):
        op.add_column("decisions", sa.Column(name, sa.Text(), nullable=True))
    op.add_column("decisions", sa.Column("confidence", sa.Double(), nullable=True))
    op.create_table(
        "calibrations",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decisions", sa.Integer(), nullable=False),
        sa.Column("in_use", sa.Boolean(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_calibrations")),
    )
