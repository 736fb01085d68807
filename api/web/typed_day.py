"""A day as a person types it into a filter, as the moment at which it begins in the house's zone.

In: "2026-12-31". Out: an aware moment. Each page says in its own words what is wrong with a day.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, tzinfo


def begin_of(typed: str, zone: tzinfo, *, days: int = 0) -> datetime:
    """Return when the day begins that is so many days later. Raises ValueError for what is no day."""
    try:
        return datetime.combine(date.fromisoformat(typed) + timedelta(days=days), time.min, zone)
    except OverflowError as error:
        msg = "there is no day after the last one"
        raise ValueError(msg) from error
