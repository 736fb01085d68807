"""An event is handled once: anew where another process was as quick, and kept where the work breaks.

In: an event as it came first, and what it becomes. Out: what that gives.
Not here: what an event becomes (call_recorded.py, take_in.py).

The event is written in the transaction of what it becomes, so that neither is there without the other. A kill
before that leaves nothing, and the sender, who has no answer, sends it again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from fastapi.exceptions import RequestValidationError

from api.entry import Entry
from lifecycle.intake import Alongside
from models.call import Call
from models.errors import CallNotesError
from storage.database import Session, TakenError
from storage.hook_events import HookEvent, HookEvents

T = TypeVar("T")


def once(events: HookEvents, event: HookEvent, become: Callable[[HookEvent], T]) -> T:
    """Return what the event becomes; what breaks unexpectedly is kept, to be handled at the next start."""
    named = (event.provider, event.event_id, event.body)
    try:
        try:
            return become(event)
        except TakenError:
            return become(events.first(*named, signed_with=event.signed_with))
    except (CallNotesError, RequestValidationError):
        raise
    except Exception:
        events.store(*named, signed_with=event.signed_with)
        raise


def handled_with(entry: Entry, event: HookEvent) -> Alongside:
    """Return what writes, in the transaction of a call, that the event became it."""

    def write(session: Session, call: Call) -> None:
        entry.doors.shelves.hook_events().handled_in(session, event, call=call)

    return write
