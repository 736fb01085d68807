"""What is told to the outside is stored with what it tells, and every try at telling it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables; they are empty until an admin adds an endpoint."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "outgoing_endpoints",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("events", sa.Text(), nullable=False),
        sa.Column("with_items", sa.Boolean(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", moment, nullable=False),
        sa.Column("paused_at", moment, nullable=True),
        sa.Column("paused_why", sa.Text(), nullable=True),
        sa.Column("failing_since", moment, nullable=True),
        sa.Column("busy_until", moment, nullable=True),
        sa.Column("rests_until", moment, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outgoing_endpoints")),
        sa.UniqueConstraint("name", name=op.f("uq_outgoing_endpoints_name")),
    )
    op.create_table(
        "outgoing_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("call_id", sa.Text(), nullable=True),
        sa.Column("at", moment, nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outgoing_events")),
        sa.UniqueConstraint("message_id", name=op.f("uq_outgoing_events_message_id")),
    )
    op.create_index(op.f("ix_outgoing_events_call_id"), "outgoing_events", ["call_id"])
    op.create_table(
        "outgoing_deliveries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("endpoint_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_at", moment, nullable=False),
        sa.Column("try_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", moment, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outgoing_deliveries")),
        sa.UniqueConstraint(
            "event_id", "endpoint_id", name=op.f("uq_outgoing_deliveries_event_id_endpoint_id")
        ),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["outgoing_events.id"],
            name=op.f("fk_outgoing_deliveries_event_id_outgoing_events"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["endpoint_id"],
            ["outgoing_endpoints.id"],
            name=op.f("fk_outgoing_deliveries_endpoint_id_outgoing_endpoints"),
            ondelete="CASCADE",
        ),
    )
    op.create_index(op.f("ix_outgoing_deliveries_endpoint_id"), "outgoing_deliveries", ["endpoint_id"])
    op.create_index(op.f("ix_outgoing_deliveries_state_next_at"), "outgoing_deliveries", ["state", "next_at"])
    op.create_table(
        "outgoing_tries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("delivery_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("took_s", sa.Double(), nullable=True),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outgoing_tries")),
        sa.ForeignKeyConstraint(
            ["delivery_id"],
            ["outgoing_deliveries.id"],
            name=op.f("fk_outgoing_tries_delivery_id_outgoing_deliveries"),
            ondelete="CASCADE",
        ),
    )
    op.create_index(op.f("ix_outgoing_tries_delivery_id"), "outgoing_tries", ["delivery_id"])
