"""Confirmed promises and follow-ups have a table of their own, with what people did with them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_SORTED = ("state", "sort_at", "call_id", "item_id")


def upgrade() -> None:
    """Add the tables; the rows of the calls that are there are made when the program opens the database."""
    op.create_table(
        "promises",
        sa.Column("call_id", sa.Text(), nullable=False),
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("notes_version", sa.Integer(), nullable=False),
        sa.Column("follow_up_id", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=True) for name in ("owner", "agent", "team", "contact_id")),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("risk", sa.Text(), nullable=False),
        sa.Column("promised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by", sa.Text(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=True) for name in ("due_on", "due_time")),
        sa.Column("due_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("sort_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["call_id"], ["calls.id"], name=op.f("fk_promises_call_id_calls"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("call_id", "item_id", name=op.f("pk_promises")),
    )
    for first in ((), ("owner",), ("agent",), ("team",), ("contact_id",)):
        columns = [*first, *_SORTED]
        op.create_index(op.f("ix_promises_" + "_".join(columns)), "promises", columns)
    op.create_index(op.f("ix_promises_next_at"), "promises", ["next_at"])
    op.create_table(
        "promise_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Text(), nullable=False),
        sa.Column("notes_version", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("item_id", "kind", "by")),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        *(
            sa.Column(name, sa.Text(), nullable=True)
            for name in ("proof_kind", "proof_ref", "owner", "due_on", "due_time")
        ),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["call_id", "notes_version"],
            ["notes.call_id", "notes.version"],
            name=op.f("fk_promise_changes_call_id_notes_version_notes"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promise_changes")),
    )
    op.create_index(
        op.f("ix_promise_changes_call_id_notes_version"), "promise_changes", ["call_id", "notes_version"]
    )
    op.create_table(
        "promise_notices",
        sa.Column("call_id", sa.Text(), nullable=False),
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("notice", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("call_id", "item_id", "due_at", "notice", name=op.f("pk_promise_notices")),
    )
    op.create_table(
        "projections",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("made_for", sa.Text(), nullable=False),
        sa.Column("done_to", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_projections")),
    )
