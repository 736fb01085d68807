"""The JSON documents of calls: the same from the API as from `callnotes calls --json` and `show --json`.

In: `Call`, `Dossier`. Out: documents whose shape may grow but not change (docs/api.md).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pydantic import AwareDatetime, ConfigDict

from models.call import Call, Consent, Direction, Progress
from models.conflicts import Conflict
from models.crm import Match, Record
from models.frozen import Frozen
from models.notes import CallNotes
from models.review import Decision, SignOff
from models.spoken_consent import SpokenConsent
from models.stages import Stage
from models.transcript import Mended, Transcript
from text.spoken_consent import spoken_consent

if TYPE_CHECKING:
    from lifecycle.reading import Dossier


class AttemptDocument(Frozen):
    """How the newest attempt failed."""

    step: str
    code: str
    message: str
    retryable: bool


EXAMPLE_CALL: Final[dict[str, Any]] = {
    "id": "call_b20fea6047834acc",
    "external_ids": ["pbx-48213"],
    "stage": "queued",
    "stage_why": None,
    "attempt": None,
    "progress": None,
    "agent": "dana@example.com",
    "team": "support",
    "labels": ["trial"],
    "customer": "+15125550123",
    "direction": "inbound",
    "started_at": "2026-01-20T14:30:00+01:00",
    "received_at": "2026-01-20T13:36:12Z",
    "duration_s": None,
    "contact_id": None,
    "deal_id": None,
}


class CallDocument(Frozen):
    """One call as lists show it; `customer` is the phone in E.164 form, else the e-mail address.

    `progress` is there while a worker recognises the recording: seconds of audio done, and in all.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE_CALL]})

    id: str
    external_ids: tuple[str, ...]
    stage: Stage
    stage_why: str | None
    attempt: AttemptDocument | None
    progress: Progress | None
    agent: str | None
    team: str | None
    labels: tuple[str, ...]
    customer: str | None
    direction: Direction | None
    started_at: AwareDatetime | None
    received_at: AwareDatetime
    duration_s: float | None
    contact_id: str | None
    deal_id: str | None


class CallPage(Frozen):
    """Some calls, the newest first, and where the next ones begin."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"calls": [EXAMPLE_CALL], "next_cursor": "50"}]}
    )

    calls: tuple[CallDocument, ...]
    next_cursor: str | None


class DossierDocument(CallDocument):
    """One call whole: what was stated, said, noted, decided and written."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                EXAMPLE_CALL
                | {
                    "consent": {
                        "status": "announced",
                        "by": "ivr@example.com",
                        "at": "2026-01-20T13:29:58Z",
                        "how": "announcement before the call",
                        "disclosed": "This call is recorded to take notes of it.",
                        "script": "ivr-2026-03",
                        "response": "announcement_only",
                        "recording_started_at": None,
                    },
                    "consent_rule": "default",
                    "said_about_recording": [],
                    "transcript": None,
                    "transcript_version": None,
                    "notes": None,
                    "decisions": [],
                    "sign_off": None,
                    "records": [],
                    "match": None,
                    "conflicts": [],
                    "mended": [],
                }
            ]
        }
    )

    consent: Consent
    consent_rule: str | None
    said_about_recording: tuple[SpokenConsent, ...]
    transcript: Transcript | None
    transcript_version: int | None
    notes: CallNotes | None
    decisions: tuple[Decision, ...]
    sign_off: SignOff | None
    records: tuple[Record, ...]
    match: Match | None
    conflicts: tuple[Conflict, ...]
    mended: tuple[Mended, ...]


def describe(call: Call) -> CallDocument:
    """Return the document of one call."""
    return CallDocument(**_of_call(call))


def describe_whole(dossier: Dossier) -> DossierDocument:
    """Return the document of one call with all that was made of it."""
    return DossierDocument(
        **_of_call(dossier.call),
        consent=dossier.consent,
        consent_rule=dossier.call.consent_rule,
        said_about_recording=spoken_consent(dossier.transcript) if dossier.transcript else (),
        transcript=dossier.transcript,
        transcript_version=dossier.transcript_version,
        notes=dossier.notes,
        decisions=dossier.decisions,
        sign_off=dossier.sign_off,
        records=dossier.records,
        match=dossier.match,
        conflicts=dossier.conflicts,
        mended=dossier.mended,
    )


def call_document(call: Call) -> dict[str, Any]:
    """Return the document of one call as plain JSON values."""
    return describe(call).model_dump(mode="json")


def dossier_document(dossier: Dossier) -> dict[str, Any]:
    """Return the document of one whole call as plain JSON values."""
    return describe_whole(dossier).model_dump(mode="json")


def _of_call(call: Call) -> dict[str, Any]:
    details, attempt = call.details, call.attempt
    return {
        "id": call.id,
        "external_ids": call.external_ids,
        "stage": call.stage,
        "stage_why": call.stage_why,
        "attempt": attempt
        and AttemptDocument(
            step=attempt.step, code=attempt.code, message=attempt.message, retryable=attempt.retryable
        ),
        "progress": call.progress,
        "agent": details.agent,
        "team": details.team,
        "labels": details.labels,
        "customer": details.customer.phone or details.customer.email,
        "direction": details.direction,
        "started_at": details.started_at,
        "received_at": call.received_at,
        "duration_s": call.duration_s,
        "contact_id": call.contact_id,
        "deal_id": call.deal_id,
    }
