"""Writes a person's calendar: what that person promised and has to do next, of what people confirmed.

In: promises and follow-ups that are open, the zone of the house, how our addresses begin. Out: iCalendar
(RFC 5545). They are events and not to-dos, since the programs that ask calendar addresses show events alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, timedelta
from typing import Final

from icalendar import Calendar, Event

from callnotes.export_calendar import item_uid
from crm_sync.one_line import one_line
from lifecycle.promise_value import PromiseEntry

#: A moment takes so long in the calendar, which shows a shorter one badly.
_LASTS: Final = timedelta(minutes=30)
_ASK_AGAIN: Final = timedelta(hours=1)


def feed_of(due: Iterable[PromiseEntry], *, public_url: str | None) -> bytes:
    """Return an event for each; those without a day are left out."""
    calendar = Calendar()
    calendar.add("prodid", "-//callnotes//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "Call notes: what is due")
    calendar.add("refresh-interval", _ASK_AGAIN, parameters={"VALUE": "DURATION"})
    for one in due:
        if one.due_on is not None and one.due_at is not None:
            calendar.add_component(_event(one, public_url))
    text: bytes = calendar.to_ical()
    return text


def _event(one: PromiseEntry, public_url: str | None) -> Event:
    assert one.due_on is not None  # noqa: S101 - the caller looked
    assert one.due_at is not None  # noqa: S101 - the caller looked
    event = Event()
    event.add("uid", item_uid(one.call_id, one.item_id))
    event.add("sequence", one.revision)
    event.add("dtstamp", one.confirmed_at.astimezone(UTC))
    event.add("summary", one_line(one.text + (f" ({one.proviso})" if one.proviso else "")))
    event.add("transp", "TRANSPARENT")
    if one.due_time is not None:
        event.add("dtstart", one.due_at.astimezone(UTC))
        event.add("dtend", one.due_at.astimezone(UTC) + _LASTS)
    else:
        day = date.fromisoformat(one.due_on)
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=1))
    if public_url:
        event.add("url", f"{public_url.rstrip('/')}/calls/{one.call_id}")
    return event
