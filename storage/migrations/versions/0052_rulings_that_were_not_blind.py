"""A ruling says whether its auditor had seen what the machine or the agent thought."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; rulings that are there already were given in good faith."""
    op.add_column(
        "sample_cases", sa.Column("sighted", sa.Boolean(), nullable=False, server_default=sa.false())
    )
