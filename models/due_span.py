"""From when until when something is due: the moment that was said, or the whole of its day.

In: a local date, a time or none, the zone it is meant in. Out: the first and the last moment, in UTC.
Not here: resolving what was said (extractor/dates), when a task of the CRM is due (crm_sync/due_moment.py).
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

#: Days behind this one cannot be reckoned with in every zone.
_LAST: Final = date(9990, 12, 31)
_FIRST: Final = date(1, 1, 2)


def due_span(day: date, clock: str | None, zone: tzinfo) -> tuple[datetime, datetime]:
    """Return when the day begins and when it is too late: at the time said, else when the day is over."""
    day = min(max(day, _FIRST), _LAST)
    begins = datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)
    said = _clock(clock)
    if said is not None:
        return begins, datetime.combine(day, said, tzinfo=zone).astimezone(UTC)
    return begins, datetime.combine(day + timedelta(days=1), time(), tzinfo=zone).astimezone(UTC)


def _clock(written: str | None) -> time | None:
    try:
        return None if written is None else time.fromisoformat(written).replace(tzinfo=None)
    except ValueError:
        return None
