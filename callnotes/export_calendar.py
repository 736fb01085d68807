"""Writes what is due as to-dos for a calendar; what nobody has decided on says that it is unconfirmed.

In: a dossier, its notes, the call's own zone. Out: iCalendar (RFC 5545, VTODO), times in UTC.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, tzinfo

from icalendar import Calendar, Todo

from crm_sync.due_moment import due_moment
from crm_sync.one_line import one_line
from lifecycle.reading import Dossier
from models.notes import CallNotes, Due, FollowUp, Promise
from models.review import Decision


def calendar_of(dossier: Dossier, notes: CallNotes, zone: tzinfo) -> str:
    """Return a to-do for every dated promise and follow-up that nobody rejected, in the words that count.

    A promise and the follow-up that it gave rise to are one to-do.
    """
    decisions = {decision.item_id: decision for decision in dossier.decisions}
    calendar = Calendar()
    calendar.add("prodid", "-//callnotes//EN")
    calendar.add("version", "2.0")
    for item in _due_once(notes, decisions):
        if item.due is not None:
            calendar.add_component(_todo(dossier, item, item.due, decisions.get(item.id), zone))
    text: bytes = calendar.to_ical()
    return text.decode()


def _due_once(notes: CallNotes, decisions: Mapping[str, Decision]) -> tuple[Promise | FollowUp, ...]:
    """Of a promise and its follow-up the follow-up stays, unless only the promise was confirmed."""
    proposed: tuple[Promise | FollowUp, ...] = (*notes.promises, *notes.follow_ups)
    dated = [
        item
        for item in proposed
        if item.due is not None and not item.is_withdrawn and not _is_rejected(decisions.get(item.id))
    ]
    ids = {item.id for item in dated}
    left_out = set()
    for item in dated:
        if isinstance(item, FollowUp) and item.from_promise in ids:
            only_the_promise = item.from_promise in decisions and item.id not in decisions
            left_out.add(item.id if only_the_promise else item.from_promise)
    return tuple(item for item in dated if item.id not in left_out)


def item_uid(call_id: str, item_id: str) -> str:
    """Return the name of an item in every calendar, the same whenever it is written."""
    return f"{call_id}-{item_id}@callnotes"


def _is_rejected(decision: Decision | None) -> bool:
    return decision is not None and decision.verdict == "reject"


def _todo(
    dossier: Dossier, item: Promise | FollowUp, due: Due, decision: Decision | None, zone: tzinfo
) -> Todo:
    todo = Todo()
    todo.add("uid", item_uid(dossier.call.id, item.id))
    todo.add("dtstamp", dossier.call.received_at.astimezone(UTC))
    todo.add("summary", _summary(item, decision))
    todo.add("description", one_line(f"{item.evidence[0].speaker}: {item.evidence[0].quote}"))
    todo.add("due", due_moment(due, zone) if due.time else due.date)
    todo.add("status", "NEEDS-ACTION")
    return todo


def _summary(item: Promise | FollowUp, decision: Decision | None) -> str:
    words = decision.worded(item).text if decision else f"Unconfirmed: {item.text}"
    proviso = f" ({item.proviso})" if isinstance(item, Promise) and item.proviso else ""
    return one_line(words + proviso)
