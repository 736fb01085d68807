"""Reads a recording status callback: which recording it is about, where it is, and what its address says.

In: a delivery whose signature fits. Out: one announcement.
Source: "Getting Started with Recording Status Callbacks" (Twilio's support, 360014251313) for events and
parameters, twilio.com/docs/voice/api/recording for the media.

The callback itself does not say who spoke. The operator writes that into the query of the callback's address,
which Twilio signs, too.
"""

from __future__ import annotations

from email.utils import parsedate_to_datetime
from typing import Annotated, Any, Final
from urllib.parse import parse_qsl, urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from api.json_body import unreadable
from api.webhooks.announcement import Announcement, Delivery
from api.webhooks.recorded_event import RecordedCall
from api.webhooks.twilio.signature import parameters
from models.errors import InputError

#: What the query of the callback's address may say about the call; the words are those of a new call.
QUERY: Final = (
    "agent", "team", "customer", "direction", "agent_channel", "language", "hotwords", "labels", "template",
    "consent", "consent_by", "consent_at", "consent_how", "consent_disclosed", "consent_script",
    "consent_response",
)  # fmt: skip


_LOST: Final = "Twilio could not make this recording; its debugger says why."


class _Callback(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    recording: Annotated[str, Field(alias="RecordingSid", pattern=r"^RE[0-9a-fA-F]{32}$")]
    status: Annotated[str, Field(alias="RecordingStatus", pattern=r"^[a-z-]{1,32}$")]
    address: Annotated[str | None, Field(alias="RecordingUrl", max_length=1024)] = None
    channels: Annotated[str | None, Field(alias="RecordingChannels", max_length=8)] = None
    started: Annotated[str | None, Field(alias="RecordingStartTime", max_length=64)] = None
    duration: Annotated[str | None, Field(alias="RecordingDuration", max_length=16)] = None


def read(delivery: Delivery) -> tuple[Announcement, ...]:
    """Return what the callback says. Raises RequestValidationError, InputError."""
    try:
        callback = _Callback.model_validate(_plain(parameters(delivery.body)))
        call = RecordedCall.model_validate(
            {
                "consent": "unknown",
                "started_at": _moment(callback.started),
                "recording_started_at": _moment(callback.started),
                "external_id": f"twilio:{callback.recording}",
                "recording_url": _media(callback) if callback.status == "completed" else None,
                **_query(delivery.address),
            }
        )
    except ValidationError as error:
        raise unreadable(error) from error
    return (
        Announcement(
            event_id=f"{callback.recording}:{callback.status}",
            call=call,
            failure=_LOST if callback.status == "failed" else None,
            told=callback.duration,
        ),
    )


def _plain(pairs: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """Refuse names cut at another place: what is signed does not tell `a=bc` from `ab=c`."""
    read_here = {str(field.alias) for field in _Callback.model_fields.values()}
    for name, _ in pairs:
        if any(name != one and (name.startswith(one) or one.startswith(name)) for one in read_here):
            raise InputError("A parameter of the callback is cut at another place; send it as Twilio does.")
    return dict(pairs)


def _query(address: str) -> dict[str, Any]:
    said = dict(parse_qsl(urlsplit(address).query))
    if not said.keys() <= set(QUERY):
        raise InputError(
            "The callback's address has a parameter that is not read here; docs/hooks.md lists all."
        )
    if said.get("customer", "").startswith(" "):  # a plus that was not escaped
        said["customer"] = "+" + said["customer"].lstrip()
    return said


def _media(callback: _Callback) -> str:
    """Ask for all that Twilio has: unpacked, and both channels where there are two."""
    if callback.address is None:
        raise InputError("A completed recording has no RecordingUrl; send the callback as Twilio does.")
    if not callback.address.endswith(callback.recording):
        return callback.address
    both = "?RequestedChannels=2" if callback.channels == "2" else ""
    return f"{callback.address}.wav{both}"


def _moment(text: str | None) -> str | None:
    """Return the moment of a date as mails write it, in ISO 8601; None for what is no such date."""
    try:
        moment = parsedate_to_datetime(text) if text else None
    except ValueError:
        return None
    return moment.isoformat() if moment is not None and moment.tzinfo is not None else None
