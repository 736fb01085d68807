"""Since which week each series is watched for drifts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the week; of series under way only the present one is known for sure."""
    op.add_column("trust_watches", sa.Column("on_since", sa.Text(), nullable=True))
    op.execute(sa.text("UPDATE trust_watches SET on_since = week WHERE is_on"))
