"""Reads an event about a call: who spoke with whom, when, and where the recording is for a while.

In: a delivery whose token fits. Out: one announcement, or none where the event is not about a call.
Source: developers.aircall.io/api-references, the call events: each brings the whole call as it is then.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from api.json_body import unreadable
from api.webhooks.announcement import Announcement, Delivery
from api.webhooks.recorded_event import RecordedCall


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


class _Envelope(_Part):
    resource: Annotated[str, Field(max_length=64)]
    event: Annotated[str, Field(pattern=r"^[a-z0-9_.]{1,64}$")]
    timestamp: int


class _User(_Part):
    email: Annotated[str | None, Field(max_length=320)] = None


class _Call(_Part):
    id: int
    direction: Literal["inbound", "outbound"] | None = None
    started_at: Annotated[int | None, Field(ge=0, lt=10**11)] = None
    raw_digits: Annotated[str | None, Field(max_length=320)] = None
    recording: Annotated[str | None, Field(max_length=2048)] = None
    user: _User | None = None


class _CallEvent(_Envelope):
    data: _Call


def read(delivery: Delivery) -> tuple[Announcement, ...]:
    """Return what the event says. Raises RequestValidationError."""
    try:
        if _Envelope.model_validate_json(delivery.body).resource != "call":
            return ()
        event = _CallEvent.model_validate_json(delivery.body)
    except ValidationError as error:
        raise unreadable(error) from error
    return (
        Announcement(event_id=f"{event.event}:{event.data.id}:{event.timestamp}", call=_call(event.data)),
    )


def _call(said: _Call) -> RecordedCall:
    started = None if said.started_at is None else datetime.fromtimestamp(said.started_at, UTC)
    return RecordedCall(
        consent="unknown",
        agent=(said.user and said.user.email) or None,
        customer=said.raw_digits or None,
        direction=said.direction,
        started_at=started.isoformat() if started else None,
        external_id=f"aircall:{said.id}",
        recording_url=said.recording or None,
    )
