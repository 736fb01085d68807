"""What is held back while the CRM is closed to us, so that a day's outage costs each call one attempt.

In: the work that is owed, whether the CRM is asked just now. Out: the work that may be enqueued.
Not here: when the CRM is closed and when it is tried again (storage/crm_circuit.py).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from lifecycle import sending
from lifecycle.enqueue import Work
from models.crm_limits import CrmState
from models.errors import CrmClosedError
from pipeline.workshop import Workshop


def let_through(owed: Sequence[Work], state: CrmState, *, begun: Collection[Work]) -> tuple[Work, ...]:
    """Return all of it while the CRM is open, in order; else what needs no CRM.

    While it is being tried, one piece of work for it is let through at a time: of the oldest, one that was
    tried least often, so that no single call can keep the way closed.
    """
    if state == "open":
        return tuple(owed)
    others = [work for work in owed if work.kind != "crm"]
    held = [work for work in owed if work.kind == "crm"]
    if state == "trying" and held and not any(work.kind == "crm" for work in begun):
        others.append(min(held, key=lambda work: work.attempt))
    return tuple(others)


def refuse_held(workshop: Workshop) -> None:
    """Raise CrmClosedError while sending is held back after a restore; the embedded CRM is no outside."""
    if workshop.adapter.name == "local":
        return
    found = sending.held(workshop.shelves)
    if found is not None:
        raise CrmClosedError(f"The CRM is not written to: {found.in_words}.")
