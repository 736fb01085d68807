"""Turns the due date of an item, a local day and perhaps a time, into the moment at which its task is due.

In: `Due` and the call's own zone. Out: an aware moment in UTC.
Not here: what "Friday" means (extractor/dates.py).
"""

from __future__ import annotations

from datetime import UTC, datetime, time, tzinfo
from typing import Final

from models.notes import Due

#: A due date without a time ends with the business day, in the call's own zone.
END_OF_BUSINESS: Final = time(17, 0)


def due_moment(due: Due | None, zone: tzinfo) -> datetime | None:
    """Return when it is due, in UTC; 17:00 local where no time (or none that can be read) was given.

    A local time that the clocks skip in spring is taken an hour later; of one that comes twice in autumn
    the first is meant.
    """
    if due is None:
        return None
    return datetime.combine(due.date, _clock(due.time), tzinfo=zone).astimezone(UTC)


def _clock(written: str | None) -> time:
    if written is None:
        return END_OF_BUSINESS
    try:
        return time.fromisoformat(written).replace(tzinfo=None)
    except ValueError:
        return END_OF_BUSINESS
