"""How often a CRM may be asked, what is left of that, and whether it is asked at all just now.

Out: `RateLimit` and `CrmLimits` (what is obeyed), `Told` (what an answer says of it), `CrmStanding` (what
people see).
Not here: who keeps count (storage/rate_gate.py), what a vendor's limits are (its adapter).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Final, Literal
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, Field

from models.frozen import Frozen

#: The limit that holds for a day.
DAILY: Final = "DAILY"
DAY_S: Final = 86_400.0

#: How much later than the one before it a request may reach the CRM, and the limit still holds, in seconds.
JITTER_S: Final = 0.3

#: Asked as the limits allow; left alone until a moment; asked now and then, to see whether it is back.
CrmState = Literal["open", "closed", "trying"]
#: Why a CRM is not asked just now.
Closed = Literal[
    "daily_limit",
    "unreachable",
    "moving",
    "not_let_in",
    "missing_scopes",
    "not_connected",
    "connection_refused",
    "app_refused",
]

_IN_WORDS: Final[dict[Closed, str]] = {
    "daily_limit": "its daily limit of requests is used up; the work is kept, and goes on by itself after "
    "the account's midnight.",
    "unreachable": "it does not answer; the work is kept, and goes on by itself when it does.",
    "moving": "this account is being moved; the work is kept, and goes on by itself after that.",
    "not_let_in": "it does not know the token, or the token has expired; the work is kept. Set a new one, "
    "then `callnotes crm probe` lets it go on.",
    "missing_scopes": "the token may not do this; the work is kept. Give it the scopes that docs/hubspot.md "
    "lists, then `callnotes crm probe` lets it go on.",
    "not_connected": "no admin has connected our app to it; the work is kept, and goes on after "
    "`callnotes crm connect`.",
    "connection_refused": "it does not renew the connection of our app, which was revoked or removed; "
    "the work is kept. An admin runs `callnotes crm connect`, which lets it go on.",
    "app_refused": "it does not take the client id and the client secret of our app; the work is kept. "
    "Correct them, then `callnotes crm probe` lets it go on.",
}


class RateLimit(Frozen):
    """So many requests in any window of so many seconds, under the name that the CRM has for it."""

    policy: str
    requests: Annotated[int, Field(ge=1)]
    interval_s: float

    def spacing(self, margin: float) -> timedelta:
        """Return the time between two requests with which no window ever holds too many.

        Evenly spaced by t, a window of w seconds whose requests arrive up to j seconds late holds at most
        (w + j) / t + 1 requests, cut to a whole number: so t is such that a part of the limit, the margin,
        stays unused, and at least such that j may come up to `JITTER_S`. Source: ITU-T I.371, the generic
        cell rate algorithm.
        """
        used = self.interval_s / (self.requests * (1 - margin))
        return timedelta(seconds=max(used, (self.interval_s + JITTER_S) / self.requests))


class CrmLimits(Frozen):
    """All that is obeyed of one CRM: paced limits, one for each day, and where the day begins.

    `title` is the CRM's name in sentences; `margin` is the part of each limit that stays unused.
    """

    crm: str
    title: str
    paced: tuple[RateLimit, ...]
    daily: Annotated[int, Field(ge=1)]
    time_zone: str
    margin: Annotated[float, Field(ge=0, lt=1)]

    def of(self, policy: str, told: int | None = None) -> RateLimit:
        """Return the paced limit with this name; what the CRM told of it wins."""
        limit = next(limit for limit in self.paced if limit.policy == policy)
        return limit.model_copy(update={"requests": told}) if told else limit

    def for_a_day(self, told: int | None = None) -> int:
        """Return how many requests we make in a day at most; what the CRM told of its limit wins."""
        return int((told or self.daily) * (1 - self.margin))

    def day_of(self, moment: datetime) -> str:
        """Return the account's day at this moment, by which the daily limit is counted."""
        return moment.astimezone(ZoneInfo(self.time_zone)).date().isoformat()


class Told(Frozen):
    """What an answer says of the limits; None where it says nothing."""

    requests: int | None = None
    remaining: int | None = None
    daily: int | None = None
    daily_remaining: int | None = None


class LimitRoom(Frozen):
    """One limit and what is left of it.

    Of a paced limit `wait_s` tells how long a request would wait now; of the daily one `used` and `left`.
    `refused` counts what the CRM refused under it since it was first asked: none, while the limits hold.
    """

    policy: str
    requests: int
    interval_s: float
    per_s: float
    wait_s: float = 0.0
    used: int | None = None
    left: int | None = None
    refused: int = 0


def not_asked(title: str, why: Closed) -> str:
    """Return the sentence that says why the CRM is not asked just now, and what happens next."""
    return f"{title} is not asked just now: {_IN_WORDS[why]}"


class CrmStanding(Frozen):
    """How things stand with the CRM: `open`, `closed` until a moment, or `trying` whether it is back.

    `why` is the reason in a word and `in_words` in a sentence; `limits` holds one entry for each, the daily
    one last.
    """

    crm: str
    state: CrmState = "open"
    why: Closed | None = None
    in_words: str | None = None
    until: AwareDatetime | None = None
    limits: tuple[LimitRoom, ...] = ()
