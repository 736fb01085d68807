"""A call whose notes are drafted, as the steps of the CRM find it.

In: a workshop in the house of `folder`, and which recording. Out: the call.
"""

from __future__ import annotations

from pathlib import Path

from callnotes.shelves import intake_limits
from lifecycle import consent, drafts, intake, reading
from models.call import Call, CallDetails, Customer
from pipeline.workshop import Workshop
from tests.journeys.mortal import settings_in
from tests.lifecycle.house import GRANTED, WAV, Queue, notes_of, transcript_of

PHONE = "+12125550142"


def drafted(workshop: Workshop, folder: Path, which: str, *, email: str | None = None) -> Call:
    """Take in a call of the customer with `PHONE`, and store its transcript and notes."""
    call = intake.accept(
        workshop.shelves,
        CallDetails(customer=Customer(phone=PHONE, email=email)),
        GRANTED,
        audio=[WAV + which.encode()],
        transcript=None,
        limits=intake_limits(settings_in(folder / "house")),
        enqueue=Queue(),
    ).call
    assert consent.gate(workshop.shelves, call.id).answer == "go"
    drafts.store_transcript(workshop.shelves, transcript_of(call.id))
    drafts.store_notes(workshop.shelves, notes_of(call.id))
    return reading.call(workshop.shelves, call.id)
