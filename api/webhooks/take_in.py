"""What providers announce becomes calls: each event is stored with what it became, and handled once.

In: announcements whose signature was checked. Out: calls that wait for their recording, fetched in a job.

Kept of an event is what was read from it. One without a recording makes no call: it adds to a call that is
known, and else is only counted, since most calls are never recorded.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Final, NamedTuple

import structlog
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from api.entry import HOOK, Entry
from api.v1.arriving import accept_metadata
from api.webhooks.announcement import Announcement
from api.webhooks.once import handled_with, once
from api.webhooks.recorded_event import RecordedCall
from lifecycle import reading
from models.errors import CallNotesError, InputError, RecordingLostError
from models.hook_outcomes import HookOutcome
from storage.database import TakenError
from storage.hook_events import HookEvent
from text.phones import read_customer
from text.recording_addresses import read_recording_address

_log = structlog.get_logger(__name__)

_TAKEN_UP_AGAIN: Final = timedelta(days=7)


#: Of several events in a delivery the one counts that stands first here.
_TELLS_MOST: Final[tuple[HookOutcome, ...]] = ("contradicted", "accepted", "lost", "no_recording", "again")


class Became(NamedTuple):
    """What became of an event, or of all events of a delivery, and the call that it belongs to."""

    outcome: HookOutcome
    call_id: str | None = None
    error: CallNotesError | None = None


def take_in(
    entry: Entry, provider: str, announcements: tuple[Announcement, ...], *, signed_with: str
) -> Became:
    """Handle every event; what came before is done with. Return what that came to.

    Raises the first error of handling, when all were tried; the events say it, too. What the provider itself
    failed at is no error of the delivery.
    """
    events = entry.doors.shelves.hook_events()
    became = []
    for one in announcements:
        body = one.model_dump_json(exclude_defaults=True)
        event = events.first(provider, one.event_id, body, signed_with=signed_with)
        became.append(once(events, event, partial(_become, entry, body)))
    for result in became:
        if result.error is not None:
            raise result.error
    return min(became, key=lambda result: _TELLS_MOST.index(result.outcome), default=Became("ignored"))


def take_up_again(entry: Entry, providers: tuple[str, ...]) -> None:
    """Handle what a crash left unhandled, and what failed in the last week: its cause may be mended now.

    Nothing that an event holds keeps the server from starting.
    """
    since = entry.doors.clock() - _TAKEN_UP_AGAIN
    for event in entry.doors.shelves.hook_events().not_handled(providers, since=since):
        try:
            _handle(entry, event, before="again")
        except Exception as error:  # noqa: BLE001 - the event stays, and the next start tries again
            _log.error("hook_event_broke", provider=event.provider, kind=type(error).__name__)


def _become(entry: Entry, body: str, event: HookEvent) -> Became:
    if not event.is_contradicted_by(body):
        return _handle(entry, event, before="again" if event.already_there else None)
    entry.doors.shelves.hook_events().contradicted(event.provider, event.event_id)
    _log.warning("hook_event_contradicted", provider=event.provider)
    return _handle(entry, event, before="contradicted")


def _handle(entry: Entry, event: HookEvent, *, before: HookOutcome | None) -> Became:
    """Handle an event that is not handled yet; `before` says how it came before."""
    if event.state == "handled":
        return Became(before or "again", event.call_id)
    events = entry.doors.shelves.hook_events()
    try:
        announcement = Announcement.model_validate_json(event.body)
        if announcement.failure is not None:
            events.failed(event, RecordingLostError(announcement.failure))
            return Became(before or "lost")
        call_id = _take(entry, event, announcement)
    except (ValidationError, RequestValidationError):
        error: CallNotesError = InputError("The event cannot be read by this version; have it sent again.")
    except TakenError:
        raise
    except CallNotesError as refused:
        error = refused
    else:
        _log.info("hook_event_handled", provider=event.provider, call_id=call_id)
        return Became(before or ("accepted" if call_id else "no_recording"), call_id)
    events.failed(event, error)
    return Became("fault", error=error)


def _take(entry: Entry, event: HookEvent, one: Announcement) -> str | None:
    doors, url = entry.doors, one.call.recording_url
    if url is None and reading.call_by_external_id(doors.shelves, one.call.external_id or "") is None:
        doors.shelves.hook_events().handled(event, call=None)
        return None
    if url is not None:
        read_recording_address(url, doors.recording_hosts)
    call, alongside = _believable(entry, one.call), handled_with(entry, event)
    return accept_metadata(entry, HOOK, call, source_url=url, alongside=alongside).call.id


def _believable(entry: Entry, call: RecordedCall) -> RecordedCall:
    """Leave out what a provider cannot mend: a withheld number, a start in the future."""
    doors, left_out = entry.doors, dict[str, None]()
    latest = doors.clock() + timedelta(seconds=doors.limits.future_tolerance_s)
    for name, began in (("started_at", call.started_at), ("recording_started_at", call.recording_started_at)):
        if began is not None and datetime.fromisoformat(began) > latest:
            left_out[name] = None
    if call.customer is not None:
        try:
            read_customer(call.customer, doors.regions)
        except InputError:
            left_out["customer"] = None
    return call.model_copy(update=left_out)
