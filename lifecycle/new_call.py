"""What a sender says about a call, in the words of the command line, and how it becomes details and consent.

In: fields as text, from a form, a JSON document, a hook, a file beside a recording or the row of a table.
Out: `CallDetails`, `Consent`. Not here: whether it may be processed (consent.py), whether it is already there
(intake.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import Annotated, Final, Protocol
from zoneinfo import ZoneInfo

from pydantic import Field, ValidationError

from lifecycle.one_of import one_of
from models.call import (
    AgentChannel,
    CallDetails,
    Consent,
    ConsentResponse,
    ConsentStatus,
    Customer,
    Direction,
    Priority,
)
from models.errors import ConsentValueError, EngineUnknownError, InputError
from models.frozen import Frozen
from text.labels import read_labels
from text.listening import read_hotwords, read_language
from text.phones import read_customer

Line = Annotated[str, Field(min_length=1, max_length=320)]
Sentence = Annotated[str, Field(min_length=1, max_length=2000)]
Moment = Annotated[str, Field(min_length=1, max_length=64)]

_CONSENTS: Final[dict[str, ConsentStatus]] = {
    "announced": "announced",
    "granted": "granted",
    "declined": "declined",
    "unknown": "unknown",
}


class StatedConsent(Frozen):
    """Consent with its proof; `announced` and `granted` count with who, when and how, else the call waits."""

    consent: Annotated[Line, Field(description="announced, granted, declined or unknown")]
    consent_by: Annotated[Line | None, Field(description="who states the consent")] = None
    consent_at: Annotated[Moment | None, Field(description="when it was given")] = None
    consent_how: Annotated[Sentence | None, Field(description="how it was given, in words")] = None
    consent_disclosed: Annotated[
        Sentence | None, Field(description="what the customer was told, word for word")
    ] = None
    consent_script: Annotated[Line | None, Field(description="version of the text they were told")] = None
    consent_response: Annotated[
        ConsentResponse | None, Field(description="what came back from the customer")
    ] = None
    recording_started_at: Annotated[Moment | None, Field(description="when the recording began")] = None


class NewCall(StatedConsent):
    """The metadata of a call. Moments are ISO 8601; without an offset in the zone of the settings."""

    agent: Annotated[Line | None, Field(description="e-mail of the agent")] = None
    team: Annotated[Line | None, Field(description="team of the agent")] = None
    customer: Annotated[Line | None, Field(description="phone in any format, or e-mail")] = None
    direction: Direction | None = None
    started_at: Annotated[Moment | None, Field(description="when the call took place")] = None
    external_id: Annotated[Line | None, Field(description="the call's id in your own system")] = None
    agent_channel: AgentChannel = "auto"
    engine: Annotated[Line | None, Field(description="faster-whisper, remote, preview, rules or llm")] = None
    language: Annotated[Line | None, Field(description="language of the call: en, de, ...")] = None
    hotwords: Annotated[
        Sentence | None, Field(description="words that are likely in the call, separated by commas")
    ] = None
    labels: Annotated[
        Sentence | None,
        Field(description="labels of the call, separated by commas; rules of retention know them"),
    ] = None
    template: Annotated[
        str | None, Field(max_length=40, description="name of the template; without it the rules choose")
    ] = None
    priority: Annotated[Priority, Field(description="backfill lets every live call go first")] = "live"


class Readings(Protocol):
    """How texts are read here: the zone of moments, the regions of phone numbers, and the names there are."""

    @property
    def zone(self) -> ZoneInfo:
        """The zone of moments without an offset."""
        ...

    @property
    def regions(self) -> tuple[str, ...]:
        """Where phone numbers without a country code are, in order."""
        ...

    @property
    def speech_engines(self) -> tuple[str, ...]:
        """The names of the engines that hear."""
        ...

    @property
    def notes_engines(self) -> tuple[str, ...]:
        """The names of the engines that make notes."""
        ...

    @property
    def templates(self) -> tuple[str, ...]:
        """The names of the templates."""
        ...


@dataclass(frozen=True)
class ReadHere:
    """The readings of a door that is no HTTP."""

    zone: ZoneInfo
    regions: tuple[str, ...]
    speech_engines: tuple[str, ...]
    notes_engines: tuple[str, ...]
    templates: tuple[str, ...]


FIELD_NAMES: Final = frozenset(NewCall.model_fields)
#: Consent and its proof, which come whole from one sender.
PROOF: Final = frozenset(StatedConsent.model_fields)

EXAMPLE: Final = {
    "consent": "announced",
    "consent_by": "ivr@example.com",
    "consent_at": "2026-11-20T14:29:58+01:00",
    "consent_how": "announcement played before the agent was connected",
    "consent_disclosed": "This call is recorded to take notes of it.",
    "consent_script": "ivr-2026-03",
    "consent_response": "announcement_only",
    "recording_started_at": "2026-11-20T14:29:50+01:00",
    "agent": "dana@example.com",
    "team": "support",
    "customer": "+1 512 555 0123",
    "direction": "inbound",
    "started_at": "2026-11-20T14:30:00+01:00",
    "external_id": "pbx-48213",
    "agent_channel": "left",
}


def read_new_call(fields: Mapping[str, object]) -> NewCall:
    """Return the call that these fields tell of. Raises InputError, which names the first wrong field."""
    try:
        return NewCall.model_validate(fields)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = str(first["loc"][0]) if first["loc"] else ""
        if name not in FIELD_NAMES:
            alike = get_close_matches(name, sorted(FIELD_NAMES), n=1)
            meant = f"perhaps {alike[0]} is meant" if alike else "take it away"
            message = f"A field is none of a call's; docs/api.md lists them all, {meant}."
        else:
            why = str(first["msg"]).removeprefix("Value error, ")
            message = f"The field {name} is wrong: {why}. docs/api.md says what it takes."
        raise InputError(message) from error


def read_details(new: NewCall, here: Readings) -> CallDetails:
    """Return the details in their stored form: E.164, lower case, UTC.

    Raises InputError for a value that cannot be read, EngineUnknownError.
    """
    speech, notes = _engines(new.engine, here)
    return CallDetails(
        agent=new.agent,
        team=new.team,
        customer=read_customer(new.customer, here.regions) if new.customer else Customer(),
        direction=new.direction,
        started_at=_moment(new.started_at, here.zone, "started_at"),
        external_id=new.external_id,
        agent_channel=new.agent_channel,
        speech_engine=speech,
        notes_engine=notes,
        priority=new.priority,
        language=read_language(new.language),
        hotwords=read_hotwords(new.hotwords),
        labels=read_labels(new.labels),
        template=one_of(new.template, here.templates, "template"),
    )


def read_consent(stated: StatedConsent, zone: ZoneInfo) -> Consent:
    """Return the consent with its proof. Raises ConsentValueError, InputError."""
    status = _CONSENTS.get(stated.consent)
    if status is None:
        raise ConsentValueError("The consent is not one of announced, granted, declined, unknown; send one.")
    at = _moment(stated.consent_at, zone, "consent_at")
    return Consent(
        status=status,
        by=stated.consent_by,
        at=at,
        how=stated.consent_how,
        disclosed=stated.consent_disclosed,
        script=stated.consent_script,
        response=stated.consent_response,
        recording_started_at=_moment(stated.recording_started_at, zone, "recording_started_at"),
    )


def _engines(name: str | None, here: Readings) -> tuple[str | None, str | None]:
    if name is None:
        return None, None
    if name in here.speech_engines:
        return name, None
    if name in here.notes_engines:
        return None, name
    known = ", ".join((*here.speech_engines, *here.notes_engines))
    raise EngineUnknownError(f"No engine has this name; choose one of {known}, or leave the field out.")


def _moment(text: str | None, zone: ZoneInfo, field: str) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=zone)
        moment.astimezone(UTC)  # one that lies outside the calendar there is refused here
        return moment
    except (ValueError, OverflowError) as error:
        raise InputError(
            f"{field} is not an ISO 8601 moment; send one such as 2026-11-20T14:30:00+01:00."
        ) from error
