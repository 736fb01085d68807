"""Tasks of the embedded CRM have a priority."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; the tasks that are there are of medium priority, as they were in every CRM."""
    op.add_column("crm_tasks", sa.Column("priority", sa.Text(), nullable=False, server_default="medium"))
