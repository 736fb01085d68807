"""Hands work to the queue after the commit; what a crash leaves out is owed, and the sweep hands it over.

In: an injected function, and the work that a transaction noted as an attempt. Out: nothing; it never raises.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import structlog

from models.call import Priority, Verb
from models.workflows import Kind

_log = structlog.get_logger(__name__)


class Work(NamedTuple):
    """One attempt that the worker is to run, or go on with at this kind of work, after so many seconds."""

    call_id: str
    verb: Verb
    attempt: int
    kind: Kind
    priority: Priority = "live"
    delay_s: float = 0.0


Enqueue = Callable[[Work], None]
"""Called after the commit; the same attempt and kind of work again must change nothing."""


def hand_over(work: Work | None, enqueue: Enqueue) -> None:
    """Enqueue the work. The row is the truth: when the queue is away, the call is accepted all the same.

    Work that has its time to come is left to the sweep.
    """
    if work is None or work.delay_s > 0:
        return
    try:
        enqueue(work)
    except Exception as error:  # noqa: BLE001 - whatever the queue says, the sweep finds the attempt
        _log.warning(
            "enqueue_left_to_the_sweep",
            call_id=work.call_id,
            verb=work.verb,
            attempt=work.attempt,
            error=type(error).__name__,
        )
