"""HubSpot says that records changed; those that wait for a decision are looked at in the next round.

In: a signed list of events. Out: nothing; what an event says is believed only that far.
Not here: the signature (signature.py), reading what really stands in HubSpot (the pipeline).

A delivery is a hint: twice, late, out of order or lost, it changes when we look and nothing else.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal

import structlog
from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from api.entry import Entry, entry_of
from api.json_body import read_bytes, unreadable
from api.problem_document import HOOK_PROBLEMS
from api.webhooks.counted import counted
from api.webhooks.hubspot.signature import CLOSED, verify
from api.webhooks.public_address import public_address
from models.errors import UnauthorisedError
from models.hook_outcomes import HookOutcome
from storage.shelves import Shelves

router = APIRouter(prefix="/api/webhooks", tags=["hooks"], responses=HOOK_PROBLEMS)

_log = structlog.get_logger(__name__)

PROVIDER: Final = "hubspot"
#: A hundred events without long texts; what is refused is seen all the same, when its time comes.
_MOST_BYTES: Final = 1024 * 1024
_KINDS: Final[dict[str, Literal["task", "note"]]] = {"0-27": "task", "0-46": "note"}
_EXAMPLE: Final = [
    {"eventId": 1, "subscriptionType": "object.propertyChange", "objectTypeId": "0-27", "objectId": 512}
]


class ChangedObject(BaseModel):
    """The parts of an event that are read: which record of which kind changed."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    objectId: int  # noqa: N815 - HubSpot's name
    objectTypeId: str = ""  # noqa: N815 - HubSpot's name


_events: TypeAdapter[tuple[ChangedObject, ...]] = TypeAdapter(tuple[ChangedObject, ...])


@router.post(
    "/hubspot",
    status_code=204,
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"type": "array"}, "example": _EXAMPLE}},
        }
    },
)
async def hubspot_changed(request: Request, entry: Annotated[Entry, Depends(entry_of)]) -> None:
    """Take in HubSpot's signed hint that records changed; the same one again changes nothing."""
    async with counted(entry, PROVIDER) as outcome:
        if entry.hubspot_key is None:
            raise UnauthorisedError(CLOSED, why="closed")
        body = await read_bytes(request, max_bytes=_MOST_BYTES)
        delivery = verify(
            body,
            request.headers,
            method=request.method,
            uri=public_address(request, entry.doors.public_url),
            key=entry.hubspot_key,
            now=entry.doors.clock(),
        )
        outcome.word = await entry.run_hook(_look_sooner, entry.doors.shelves, delivery, _read(body))


def _read(body: bytes) -> tuple[ChangedObject, ...]:
    try:
        return _events.validate_json(body)
    except ValidationError as error:
        raise unreadable(error) from error


def _look_sooner(shelves: Shelves, delivery: str, events: tuple[ChangedObject, ...]) -> HookOutcome:
    """Count the delivery, and look soon at what is ours; a delivery that came before is done with."""
    if shelves.hook_events().noted(PROVIDER, delivery):
        return "again"
    waiting = 0
    for type_id, kind in _KINDS.items():
        ids = {str(one.objectId) for one in events if one.objectTypeId == type_id}
        waiting += shelves.looks().now(ids, kind=kind) if ids else 0
    _log.info("hubspot_changes_told", events=len(events), waiting=waiting)
    return "accepted"
