"""The sample call as a house would have it: what its phone system says of it, and all there is about it.

In: the sample. Out: `details_of`, `consent_of` for intake, and `sample_dossier` for the tour of the desk,
which stands in no database.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from callnotes.sample import Sample, load_draft, load_sample
from lifecycle.reading import Dossier
from models.call import Call, CallDetails, Consent, Customer
from models.crm import Match, Party, Record, RecordKind, RecordStatus
from models.stages import Stage

#: No id of a real call looks like it, so that nothing can be done to it.
_ID: Final = "sample"
_CONTACT: Final = "sample_contact"


def details_of(sample: Sample) -> CallDetails:
    """Return what the phone system would say of the call."""
    return CallDetails(
        agent=sample.agent,
        team=sample.team,
        customer=Customer(phone=sample.contact.phone, email=sample.contact.email),
        direction=sample.direction,
        started_at=sample.started_at,
        external_id="demo-call-1",
        agent_channel=sample.agent_channel,
    )


def consent_of(sample: Sample) -> Consent:
    """Return how the customer's consent was given."""
    return Consent(
        status="announced",
        by=sample.agent,
        at=sample.started_at,
        how="announcement played before the call was connected",
    )


@cache
def sample_dossier() -> Dossier:
    """Return the sample call as it waits for a person, with the records that would be pending in the CRM."""
    sample, draft = load_sample(), load_draft()
    contact, consent = sample.contact, consent_of(sample)
    party = Party(
        contact_id=_CONTACT,
        name=contact.name,
        phone=contact.phone,
        email=contact.email,
        matched_by="phone",
    )
    about = f"{contact.name}, {sample.started_at:%Y-%m-%d %H:%M}"
    return Dossier(
        call=Call(
            id=_ID,
            stage=Stage.STAGED,
            details=details_of(sample),
            consent=consent,
            contact_id=_CONTACT,
            received_at=sample.started_at,
            duration_s=draft.transcript.duration_s,
        ),
        consent=consent,
        transcript=draft.transcript,
        transcript_version=1,
        notes=draft.notes,
        notes_version=1,
        records=(
            _record("note", "pending", f"Call notes (unconfirmed): {about}"),
            _record("task", "review", f"Review call notes: {about}"),
        ),
        match=Match(party=party, why="The phone number is this contact's."),
    )


def _record(kind: RecordKind, status: RecordStatus, title: str) -> Record:
    return Record(
        key=f"{_ID}:{kind}", kind=kind, external_id=kind, status=status, title=title, adapter="local"
    )
