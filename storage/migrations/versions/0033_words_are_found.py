"""Texts of notes and turns as they are found, with an index of their words, and searches that people keep.

What is there already is read by the worker, call by call: a migration has no key
(lifecycle/reading_texts.py).
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

_ON_SQLITE = (
    "CREATE VIRTUAL TABLE found_words USING fts5(words, content='found_texts', content_rowid='id')",
    """CREATE TRIGGER found_texts_in AFTER INSERT ON found_texts BEGIN
    INSERT INTO found_words(rowid, words) VALUES (new.id, new.words); END""",
    """CREATE TRIGGER found_texts_out AFTER DELETE ON found_texts BEGIN
    INSERT INTO found_words(found_words, rowid, words) VALUES ('delete', old.id, old.words);
    UPDATE search_reach SET unsettled = 1 WHERE NOT unsettled; END""",
)
_ON_POSTGRESQL = (
    "CREATE INDEX ix_found_texts_words ON found_texts USING gin (to_tsvector('simple', words))",
)


def upgrade() -> None:
    """Make the tables, and the index in the way of each database."""
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "found_texts",
        sa.Column("id", number, primary_key=True, autoincrement=False),
        sa.Column(
            "call_id", sa.Text(), sa.ForeignKey("calls.id", ondelete="CASCADE"), nullable=False, index=True
        ),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("speaker", sa.Text()),
        sa.Column("start_s", sa.Double()),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("quote", sa.Text()),
        sa.Column("words", sa.Text(), nullable=False),
    )
    op.create_table(
        "texts_to_read",
        sa.Column("call_id", sa.Text(), _of_call(), primary_key=True),
    )
    op.create_table(
        "search_reach",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("reach", sa.Text(), nullable=False),
        sa.Column("unsettled", sa.Boolean(), nullable=False),
    )
    op.create_table(
        "saved_searches",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("owner", sa.Text(), nullable=False, index=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("owner", "name"),
    )
    on_sqlite = op.get_context().dialect.name == "sqlite"
    for statement in _ON_SQLITE if on_sqlite else _ON_POSTGRESQL:
        op.execute(statement)


def _of_call() -> sa.ForeignKey:
    return sa.ForeignKey("calls.id", ondelete="CASCADE")
