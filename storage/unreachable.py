"""Has a PostgreSQL that cannot be reached count as a lost connection, whatever words the driver has for it.

DBOS waits for a lost connection to come back, but knows it by the words "connection failed" only: a server
whose socket or whose name is gone, as while it starts anew, would end the work that meets it.
"""

from __future__ import annotations

from sqlalchemy import Engine, event
from sqlalchemy.engine import ExceptionContext


def count_unreachable_as_lost() -> None:
    """Mark, from now on and for every engine of this process, an error without a connection as a lost one."""
    if not event.contains(Engine, "handle_error", _mark):
        event.listen(Engine, "handle_error", _mark)


def _mark(context: ExceptionContext) -> None:
    if context.connection is None and not context.is_pre_ping and context.dialect.name == "postgresql":
        context.is_disconnect = True
