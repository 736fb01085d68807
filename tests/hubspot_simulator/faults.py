"""Failures on request: what the next fitting request meets instead of, or after, its answer.

Source: reference 4.6: 429 by policy, 423, 477, 5xx, a slow answer, a connection that breaks before or after
the write was made.
"""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass, field
from typing import Literal

from tests.hubspot_simulator.refusals import RefusalError, refusal, too_many

What = Literal[
    "400", "403", "429", "429-secondly", "429-daily", "423", "477", "500", "502", "503", "504", "524",
    "html", "slow", "reset", "lost",
]  # fmt: skip
_POLICIES = {"429": "TEN_SECONDLY_ROLLING", "429-secondly": "SECONDLY", "429-daily": "DAILY"}
_TOLD = {
    "400": ("VALIDATION_ERROR", "Invalid input JSON."),
    "403": ("FORBIDDEN", "You do not have permissions to do this."),
    "423": ("LOCKED", "The resource is locked; wait at least two seconds."),
    "477": ("MIGRATION_IN_PROGRESS", "The account is being moved."),
}


@dataclass
class Fault:
    """`reset`: the connection breaks before anything is done; `lost`: after it was done."""

    what: What
    method: str = "*"
    path: str = ""
    times: int = 1
    seconds: float = 0.0

    def refusal(self) -> RefusalError | None:
        """Return the answer that takes the place of the right one, or None."""
        if self.what in _POLICIES:
            return too_many(
                _POLICIES[self.what], f"You have reached your {_POLICIES[self.what].lower()} limit."
            )
        if self.what in _TOLD:
            category, message = _TOLD[self.what]
            headers = {"Retry-After": "1"} if self.what == "477" else {}
            refused = refusal(int(self.what), category, message)
            return RefusalError(refused.status, refused.body, headers)
        if self.what.isdigit():
            return refusal(int(self.what), "INTERNAL_ERROR", "internal error")
        return None


@dataclass
class Faults:
    """Failures that wait for a request that fits them, the oldest first."""

    _waiting: list[Fault] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(
        self, what: What, *, method: str = "*", path: str = "", times: int = 1, seconds: float = 0.0
    ) -> None:
        """Let the next `times` requests fail whose method and path (a pattern that is searched for) fit."""
        with self._lock:
            self._waiting.append(Fault(what, method, path, times, seconds))

    def clear(self) -> None:
        """Heal: nothing fails from now on."""
        with self._lock:
            self._waiting.clear()

    def take(self, method: str, path: str) -> Fault | None:
        """Return the failure that this request meets, once less from now on."""
        with self._lock:
            for fault in self._waiting:
                if fault.method in ("*", method) and re.search(fault.path, path):
                    fault.times -= 1
                    if fault.times <= 0:
                        self._waiting.remove(fault)
                    return fault
        return None
