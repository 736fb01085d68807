"""When the house works, as its settings tell: by that business days, weeks and the day's end are reckoned.

In: `Settings`. Out: `WorkingTime`.
"""

from __future__ import annotations

from typing import get_args

from callnotes.settings import Settings, Weekday
from models.working_time import WorkingTime


def working_time_of(settings: Settings) -> WorkingTime:
    """Return the working time; the settings name weekdays, the value numbers them from Monday."""
    order = get_args(Weekday).index
    return WorkingTime(
        days=frozenset(map(order, settings.business_days)),
        week_starts_on=order(settings.week_start),
        closes_at=settings.business_close,
        holidays=frozenset(settings.holidays),
    )
