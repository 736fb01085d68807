"""An invitation says to which teams the person will belong."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; who is invited already belongs to no team at first."""
    op.add_column("one_time_links", sa.Column("teams", sa.Text(), nullable=False, server_default=""))
