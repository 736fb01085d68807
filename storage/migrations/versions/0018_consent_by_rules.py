"""Consent is judged by a table of rules, and its proof says what was disclosed and what came back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; of calls that came before nothing of it is known."""
    for name in ("consent_disclosed", "consent_script", "consent_response", "consent_rule", "judged_under"):
        op.add_column("calls", sa.Column(name, sa.Text(), nullable=True))
    op.add_column("calls", sa.Column("recording_started_at", sa.DateTime(timezone=True), nullable=True))
    for name in ("disclosed", "script", "response", "rule"):
        op.add_column("consents", sa.Column(name, sa.Text(), nullable=True))
    op.add_column("consents", sa.Column("recording_started_at", sa.DateTime(timezone=True), nullable=True))
