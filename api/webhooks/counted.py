"""How a delivery to a hook ends, in one word and one sentence, counted whatever happens to it.

In: the door's work on one delivery. Out: its outcome in the tally; the error, if any, goes on its way.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from api.entry import Entry, in_thread
from models.errors import (
    CallConflictError,
    CallNotesError,
    HookBusyError,
    InputError,
    SourceRefusedError,
    UnauthorisedError,
)
from models.hook_outcomes import HookDelivery, HookOutcome


@dataclass
class Outcome:
    """What the door found, and the call that the delivery belongs to; a fault unless it says otherwise."""

    word: HookOutcome = "fault"
    call_id: str | None = None


#: The first that fits decides.
_WORDS: Final[tuple[tuple[type[Exception], HookOutcome], ...]] = (
    (CallConflictError, "contradicted"),
    (SourceRefusedError, "address"),
    (InputError, "shape"),
    (RequestValidationError, "shape"),
    (ClientDisconnect, "broken"),
    (HookBusyError, "busy"),
)
_WORDS_OF_STATUS: Final[dict[int, HookOutcome]] = {413: "size", 408: "slow"}


@asynccontextmanager
async def counted(entry: Entry, provider: str) -> AsyncIterator[Outcome]:
    """Count how the delivery ends that is worked on within."""
    outcome, why = Outcome(), None
    try:
        yield outcome
    except Exception as error:
        outcome.word = _word(error)
        why = error.message if isinstance(error, CallNotesError) else None
        raise
    finally:
        at = entry.doors.clock()
        ended = HookDelivery(
            provider=provider,
            outcome=outcome.word,
            why=why,
            call_id=outcome.call_id,
            first_at=at,
            last_at=at,
        )
        if entry.tally.note(ended):
            await in_thread(entry.tally.write)


def _word(error: Exception) -> HookOutcome:
    if isinstance(error, UnauthorisedError):
        return error.why
    if isinstance(error, HTTPException):
        return _WORDS_OF_STATUS.get(error.status_code, "shape")
    return next((word for kind, word in _WORDS if isinstance(error, kind)), "fault")
