"""Tasks of the embedded CRM have a priority, and the ledger knows when the last try began."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; the tasks that are there are of medium priority, as they were in every CRM."""
    op.add_column("crm_tasks", sa.Column("priority", sa.Text(), nullable=False, server_default="medium"))
    op.add_column("ledger", sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True))
