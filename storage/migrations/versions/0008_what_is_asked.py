"""A call may name the template by which its notes are made."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; the rules choose for the calls that are there."""
    op.add_column("calls", sa.Column("template", sa.Text(), nullable=True))
