"""SHELVES: the database (SQLAlchemy, Alembic) and the encrypted audio store; it decides nothing."""
