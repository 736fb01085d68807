"""Stops the work when a person has cancelled the call; and what stands in where nobody watches or cancels."""

from __future__ import annotations

from models.errors import CancelledError
from models.ports import Cancelled


def unwatched(done: float, total: float) -> None:
    """Take no notice."""


def never() -> bool:
    """Say that nobody has cancelled."""
    return False


def stop_if(cancelled: Cancelled) -> None:
    """Raise CancelledError when the call has been cancelled; asked between pieces of work."""
    if cancelled():
        message = "The call was cancelled while it was being transcribed: retry it to start again."
        raise CancelledError(message)
