"""Whom a call may have been with is kept for a person to choose, and the choice for the next call."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables and the chosen deal; nothing of it was kept before."""
    op.create_table(
        "matches",
        sa.Column("call_id", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"], ["calls.id"], name=op.f("fk_matches_call_id_calls"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("call_id", name=op.f("pk_matches")),
    )
    op.create_table(
        "remembered_contacts",
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("call_id", sa.Text(), nullable=False),
        sa.Column("contact_id", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"], ["calls.id"], name=op.f("fk_remembered_contacts_call_id_calls"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("fingerprint", name=op.f("pk_remembered_contacts")),
    )
    op.create_index(op.f("ix_remembered_contacts_call_id"), "remembered_contacts", ["call_id"])
    op.create_table(
        "conflict_choices",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("call_id", sa.Text(), nullable=False),
        sa.Column("take", sa.Text(), nullable=False),
        sa.Column("seen", sa.Text(), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"], ["calls.id"], name=op.f("fk_conflict_choices_call_id_calls"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_conflict_choices")),
    )
    op.create_index(op.f("ix_conflict_choices_call_id"), "conflict_choices", ["call_id"])
    op.add_column("calls", sa.Column("deal_id", sa.Text(), nullable=True))
    op.add_column("calls", sa.Column("deal_by", sa.Text(), nullable=True))
