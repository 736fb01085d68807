"""What was changed at a contact is found by the contact."""

from __future__ import annotations

from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the index."""
    op.create_index(op.f("ix_crm_changes_contact_id"), "crm_changes", ["contact_id"])
