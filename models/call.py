"""A call: what its metadata says, whether it may be processed, where it is, and how the last attempt went."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from models.frozen import Frozen
from models.sound_spans import SoundSpan
from models.stages import Stage

Direction = Literal["inbound", "outbound"]
AgentChannel = Literal["left", "right", "auto"]
ConsentStatus = Literal["announced", "granted", "declined", "unknown"]
ConsentResponse = Literal["accepted", "declined", "announcement_only", "none"]
Verb = Literal["process", "settle", "fetch"]
Priority = Literal["live", "backfill"]


class Customer(Frozen):
    """How the other party is found in the CRM: a phone in E.164 form, an e-mail in lower case, or both."""

    phone: str | None = None
    email: str | None = None


class CallDetails(Frozen):
    """What the sender says about the call; every door hands in this one shape.

    `started_at` is when the call took place, not when it came in. The engine names are wishes for this
    call alone; without them the settings decide. A `backfill` call lets every live one go first. `language`
    is a two-letter code, `hotwords` are words that are likely to come up, `labels` are what rules
    of retention know it by, `template` is what to ask of it.
    """

    agent: str | None = None
    team: str | None = None
    customer: Customer = Customer()
    direction: Direction | None = None
    started_at: AwareDatetime | None = None
    external_id: str | None = None
    agent_channel: AgentChannel = "auto"
    speech_engine: str | None = None
    notes_engine: str | None = None
    template: str | None = None
    priority: Priority = "live"
    language: str | None = None
    hotwords: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()


class Consent(Frozen):
    """Consent with its proof: who or which system states it, when, and how it was given.

    `disclosed` is what the customer was told, in the version `script` of that text, `response` what came
    back, and `recording_started_at` when the recording began.
    """

    status: ConsentStatus = "unknown"
    by: str | None = None
    at: AwareDatetime | None = None
    how: str | None = None
    disclosed: str | None = None
    script: str | None = None
    response: ConsentResponse | None = None
    recording_started_at: AwareDatetime | None = None


class Recording(Frozen):
    """The stored audio of a call, known by the sha256 of the bytes as they came in.

    Size and media type are those of what is kept. Where card data was said in it, that is another file
    (`kept_sha256`), silent in the stretches `muted`, and the one that came in is gone.
    """

    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    size_bytes: int
    media_type: str
    kept_sha256: str | None = Field(default=None, exclude=True)
    muted: tuple[SoundSpan, ...] = ()

    @property
    def stored_as(self) -> str:
        """The sha256 of what is kept, which names its file."""
        return self.kept_sha256 or self.sha256


class Attempt(Frozen):
    """How the newest attempt at the call's work failed; absent while all is well."""

    number: int
    verb: Verb
    step: str
    code: str
    message: str
    retryable: bool


class Progress(Frozen):
    """How far the running attempt is with the recording, in seconds of audio."""

    done_s: float
    total_s: float


class Call(Frozen):
    """The row that is the truth of the queue, read at one moment.

    `contact_by` is the person who chose the contact, `deal_by` who chose the deal, or that there is none;
    None where no person did. `crm_record` is the id of the CRM's own record of the call, filled in where
    plans are made. `consent_rule` is the line of the consent table that decided last.
    """

    id: str
    external_ids: tuple[str, ...] = ()
    stage: Stage
    stage_why: str | None = None
    details: CallDetails
    consent: Consent
    consent_rule: str | None = None
    recording: Recording | None = None
    transcript_given: bool = False
    source_url: str | None = None
    contact_id: str | None = None
    contact_by: str | None = None
    deal_id: str | None = None
    deal_by: str | None = None
    crm_record: str | None = None
    attempt: Attempt | None = None
    attempts: int = 0
    progress: Progress | None = None
    received_at: AwareDatetime
    duration_s: float | None = None
