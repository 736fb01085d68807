"""What waits for an endpoint is found by that endpoint, however much waits for others."""

from __future__ import annotations

from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Replace two indexes by one; tests wait in a state of their own from here on."""
    op.drop_index("ix_outgoing_deliveries_state_next_at", "outgoing_deliveries")
    op.drop_index("ix_outgoing_deliveries_endpoint_id", "outgoing_deliveries")
    op.create_index(
        "ix_outgoing_deliveries_endpoint_id_state_next_at",
        "outgoing_deliveries",
        ["endpoint_id", "state", "next_at"],
    )
