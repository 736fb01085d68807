"""Kinds of work: which one an attempt waits for or is at, and since when."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the two columns; what is there waits for the first kind of work of its verb."""
    op.add_column("attempts", sa.Column("kind", sa.Text(), nullable=False, server_default="recognition"))
    op.add_column("attempts", sa.Column("handed_on_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE attempts SET kind = 'crm' WHERE verb = 'settle'")
    op.execute("UPDATE attempts SET kind = 'fetch' WHERE verb = 'fetch'")
