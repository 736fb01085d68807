"""A key per call: transcripts, notes and what else was made from a call are sealed with it.

What is there is sealed by the worker, in portions (storage/seal_old.py): a migration has no key.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_IN_CLEAR = sa.text("sealed IS NULL")


def upgrade() -> None:
    """Add the keys' tables, the places of what is sealed, and the marks of what is not yet."""
    op.create_table(
        "call_keys",
        sa.Column("call_id", sa.Text(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"], ["calls.id"], name=op.f("fk_call_keys_call_id_calls"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("call_id", name=op.f("pk_call_keys")),
    )
    op.create_table(
        "house_keys",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_house_keys")),
    )
    for table in ("transcripts", "notes"):
        op.add_column(table, sa.Column("sealed", sa.LargeBinary(), nullable=True))
        op.create_index(
            f"ix_{table}_in_clear", table, ["call_id"], sqlite_where=_IN_CLEAR, postgresql_where=_IN_CLEAR
        )
    for table in ("pieces", "exchanges", "matches"):
        op.add_column(table, sa.Column("by_call", sa.Boolean(), server_default=sa.false(), nullable=False))
