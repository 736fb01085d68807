"""Drafts and decisions are counted by week; what is counted stands beside them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

_OF_NOTES: tuple[tuple[str, Any], ...] = (
    ("team", sa.Text()),
    ("template", sa.Text()),
    ("language", sa.Text()),
    ("channels", sa.Integer()),
    ("coverage", sa.Integer()),
    ("draft_s", sa.Double()),
    ("review_s", sa.Double()),
    ("reviewed_at", sa.DateTime(timezone=True)),
)


def upgrade() -> None:
    """Add what is counted, and the table of the counts."""
    for name, kind in _OF_NOTES:
        op.add_column("notes", sa.Column(name, kind, nullable=True))
    op.execute("UPDATE notes SET team = (SELECT calls.team FROM calls WHERE calls.id = notes.call_id)")
    for name in ("field", "speaker"):
        op.add_column("decisions", sa.Column(name, sa.Text(), nullable=True))
    op.create_table(
        "trust_tallies",
        sa.Column("facet", sa.Text(), nullable=False),
        sa.Column("week", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("bucket", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "facet", "week", "value", "team", "measure", "bucket", name="pk_trust_tallies"
        ),
        sqlite_with_rowid=False,
    )
