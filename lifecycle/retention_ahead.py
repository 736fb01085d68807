"""Says what the rules of retention will delete next, and when; nothing changes.

In: the rules of the settings. Out: one `Ahead` a class. Not here: deleting (retention.py).
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from lifecycle.retention import foresee_retention
from models.retention import CLASSES, Ahead, Class, Foreseen, RetentionRules
from storage import retained
from storage.shelves import Shelves

_WEEK: Final = timedelta(days=7)
_MONTH: Final = timedelta(days=30)


def look_ahead(shelves: Shelves, rules: RetentionRules) -> tuple[Ahead, ...]:
    """Return what goes next of each class."""
    seen, now = foresee_retention(shelves, rules), shelves.clock()
    ahead = []
    with shelves.database.reading() as session:
        for what in CLASSES:
            one = _now(seen, what)
            if one.has_rule and not one.with_its_call:
                due = retained.due_count(session, rules, what, at=now)
                week = retained.due_count(session, rules, what, at=now + _WEEK) - due
                month = retained.due_count(session, rules, what, at=now + _MONTH) - due
                first = retained.next_at(session, rules, what, after=now)
                later = {"in_a_week": week, "in_a_month": month, "next_at": first}
                one = one.model_copy(update=later)
            ahead.append(one)
    return tuple(ahead)


def _now(seen: Foreseen, what: Class) -> Ahead:
    rules, days = seen.rules, seen.rules.days(what)
    due = [one for one in seen.due if one.what == what]
    held = sum(one.held is not None for one in due)
    loose = {"events": seen.events, "logs": seen.logs}
    by_label = tuple((label, span) for label, span in rules.terms(what) if label is not None)
    return Ahead(
        what=what,
        days=days,
        by_label=by_label,
        due=loose.get(what, len(due) - held),
        held=held,
        with_its_call=what not in {"call", "events"} and _no_longer_than_its_call(rules, days, by_label),
    )


def _no_longer_than_its_call(
    rules: RetentionRules, days: int | None, by_label: tuple[tuple[str, int], ...]
) -> bool:
    whole = rules.calls_days
    return days is not None and not by_label and whole is not None and whole <= days
