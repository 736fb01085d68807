"""The tour of the desk is offered to whoever signs in first."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the mark; who has an account already knows the desk, and is not asked."""
    op.add_column("accounts", sa.Column("tour_seen", sa.Boolean(), server_default=sa.true(), nullable=False))
