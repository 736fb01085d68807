"""A decision may change owner and due date of an item, and say why one was rejected."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; no decision of before has anything to say in them."""
    op.add_column("decisions", sa.Column("edited", sa.Text(), nullable=True))
    op.add_column("decisions", sa.Column("reason", sa.Text(), nullable=True))
