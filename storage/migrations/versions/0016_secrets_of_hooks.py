"""An event of a hook names the secret that it was signed with: an old one is seen to be unused."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; of events that are there it is not known."""
    op.add_column("hook_events", sa.Column("signed_with", sa.Text(), nullable=True))
