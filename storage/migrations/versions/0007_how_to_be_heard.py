"""A call may say its language and the words that are likely in it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; of the calls that are there nothing is known."""
    op.add_column("calls", sa.Column("language", sa.Text(), nullable=True))
    op.add_column("calls", sa.Column("hotwords", sa.Text(), nullable=False, server_default=""))
