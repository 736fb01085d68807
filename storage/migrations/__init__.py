"""Migrations of the schema: one file per version, run at start by `storage.database.migrate`."""
