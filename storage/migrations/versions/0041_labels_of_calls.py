"""A call carries labels, one a line, each between two line ends."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; no call has one yet."""
    op.add_column("calls", sa.Column("labels", sa.Text(), nullable=False, server_default=""))
