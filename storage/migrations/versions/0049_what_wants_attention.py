"""Lists of waiting calls begin with the most urgent ones, and say what wants attention on each."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

_LISTS = (
    ("need", "urgent", "received_at", "id"),
    ("agent", "need", "urgent", "received_at", "id"),
    ("team", "need", "urgent", "received_at", "id"),
)


def upgrade() -> None:
    """Add column, indexes and table; notes that are there already say nothing until they are made again."""
    op.add_column("calls", sa.Column("urgent", sa.Integer(), nullable=False, server_default=sa.text("0")))
    for columns in _LISTS:
        op.create_index(f"ix_calls_{'_'.join(columns)}", "calls", list(columns))
    op.create_table(
        "attention",
        sa.Column("call_id", sa.Text(), nullable=False),
        sa.Column("risk", sa.Text(), nullable=False),
        sa.Column("urgency", sa.Text(), nullable=False),
        sa.Column("unsure", sa.Integer(), nullable=False),
        sa.Column("gaps", sa.Integer(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["call_id"], ["calls.id"], name=op.f("fk_attention_call_id_calls"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("call_id", name=op.f("pk_attention")),
    )
