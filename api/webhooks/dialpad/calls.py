"""Reads a call event: who spoke with whom, when, and where the recordings are.

In: a delivery whose token fits. Out: one announcement for each recording, or one without.
Source: developers.dialpad.com/docs/call-events. Only `recording_url` is read: the links of administrators
open in a browser alone.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from api.json_body import unreadable
from api.webhooks.announcement import Announcement, Delivery
from api.webhooks.dialpad.token import event_in
from api.webhooks.recorded_event import RecordedCall

Address = Annotated[str, Field(min_length=1, max_length=2048)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


class _Target(_Part):
    email: Annotated[str | None, Field(max_length=320)] = None


class _CallEvent(_Part):
    call_id: int
    state: Annotated[str, Field(pattern=r"^[a-z_]{1,64}$")]
    event_timestamp: int
    direction: Literal["inbound", "outbound"] | None = None
    external_number: Annotated[str | None, Field(max_length=320)] = None
    date_started: Annotated[int | None, Field(ge=0, lt=10**14)] = None
    target: _Target | None = None
    recording_url: Annotated[tuple[Address, ...], Field(max_length=20)] | str | None = None


def read(delivery: Delivery) -> tuple[Announcement, ...]:
    """Return what the event says. Raises RequestValidationError, InputError."""
    try:
        event = _CallEvent.model_validate_json(event_in(delivery))
    except ValidationError as error:
        raise unreadable(error) from error
    one = event.recording_url
    urls = ((one,) if one else ()) if isinstance(one, str) else one or ()
    return tuple(_announcement(event, url, place) for place, url in enumerate(urls or (None,), 1))


def _announcement(event: _CallEvent, url: str | None, place: int) -> Announcement:
    """A call that was recorded in several parts has the first under its own id."""
    part = "" if place == 1 else f":{place}"
    started = None if event.date_started is None else datetime.fromtimestamp(event.date_started / 1000, UTC)
    call = RecordedCall(
        consent="unknown",
        agent=(event.target and event.target.email) or None,
        customer=event.external_number or None,
        direction=event.direction,
        started_at=started.isoformat() if started else None,
        external_id=f"dialpad:{event.call_id}{part}",
        recording_url=url,
    )
    return Announcement(event_id=f"{event.call_id}:{event.state}:{event.event_timestamp}{part}", call=call)
