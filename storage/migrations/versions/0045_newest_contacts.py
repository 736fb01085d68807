"""The newest contacts of the embedded CRM, and the newest calls of each, are found by an index."""

from __future__ import annotations

from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the indexes; the one of contacts alone is the beginning of its new one."""
    op.create_index("ix_crm_contacts_created_at_id", "crm_contacts", ["created_at", "id"])
    op.create_index("ix_calls_contact_id_received_at_id", "calls", ["contact_id", "received_at", "id"])
    op.drop_index("ix_calls_contact_id", "calls")
