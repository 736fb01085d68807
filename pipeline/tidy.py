"""Forgets what the queue keeps of work that ended long ago, so that its tables do not grow for ever.

What became of a call stands in our own tables. The queue's rows of ended work are kept for some days only to
look into a fault, and because work that is handed over twice must find its first row.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

import structlog

from pipeline import durable

log = structlog.get_logger(__name__)

KEPT_FOR: Final = timedelta(days=7)
_AT_ONCE: Final = 500


def tidy() -> None:
    """Forget, in small parts, the workflows that ended more than a week ago."""
    before = datetime.now(UTC) - KEPT_FOR
    while forgotten := durable.forget_ended(before=before, at_most=_AT_ONCE):
        log.info("ended_work_forgotten", count=forgotten)
