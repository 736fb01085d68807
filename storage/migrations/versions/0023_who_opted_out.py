"""People who opted out, and whose a call was when nothing else of it is kept: keyed hashes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables; they are empty."""
    op.create_table(
        "opt_outs",
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", name=op.f("pk_opt_outs")),
    )
    op.create_table(
        "person_marks",
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("call_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"], ["calls.id"], name=op.f("fk_person_marks_call_id_calls"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("fingerprint", "call_id", name=op.f("pk_person_marks")),
    )
    op.create_index(op.f("ix_person_marks_call_id"), "person_marks", ["call_id"])
