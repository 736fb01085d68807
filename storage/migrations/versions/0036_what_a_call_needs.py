"""What each call needs stands beside it, kept by triggers, with indexes in the order of the lists."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

_LISTS = (
    ("received_at", "id"),
    ("agent", "received_at", "id"),
    ("team", "received_at", "id"),
    ("need", "received_at", "id"),
    ("agent", "need", "received_at", "id"),
    ("team", "need", "received_at", "id"),
)

#: The newest attempt that does not wait for its time says whether work goes on.
_NEED = """
    CASE WHEN calls.stage = 'refused' THEN 'failed'
    WHEN calls.stage IN ('settled', 'declined', 'erased', 'cancelled', 'refused') THEN 'done'
    ELSE CASE (
        SELECT attempts.state FROM attempts
        WHERE attempts.call_id = calls.id AND NOT (state = 'queued' AND not_before IS NOT NULL)
        ORDER BY attempts.id DESC LIMIT 1)
    WHEN 'failed' THEN 'failed' WHEN 'queued' THEN 'working' WHEN 'running' THEN 'working'
    ELSE CASE WHEN calls.stage IN ('awaiting_consent', 'staged', 'in_review') THEN 'waiting'
    WHEN calls.stage IN ('awaiting_audio', 'queued', 'transcribed', 'drafted') THEN 'working'
    ELSE 'done' END END END
"""
_SETTLE_ALL = f"UPDATE calls SET need = {_NEED}"  # noqa: S608 - both parts stand here
_SETTLE = f"{_SETTLE_ALL} WHERE id = "

_ON_SQLITE = (
    f"CREATE TRIGGER calls_need_in AFTER INSERT ON calls BEGIN {_SETTLE} new.id; END",
    f"""CREATE TRIGGER calls_need_stage AFTER UPDATE OF stage ON calls WHEN old.stage <> new.stage
    BEGIN {_SETTLE} new.id; END""",
    f"CREATE TRIGGER attempts_need_in AFTER INSERT ON attempts BEGIN {_SETTLE} new.call_id; END",
    f"""CREATE TRIGGER attempts_need_state AFTER UPDATE OF state, not_before ON attempts
    WHEN old.state <> new.state OR old.not_before IS NOT new.not_before BEGIN {_SETTLE} new.call_id; END""",
)
_ON_POSTGRESQL = (
    f"""CREATE FUNCTION settle_need_of_call() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    {_SETTLE} NEW.id; RETURN NULL; END $$""",
    f"""CREATE FUNCTION settle_need_by_attempt() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    {_SETTLE} NEW.call_id; RETURN NULL; END $$""",
    """CREATE TRIGGER calls_need_in AFTER INSERT ON calls
    FOR EACH ROW EXECUTE FUNCTION settle_need_of_call()""",
    """CREATE TRIGGER calls_need_stage AFTER UPDATE OF stage ON calls
    FOR EACH ROW WHEN (OLD.stage IS DISTINCT FROM NEW.stage) EXECUTE FUNCTION settle_need_of_call()""",
    """CREATE TRIGGER attempts_need_in AFTER INSERT ON attempts
    FOR EACH ROW EXECUTE FUNCTION settle_need_by_attempt()""",
    """CREATE TRIGGER attempts_need_state AFTER UPDATE OF state, not_before ON attempts FOR EACH ROW
    WHEN (OLD.state IS DISTINCT FROM NEW.state OR OLD.not_before IS DISTINCT FROM NEW.not_before)
    EXECUTE FUNCTION settle_need_by_attempt()""",
)


def upgrade() -> None:
    """Add the column with its indexes, fill it, then let the triggers keep it."""
    op.add_column("calls", sa.Column("need", sa.Text(), nullable=False, server_default="working"))
    op.execute(_SETTLE_ALL)
    for name in ("received_at", "agent"):
        op.drop_index(f"ix_calls_{name}", "calls")
    for columns in _LISTS:
        op.create_index(f"ix_calls_{'_'.join(columns)}", "calls", list(columns))
    on_sqlite = op.get_context().dialect.name == "sqlite"
    for statement in _ON_SQLITE if on_sqlite else _ON_POSTGRESQL:
        op.execute(statement)
