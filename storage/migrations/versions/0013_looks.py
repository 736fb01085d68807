"""When what stands pending in a CRM is looked at next."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table; what is pending by now is enrolled by the first round of a worker."""
    op.create_table(
        "crm_looks",
        sa.Column("call_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"], ["calls.id"], name=op.f("fk_crm_looks_call_id_calls"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("call_id", "kind", name=op.f("pk_crm_looks")),
    )
    op.create_index(op.f("ix_crm_looks_external_id"), "crm_looks", ["external_id"])
    op.create_index(op.f("ix_crm_looks_next_at"), "crm_looks", ["next_at"])
