"""Reads the event of completed recordings: who spoke with whom, when, and where each recording is.

In: a delivery whose signature fits. Out: one announcement for each recording; none for other events.
Source: developers.zoom.us/docs/api/phone/events, phone.recording_completed.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from api.json_body import unreadable
from api.webhooks.announcement import Announcement, Delivery
from api.webhooks.recorded_event import RecordedCall

_COMPLETED: Final = "phone.recording_completed"

Number = Annotated[str | None, Field(max_length=320)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


class _Event(_Part):
    event: Annotated[str, Field(max_length=128)]


class _Owner(_Part):
    type: str = ""
    name: Annotated[str | None, Field(max_length=320)] = None


class _Recording(_Part):
    id: Annotated[str, Field(min_length=1, max_length=128)]
    download_url: Annotated[str, Field(min_length=1, max_length=2048)]
    direction: Literal["inbound", "outbound"]
    date_time: AwareDatetime
    caller_number: Number = None
    callee_number: Number = None
    owner: _Owner | None = None


class _Object(_Part):
    recordings: Annotated[tuple[_Recording, ...], Field(max_length=100)]


class _Payload(_Part):
    object: _Object


class _Completed(_Event):
    payload: _Payload


def read(delivery: Delivery) -> tuple[Announcement, ...]:
    """Return what the event says. Raises RequestValidationError."""
    try:
        if _Event.model_validate_json(delivery.body).event != _COMPLETED:
            return ()
        recordings = _Completed.model_validate_json(delivery.body).payload.object.recordings
    except ValidationError as error:
        raise unreadable(error) from error
    return tuple(Announcement(event_id=f"{one.id}:completed", call=_call(one)) for one in recordings)


def _call(one: _Recording) -> RecordedCall:
    """A recording that a queue owns, not a user, is nobody's until somebody says whose it is."""
    is_a_user = one.owner is not None and one.owner.type == "user"
    return RecordedCall(
        consent="unknown",
        agent=(one.owner.name or None) if one.owner is not None and is_a_user else None,
        customer=(one.caller_number if one.direction == "inbound" else one.callee_number) or None,
        direction=one.direction,
        started_at=one.date_time.isoformat(),
        external_id=f"zoom:{one.id}",
        recording_url=one.download_url,
    )
