"""The ledger counts tries, keeps the last failure, and what was read in the CRM under a key."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; what was begun before was begun at least once, and what failed then is not known."""
    op.add_column("ledger", sa.Column("tries", sa.Integer(), nullable=False, server_default="1"))
    for name in ("code", "error", "remote"):
        op.add_column("ledger", sa.Column(name, sa.Text(), nullable=True))
    for name in ("failed_at", "looked_at", "look_asked_at"):
        op.add_column("ledger", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f("ix_ledger_look_asked_at"), "ledger", ["look_asked_at"])
