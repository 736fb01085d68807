"""Reads a notification about a telephony session: who spoke with whom, when, and which recordings there are.

In: a delivery whose token fits. Out: one announcement for each recording; none for other notifications.
Source: developers.ringcentral.com/guide/voice/telephony-session-notifications, and the definitions
TelephonySessionsEvent of RingCentral's SDKs.

A notification names a recording, not its address. That of its description is known, and the description names
the bytes when they are ready (exchange/onward.py).
"""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from api.json_body import unreadable
from api.webhooks.announcement import Announcement, Delivery
from api.webhooks.recorded_event import RecordedCall

_SESSIONS: Final = "/telephony/sessions"
_DESCRIPTION: Final = "https://platform.ringcentral.com/restapi/v1.0/account/~/recording/{}"

Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,128}$")]


class _Part(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="ignore", hide_input_in_errors=True, coerce_numbers_to_str=True
    )


class _Side(_Part):
    number: Annotated[str | None, Field(alias="phoneNumber", max_length=320)] = None
    name: Annotated[str | None, Field(max_length=320)] = None


class _Recording(_Part):
    id: Id
    active: bool = False


class _Status(_Part):
    code: Annotated[str, Field(max_length=64)] = ""


class _Party(_Part):
    direction: Literal["Inbound", "Outbound"] | None = None
    to: _Side = _Side()
    caller: Annotated[_Side, Field(alias="from")] = _Side()
    status: _Status = _Status()
    recordings: Annotated[tuple[_Recording, ...], Field(max_length=20)] = ()


class _Session(_Part):
    session: Annotated[Id, Field(alias="telephonySessionId")]
    began: Annotated[AwareDatetime | None, Field(alias="eventTime")] = None
    parties: Annotated[tuple[_Party, ...], Field(max_length=100)] = ()


class _Notification(_Part):
    uuid: Id
    event: Annotated[str, Field(max_length=512)]


class _Told(_Notification):
    body: _Session


def read(delivery: Delivery) -> tuple[Announcement, ...]:
    """Return what the notification says. Raises RequestValidationError."""
    try:
        if not _Notification.model_validate_json(delivery.body).event.partition("?")[0].endswith(_SESSIONS):
            return ()
        told = _Told.model_validate_json(delivery.body)
    except ValidationError as error:
        raise unreadable(error) from error
    found = {one.id: _call(told.body, party, one) for party in told.body.parties for one in _whole(party)}
    return tuple(Announcement(event_id=f"{told.uuid}:{name}", call=call) for name, call in found.items())


def _whole(party: _Party) -> tuple[_Recording, ...]:
    """Return the recordings that have ended: by themselves, or with the party's part in the call."""
    over = party.status.code == "Disconnected"
    return tuple(one for one in party.recordings if over or not one.active)


def _call(said: _Session, party: _Party, recording: _Recording) -> RecordedCall:
    """The party of an event is ours: who called it, or whom it called, is the customer."""
    ours, theirs = (party.caller, party.to) if party.direction == "Outbound" else (party.to, party.caller)
    return RecordedCall(
        consent="unknown",
        agent=ours.name or None,
        customer=theirs.number or None if party.direction else None,
        direction={"Inbound": "inbound", "Outbound": "outbound"}.get(party.direction or ""),
        started_at=said.began.isoformat() if said.began else None,
        external_id=f"ringcentral:{recording.id}",
        recording_url=_DESCRIPTION.format(recording.id),
    )
