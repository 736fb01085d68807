"""Counts how deliveries to hooks end, so that refusals are seen and a flood of them costs next to nothing.

In: deliveries, as they end. Out: rows by sender and outcome, and the latest deliveries of each sender,
written at most once in a few seconds. Not here: which outcome a delivery has (counted.py).

Nothing of a refused delivery is kept, in memory, in the database or in the log: only that there was one, to
which hook and why; a flood of them is one line. What is not written yet is lost when the process is killed.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Final

import structlog

from models.errors import StorageError
from models.hook_outcomes import MOST_DELIVERIES, REFUSALS, HookDelivery, HookTally
from storage.hook_tallies import HookTallies

_log = structlog.get_logger(__name__)

#: How long a count may wait in memory for the next one, in seconds.
WRITTEN_EVERY_S: Final = 5.0


class Tally:
    """What was counted and is not written yet; several threads may count and write at once."""

    def __init__(self, tallies: HookTallies, *, seconds: Callable[[], float] = time.monotonic) -> None:
        """Count nothing yet; the first outcome is written at once."""
        self._tallies = tallies
        self._seconds = seconds
        self._lock = threading.Lock()
        self._counted: dict[tuple[str, str], HookTally] = {}
        self._latest: dict[str, deque[HookDelivery]] = {}
        self._due_s = seconds()

    def note(self, one: HookDelivery) -> bool:
        """Count one delivery; true when `write` should be called now."""
        with self._lock:
            key = (one.provider, one.outcome)
            before = self._counted.get(key)
            count = before.count + 1 if before else 1
            self._counted[key] = HookTally(
                provider=one.provider, outcome=one.outcome, count=count, last_at=one.last_at
            )
            _append(self._latest.setdefault(one.provider, deque(maxlen=MOST_DELIVERIES)), one)
            now_s = self._seconds()
            if now_s < self._due_s:
                return False
            self._due_s = now_s + WRITTEN_EVERY_S
            return True

    def write(self) -> None:
        """Write what was counted; what cannot be written now is kept for the next time."""
        with self._lock:
            counted, self._counted = self._counted, {}
            latest, self._latest = self._latest, {}
        if not counted:
            return
        try:
            self._tallies.add(counted.values(), (one for lines in latest.values() for one in lines))
        except StorageError:
            self._keep(counted, latest)
            return
        for one in counted.values():
            if one.outcome in REFUSALS:
                _log.warning(
                    "hook_deliveries_refused", provider=one.provider, reason=one.outcome, count=one.count
                )

    def _keep(
        self, counted: dict[tuple[str, str], HookTally], latest: dict[str, deque[HookDelivery]]
    ) -> None:
        with self._lock:
            for provider, lines in latest.items():
                for line in self._latest.get(provider, ()):
                    _append(lines, line)
                self._latest[provider] = lines
            for key, one in counted.items():
                later = self._counted.get(key)
                if later is not None:
                    one = later.model_copy(update={"count": one.count + later.count})  # noqa: PLW2901 - both together
                self._counted[key] = one


def _append(lines: deque[HookDelivery], one: HookDelivery) -> None:
    """Add it to the line that it continues, which is the latest then, else as a line of its own."""
    before = next((line for line in reversed(lines) if one.continues(line)), None)
    if before is not None:
        lines.remove(before)
        one = one.after(before)
    lines.append(one)
