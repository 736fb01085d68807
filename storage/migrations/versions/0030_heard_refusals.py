"""A call waits in which the customer may have refused, until a person has decided about it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; of calls that came before nothing was heard."""
    for name in ("doubt_heard_at", "doubt_settled_at"):
        op.add_column("calls", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
