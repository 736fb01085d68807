"""Errors and near misses come on a list; an edit says whether it changed the meaning."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the list, empty; edits and notes of before say nothing of it and come on no list."""
    op.add_column("decisions", sa.Column("changed", sa.Text(), nullable=True))
    op.add_column("notes", sa.Column("discarded", sa.Integer(), nullable=False, server_default=sa.text("0")))
    op.add_column("sample_cases", sa.Column("sealed", sa.LargeBinary(), nullable=True))
    op.create_index(op.f("ix_decisions_at"), "decisions", ["at"])
    for name, table, column, where in (
        ("ix_notes_discarded", "notes", "made_at", "discarded > 0"),
        ("ix_events_taken_back", "events", "at", "kind = 'taken_back'"),
    ):
        op.create_index(name, table, [column], sqlite_where=sa.text(where), postgresql_where=sa.text(where))
    op.create_table(
        "misses",
        sa.Column("id", sa.Text(), nullable=False),
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in (
                "week", "team", "kind", "item_kind", "category", "engine", "model", "prompt_version",
                "call_id",
            )
        ),
        sa.Column("notes_version", sa.Integer(), nullable=True),
        sa.Column("item_id", sa.Text(), nullable=True),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("due_on", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["call_id"], ["calls.id"], name=op.f("fk_misses_call_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_misses")),
        sa.UniqueConstraint(
            "week", "team", "kind", "item_kind", "category", "engine", "model", "prompt_version",
            name=op.f("uq_misses_group"),
        ),
    )  # fmt: skip
    op.create_index(op.f("ix_misses_call_id"), "misses", ["call_id"])
