"""What a page says of the audit log: whether it is whole, and when that was looked at last.

In: shelves, whether somebody asks to look now. Out: `Looked`, or None where nobody has looked yet. A long log
is looked at only when somebody asks, since that takes a second for some ten thousand lines.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from storage.audit_check import Verdict
from storage.shelves import Shelves

#: A log of at most so many lines is looked at when the page is opened, once in a while.
_SHORT: Final = 5_000
_AGAIN: Final = timedelta(minutes=10)


@dataclass(frozen=True)
class Looked:
    """What was found, and when."""

    verdict: Verdict
    at: datetime


@dataclass
class AuditWatch:
    """Remembers, for this process, what was found last."""

    shelves: Shelves
    _last: Looked | None = None
    _one: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def look(self, *, now: bool = False) -> Looked | None:
        """Return what is known, after looking where that is asked or quickly done."""
        with self._one:
            moment, log = self.shelves.clock(), self.shelves.audit()
            is_fresh = self._last is not None and moment - self._last.at < _AGAIN
            if now or (not is_fresh and log.length() <= _SHORT):
                self._last = Looked(log.check(), moment)
            return self._last
