"""HubSpot's rate limits: a rolling ten seconds, a second for search, a day; what was asked is counted.

Source: reference 1.7 and 4.6.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tests.hubspot_simulator.refusals import too_many

_DAY_S = 86_400.0


@dataclass
class Limits:
    """`burst` requests in ten seconds and `daily` in a day; `search` in a second, which burst does not count.

    `refused` counts by policy what was asked too soon: a client that keeps to the limits leaves it empty.
    """

    clock: Callable[[], float]
    burst: int = 100
    search: int = 5
    daily: int = 250_000
    refused: dict[str, int] = field(default_factory=dict)
    _asked: deque[float] = field(default_factory=deque)
    _searched: deque[float] = field(default_factory=deque)
    _today: int = 0
    _midnight: float = 0.0

    def take(self, *, is_search: bool) -> None:
        """Count one request. Raises RefusalError (429) when it comes too soon."""
        now = self.clock()
        self._begin_day(now)
        window, span, most = (
            (self._searched, 1.0, self.search) if is_search else (self._asked, 10.0, self.burst)
        )
        while window and window[0] <= now - span:
            window.popleft()
        if self._today >= self.daily:
            self._refuse("DAILY", "You have reached your daily limit.")
        if len(window) >= most:
            if is_search:
                self._refuse("SECONDLY", "You have reached your secondly limit.")
            self._refuse("TEN_SECONDLY_ROLLING", "You have reached your ten_secondly_rolling limit.")
        window.append(now)
        self._today += 1

    def headers(self, *, is_search: bool) -> Mapping[str, str]:
        """Return what an answer says about the limits: nothing where it was a search."""
        if is_search:
            return {}
        return {
            "X-HubSpot-RateLimit-Daily": str(self.daily),
            "X-HubSpot-RateLimit-Daily-Remaining": str(self.daily - self._today),
            "X-HubSpot-RateLimit-Interval-Milliseconds": "10000",
            "X-HubSpot-RateLimit-Max": str(self.burst),
            "X-HubSpot-RateLimit-Remaining": str(max(0, self.burst - len(self._asked))),
        }

    def _begin_day(self, now: float) -> None:
        midnight = now - now % _DAY_S
        if midnight != self._midnight:
            self._midnight, self._today = midnight, 0

    def _refuse(self, policy: str, message: str) -> None:
        self.refused[policy] = self.refused.get(policy, 0) + 1
        raise too_many(policy, message)
