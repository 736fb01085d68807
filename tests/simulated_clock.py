"""Time that passes only while everybody who works sleeps, so that a day of work takes as long as its work."""

from __future__ import annotations

import heapq
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta


class SimulatedClock:
    """A clock for threads: call it for the moment, `sleep` on it; each thread works inside `working()`.

    Time jumps to the earliest moment that somebody waits for, once all of them wait. Who sleeps outside
    `working()` is alone, and time jumps at once.
    """

    def __init__(self, start: datetime = datetime(2026, 11, 20, 9, tzinfo=UTC)) -> None:
        self._now = start
        self._workers = 0
        self._asleep: list[tuple[datetime, int]] = []
        self._number = 0
        self._changed = threading.Condition()

    def __call__(self) -> datetime:
        with self._changed:
            return self._now

    def seconds(self) -> float:
        """The moment in seconds since 1970, as the simulator's portal takes it."""
        return self().timestamp()

    def sleep(self, seconds: float) -> None:
        """Wait until so much time has passed for everybody."""
        with self._changed:
            until = self._now + timedelta(seconds=seconds)
            self._number += 1
            heapq.heappush(self._asleep, (until, self._number))
            self._go_on()
            while self._now < until:
                self._changed.wait()

    @contextmanager
    def working(self) -> Iterator[None]:
        """Count this thread as one without which time does not pass."""
        with self._changed:
            self._workers += 1
        try:
            yield
        finally:
            with self._changed:
                self._workers -= 1
                self._go_on()

    def _go_on(self) -> None:
        if not self._asleep or len(self._asleep) < self._workers:
            return
        self._now = max(self._now, self._asleep[0][0])
        while self._asleep and self._asleep[0][0] <= self._now:
            heapq.heappop(self._asleep)
        self._changed.notify_all()
