"""A person chooses the language of the pages."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; nobody has chosen yet, so each browser's language counts."""
    op.add_column("accounts", sa.Column("language", sa.Text(), nullable=True))
