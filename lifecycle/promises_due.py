"""Tells of promises that come due, are due or are overdue: each once, across kills and workers.

In: shelves, what tells. Out: how many were told. Not here: to whom and how (hooks and digests).

`tell` is called in the transaction in which the notices are kept. What it writes with that session, such as
an event of an outbox, is there exactly when the notice is; so it must do nothing but write with it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import structlog

from storage.database import Session
from storage.promise_notices import PromiseDue, take_due
from storage.shelves import Shelves

__all__ = ["PromiseDue", "tell_due"]

_log = structlog.get_logger(__name__)
_PORTION: Final = 100

#: Writes what is told with the session of its transaction.
Tell = Callable[[Session, PromiseDue], None]


def tell_due(shelves: Shelves, tell: Tell) -> int:
    """Tell all that is to be told now, in portions; one that raises is not kept, and comes again."""
    told, more = 0, True
    while more:
        with shelves.database.transaction() as session:
            found, more = take_due(session, now=shelves.clock(), limit=_PORTION)
            for one in found:
                tell(session, one)
        told += len(found)
    if told:
        _log.info("promises_told", count=told)
    return told
