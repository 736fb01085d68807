"""When a house works: its business days, the first day of its week, when its day ends, its holidays.

In: settings. Out: what "three business days", "end of next week" and "close of business" are reckoned by.
"""

from __future__ import annotations

import datetime as dt

from models.frozen import Frozen

_DAY = dt.timedelta(days=1)
_LONGEST_HOLIDAYS = 60


class WorkingTime(Frozen):
    """Weekdays are numbered from Monday, 0, to Sunday, 6; `closes_at` is "HH:MM", local."""

    days: frozenset[int] = frozenset({0, 1, 2, 3, 4})
    week_starts_on: int = 0
    closes_at: str = "17:00"
    holidays: frozenset[dt.date] = frozenset()

    def works_on(self, day: dt.date) -> bool:
        """True for a business day that is no holiday."""
        return day.weekday() in self.days and day not in self.holidays

    def week_start(self, day: dt.date) -> dt.date:
        """Return the first day of the day's week."""
        return day - dt.timedelta(days=(day.weekday() - self.week_starts_on) % 7)

    def week_close(self, day: dt.date) -> dt.date:
        """Return the last business weekday of the day's week, holidays not looked at."""
        start = self.week_start(day)
        week = [start + dt.timedelta(days=ahead) for ahead in range(7)]
        return max((one for one in week if one.weekday() in self.days), default=week[-1])

    def later(self, day: dt.date, count: int) -> dt.date:
        """Return the day that is so many business days after this one."""
        while count > 0:
            day += _DAY
            count -= self.works_on(day)
        return day

    def earlier(self, day: dt.date, count: int) -> dt.date:
        """Return the day that is so many business days before this one."""
        while count > 0:
            day -= _DAY
            count -= self.works_on(day)
        return day

    def before_holidays(self, day: dt.date) -> dt.date | None:
        """Return the last business day before the next holiday; None where none is known."""
        coming = min((one for one in self.holidays if one > day), default=None)
        if coming is None:
            return None
        back = (coming - _DAY * step for step in range(1, _LONGEST_HOLIDAYS))
        return next((one for one in back if self.works_on(one) and one >= day), None)
