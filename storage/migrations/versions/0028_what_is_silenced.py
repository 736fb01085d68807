"""Of a recording in which card data was said, a silenced one is kept in its place."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; the worker looks at calls that came before."""
    for name in ("muted_sha256", "muted_media_type", "muted_spans"):
        op.add_column("calls", sa.Column(name, sa.Text(), nullable=True))
    op.add_column("calls", sa.Column("muted_size_bytes", sa.BigInteger(), nullable=True))
    op.add_column("calls", sa.Column("muted_heard", sa.Integer(), nullable=True))
