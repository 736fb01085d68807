"""Auditors judge samples of items."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables; nothing is drawn until somebody does."""
    op.create_table(
        "samples",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_samples")),
    )
    op.create_table(
        "sample_cases",
        sa.Column("sample_id", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("call_id", sa.Text(), nullable=False),
        sa.Column("notes_version", sa.Integer(), nullable=False),
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("item_id", "kind", "category", "engine", "model", "prompt_version", "why")
        ),
        sa.Column("ruling", sa.Text(), nullable=True),
        sa.Column("judged_by", sa.Text(), nullable=True),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["sample_id"], ["samples.id"], name=op.f("fk_sample_cases_sample_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["call_id", "notes_version"],
            ["notes.call_id", "notes.version"],
            name=op.f("fk_sample_cases_call_id_notes_version"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("sample_id", "place", name=op.f("pk_sample_cases")),
    )
    op.create_index(
        op.f("ix_sample_cases_call_id_notes_version"), "sample_cases", ["call_id", "notes_version"]
    )
