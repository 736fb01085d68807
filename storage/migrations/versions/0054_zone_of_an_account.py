"""A person chooses the zone in which times are told, which is that of the daily mail, too."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None

_MOVED = (
    "UPDATE accounts SET zone = "
    "(SELECT digest_wishes.zone FROM digest_wishes WHERE digest_wishes.account_id = accounts.id)"
)


def upgrade() -> None:
    """Move the zone of the daily mail to the account."""
    op.add_column("accounts", sa.Column("zone", sa.Text(), nullable=True))
    op.execute(_MOVED)
    with op.batch_alter_table("digest_wishes") as table:
        table.drop_column("zone")
