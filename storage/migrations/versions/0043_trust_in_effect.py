"""Which version of the machine is trusted with what, since when, and why not any more."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table, empty; a worker gives the trust that follows from the rulings there are."""
    op.create_table(
        "trusts",
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("engine", "model", "prompt_version", "kind", "category")
        ),
        sa.Column("trusted", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("judged", sa.Integer(), nullable=False),
        sa.Column("right", sa.Integer(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint(
            "engine", "model", "prompt_version", "kind", "category", name=op.f("pk_trusts")
        ),
    )
