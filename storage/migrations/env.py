"""What Alembic runs for every command: our metadata over the connection that `upgrade` hands in."""

from __future__ import annotations

from alembic import context

from storage.tables import Table

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Table.metadata,
    # Our SQLite transactions are real ones (storage/database.py), so a killed migration leaves nothing.
    transactional_ddl=True,
    render_as_batch=True,
    compare_type=True,
)
context.run_migrations()
