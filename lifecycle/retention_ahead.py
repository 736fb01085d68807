"""Says what the rules of retention will delete next, and when; nothing changes.

In: the rules of the settings. Out: one `Ahead` a class. Not here: deleting (retention.py).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from lifecycle.retention import foresee_retention
from models.retention import Ahead, RetentionRules
from storage import retained
from storage.database import Session
from storage.shelves import Shelves

_WEEK: Final = timedelta(days=7)
_MONTH: Final = timedelta(days=30)


def look_ahead(shelves: Shelves, rules: RetentionRules) -> tuple[Ahead, ...]:
    """Return what goes next of sound, of calls and of hook events."""
    seen, now = foresee_retention(shelves, rules), shelves.clock()
    ahead = []
    with shelves.database.reading() as session:
        for what, days in (
            ("audio", rules.audio_days),
            ("call", rules.calls_days),
            ("events", rules.events_days),
        ):
            due = [one for one in seen.due if one.what == what]
            held = sum(one.held is not None for one in due)
            count = seen.events if what == "events" else len(due) - held
            one = Ahead(what=what, days=days, due=count, held=held)
            ahead.append(_later(session, one, rules, now))
    return tuple(ahead)


def _later(session: Session, one: Ahead, rules: RetentionRules, now: datetime) -> Ahead:
    if one.days is None:
        return one
    if one.what == "audio" and rules.calls_days is not None and rules.calls_days <= one.days:
        return one.model_copy(update={"with_its_call": True})
    kept = timedelta(days=one.days)
    since = now - kept
    week, _ = retained.later(session, one.what, after=since, before=since + _WEEK)
    month, _ = retained.later(session, one.what, after=since, before=since + _MONTH)
    _, first = retained.later(session, one.what, after=since, before=now)
    return one.model_copy(
        update={"in_a_week": week, "in_a_month": month, "next_at": first + kept if first else None}
    )
