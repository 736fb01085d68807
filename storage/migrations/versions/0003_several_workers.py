"""Several workers: how often work was taken over, and which calls may wait for others."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the two columns; what is there was live and never taken over."""
    op.add_column("attempts", sa.Column("takeovers", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("calls", sa.Column("priority", sa.Text(), nullable=False, server_default="live"))
