"""Writes a person's calendar: what that person promised and has to do next, of what people confirmed.

In: decided calls, the zone of the house, how our addresses begin. Out: iCalendar (RFC 5545).

They are events and not to-dos, since the programs that ask calendar addresses show events alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final

from icalendar import Calendar, Event

from callnotes.export_calendar import due_once, item_uid
from crm_sync.due_moment import due_moment
from crm_sync.one_line import one_line
from lifecycle.calendar_feed import ConfirmedCall
from models.notes import Due, FollowUp, Promise
from models.review import Decision
from models.zones import zone_of

#: A moment takes so long in the calendar, which shows a shorter one badly.
_LASTS: Final = timedelta(minutes=30)
_ASK_AGAIN: Final = timedelta(hours=1)


def feed_of(confirmed: Iterable[ConfirmedCall], *, zone: tzinfo, public_url: str | None) -> bytes:
    """Return an event for all that is due of ours; a promise and its follow-up are one."""
    calendar = Calendar()
    calendar.add("prodid", "-//callnotes//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "Call notes: what is due")
    calendar.add("refresh-interval", _ASK_AGAIN, parameters={"VALUE": "DURATION"})
    for one in confirmed:
        decisions = {each.item_id: each for each in one.decisions if each.verdict != "reject"}
        refused = {each.item_id: each for each in one.decisions}
        for item in due_once(one.notes, refused):
            if item.due is not None and item.id in decisions and item.owner.side == "ours":
                event = _event(one, item, item.due, decisions[item.id], zone)
                if public_url:
                    event.add("url", f"{public_url.rstrip('/')}/calls/{one.call.id}")
                calendar.add_component(event)
    text: bytes = calendar.to_ical()
    return text


def _event(
    one: ConfirmedCall, item: Promise | FollowUp, due: Due, decision: Decision, house: tzinfo
) -> Event:
    event = Event()
    event.add("uid", item_uid(one.call.id, item.id))
    event.add("dtstamp", decision.at.astimezone(UTC))
    event.add("last-modified", decision.at.astimezone(UTC))
    proviso = f" ({item.proviso})" if isinstance(item, Promise) and item.proviso else ""
    event.add("summary", one_line(decision.worded(item).text + proviso))
    event.add("transp", "TRANSPARENT")
    moment = due_moment(due, zone_of(one.call.details.started_at, house)) if due.time else None
    begin: datetime | object = moment or due.date
    event.add("dtstart", begin)
    event.add("dtend", moment + _LASTS if moment else due.date + timedelta(days=1))
    return event
