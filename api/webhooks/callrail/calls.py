"""Reads an event about a call: who spoke with whom, when, and where the recording is, once there is one.

In: a delivery whose signature fits. Out: one announcement.
Source: apidocs.callrail.com, "Webhooks"; pre-call, post-call and call-modified have the same shape.

The event has no id and does not say what it is, so it is known by what it says: the same again changes
nothing, and another one of the same call adds what was missing.
"""

from __future__ import annotations

import hashlib
from typing import Annotated, Final
from urllib.parse import parse_qsl

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from api.json_body import unreadable
from api.webhooks.announcement import Announcement, Delivery
from api.webhooks.recorded_event import RecordedCall
from models.errors import InputError

_MOST_FIELDS: Final = 300

Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]


class _Call(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="ignore", hide_input_in_errors=True, coerce_numbers_to_str=True
    )

    id: Annotated[Id, Field(validation_alias="resource_id")] = ""
    older_id: Annotated[Id, Field(validation_alias="id")] = ""
    direction: Annotated[str, Field(pattern=r"^(?:inbound|outbound)$")] | None = None
    start_time: AwareDatetime | None = None
    customer_phone_number: Annotated[str | None, Field(max_length=320)] = None
    agent_email: Annotated[str | None, Field(max_length=320)] = None
    recording: Annotated[str | None, Field(max_length=2048)] = None
    voicemail: bool | None = None


def read(delivery: Delivery) -> tuple[Announcement, ...]:
    """Return what the event says. Raises RequestValidationError, InputError."""
    try:
        said = _said(delivery)
        # One of the two ids must be there.
        known_by = said.id or _Call.model_validate({"id": said.older_id}).older_id
        call = RecordedCall.model_validate(
            {
                "consent": "unknown",
                "agent": said.agent_email or None,
                "customer": said.customer_phone_number or None,
                "direction": said.direction,
                "started_at": said.start_time.isoformat() if said.start_time else None,
                "external_id": f"callrail:{known_by}",
                "recording_url": None if said.voicemail else said.recording or None,
            }
        )
    except ValidationError as error:
        raise unreadable(error) from error
    return (Announcement(event_id=f"{known_by}:{_told_apart(call)}", call=call),)


def _said(delivery: Delivery) -> _Call:
    """Read JSON, as CallRail's pages show it, or a form of the same names, which some receivers were sent."""
    if not delivery.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        return _Call.model_validate_json(delivery.body)
    try:
        pairs = parse_qsl(delivery.body.decode("ascii"), max_num_fields=_MOST_FIELDS, errors="strict")
    except ValueError as error:
        raise InputError("The event is not a form; send it as CallRail does.") from error
    return _Call.model_validate(dict(pairs))


def _told_apart(call: RecordedCall) -> str:
    return hashlib.sha256(call.model_dump_json().encode()).hexdigest()[:32]
