"""The event that a phone system sends when a call was recorded, in the envelope of Standard Webhooks.

In: the raw body. Out: `RecordedEvent`. Its `data` has the fields of a new call, and where the recording is.
"""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import Field

from lifecycle.new_call import EXAMPLE as EXAMPLE_CALL
from lifecycle.new_call import NewCall
from models.frozen import Frozen


class RecordedCall(NewCall):
    """A new call; without `recording_url` the recording is sent by PUT afterwards."""

    recording_url: Annotated[
        str | None, Field(min_length=1, max_length=2048, description="https, at a host of the settings")
    ] = None


class RecordedEvent(Frozen):
    """`timestamp` is when the event arose, in ISO 8601; the signed header is the one that counts."""

    type: Literal["call.recorded"]
    timestamp: Annotated[str | None, Field(min_length=1, max_length=64)] = None
    data: RecordedCall


EXAMPLE: Final[dict[str, Any]] = {
    "type": "call.recorded",
    "timestamp": "2026-11-20T14:36:12+01:00",
    "data": EXAMPLE_CALL | {"recording_url": "https://recordings.example.com/48213.wav"},
}
