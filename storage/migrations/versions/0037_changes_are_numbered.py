"""Changes of calls are numbered, so that pages hear of them; a decision that is sent twice is known again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables; a call that never changes again needs no number."""
    op.create_table(
        "change_numbers",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_change_numbers")),
    )
    op.create_table(
        "call_changes",
        sa.Column("call_id", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        _of_call("call_changes"),
        sa.PrimaryKeyConstraint("call_id", name=op.f("pk_call_changes")),
    )
    op.create_index(op.f("ix_call_changes_number"), "call_changes", ["number"])
    op.create_table(
        "presences",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("call_id", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        _of_call("presences"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_presences")),
    )
    op.create_index(op.f("ix_presences_call_id"), "presences", ["call_id"])
    op.create_index(op.f("ix_presences_until"), "presences", ["until"])
    op.create_table(
        "sent_decisions",
        sa.Column("call_id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _of_call("sent_decisions"),
        sa.PrimaryKeyConstraint("call_id", "key", name=op.f("pk_sent_decisions")),
    )


def _of_call(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_call_id_calls")
    return sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=name, ondelete="CASCADE")
