"""Takes a recording in as a door would, with proven consent unless a test wants another one."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from callnotes.reading_files import chunks_of
from callnotes.settings import Settings
from callnotes.shelves import intake_limits
from lifecycle import intake
from lifecycle.enqueue import Enqueue
from models.call import Call, CallDetails, Consent, ConsentStatus
from storage.shelves import Shelves

WHEN: Final = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
_JUST_DETAILS: Final = CallDetails()


def submit(
    shelves: Shelves,
    settings: Settings,
    recording: Path,
    *,
    enqueue: Enqueue,
    details: CallDetails = _JUST_DETAILS,
    status: ConsentStatus = "announced",
) -> Call:
    """Return the call that the recording became."""
    return intake.accept(
        shelves,
        details,
        Consent(status=status, by="ivr", at=WHEN, how="played"),
        audio=chunks_of(recording),
        transcript=None,
        limits=intake_limits(settings),
        enqueue=enqueue,
    ).call
