"""What stands in the CRM and tells of an open promise is kept until a person judges it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table, empty."""
    op.create_table(
        "promise_signs",
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("call_id", "item_id", "kind", "ref", "became")
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"], ["calls.id"], name=op.f("fk_promise_signs_call_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("call_id", "item_id", "kind", "ref", name=op.f("pk_promise_signs")),
    )
