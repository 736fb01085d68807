"""Numbers and addresses are found by indexes of those alone that are known, calls the newest first."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Leave empty values out of the indexes: they make a database weigh them wrongly."""
    for name in ("customer_phone", "customer_email"):
        op.drop_index(f"ix_calls_{name}", "calls")
        _create(f"ix_calls_{name}_received_at_id", "calls", [name, "received_at", "id"], known=name)
    for name in ("phone", "email"):
        op.drop_index(f"ix_crm_contacts_{name}", "crm_contacts")
        _create(f"ix_crm_contacts_{name}", "crm_contacts", [name], known=name)
    op.execute("UPDATE crm_contacts SET email = lower(email) WHERE email <> lower(email)")


def _create(index: str, table: str, columns: list[str], *, known: str) -> None:
    is_known = sa.text(f"{known} IS NOT NULL")
    op.create_index(index, table, columns, sqlite_where=is_known, postgresql_where=is_known)
