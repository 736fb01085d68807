"""HubSpot's limits by what the account has bought: how many requests in ten seconds, in one, and in a day.

In: a tier, a margin and the account's time zone. Out: `CrmLimits`, and what is left of them in words.
Source: reference 1.7, HubSpot's changelog "increasing our API limits". Apart from the adapter, since those
who only show them must not load its client.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from models.crm_limits import CrmLimits, LimitRoom, RateLimit

#: `pack`: with the add-on that raises the limits; `oauth`: an app that is let in by OAuth.
Tier = Literal["free", "starter", "professional", "enterprise", "pack", "oauth"]

TEN_SECONDLY: Final = "TEN_SECONDLY_ROLLING"
#: For search alone, which the other one does not count.
SECONDLY: Final = "SECONDLY"
_SEARCHES: Final = RateLimit(policy=SECONDLY, requests=5, interval_s=1.0)
INTERVAL_S: Final = 10.0

_IN_TEN_SECONDS: Final[Mapping[Tier, int]] = {
    "free": 100,
    "starter": 100,
    "professional": 190,
    "enterprise": 190,
    "pack": 250,
    "oauth": 110,
}
#: Of the account; an app of OAuth has no limit of its own for a day, so the account's smallest stands for it.
_IN_A_DAY: Final[Mapping[Tier, int]] = {
    "free": 250_000,
    "starter": 250_000,
    "professional": 650_000,
    "enterprise": 1_000_000,
    "pack": 1_000_000,
    "oauth": 250_000,
}


def limits_of(tier: Tier, *, margin: float, time_zone: str) -> CrmLimits:
    """Return what is obeyed of an account of this tier whose day begins in this time zone."""
    return CrmLimits(
        crm="hubspot",
        title="HubSpot",
        paced=(
            RateLimit(policy=TEN_SECONDLY, requests=_IN_TEN_SECONDS[tier], interval_s=INTERVAL_S),
            _SEARCHES,
        ),
        daily=_IN_A_DAY[tier],
        time_zone=time_zone,
        margin=margin,
    )


def room_words(room: LimitRoom) -> tuple[str, str]:
    """Return what a limit counts and what is left of it: "Requests today", "900 of 1,000 left"."""
    if room.left is not None:
        return "Requests today", f"{room.left:,} of {room.requests:,} left"
    span = "a second" if room.interval_s == 1 else f"{room.interval_s:.0f} seconds"
    now = "free now" if room.wait_s <= 0 else f"the next one in {room.wait_s:.1f} s"
    return f"{'Searches' if room.policy == SECONDLY else 'Requests'} in {span}", f"{room.requests}, {now}"
